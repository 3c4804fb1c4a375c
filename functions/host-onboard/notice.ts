import { clusterName, parseArn } from '../../shared/domain/arn.ts';
import type { Report } from './actions.ts';
import { FINDINGS, type Finding } from './marker.ts';

/** What is the matter, and the option of the AWS CLI that mends it. */
const TEXTS: Readonly<Record<Finding, { readonly what: string; readonly option: string }>> = {
  'imds-off': {
    what: 'The instance metadata service is switched off: neither the agent nor containers get credentials of the role of the instance.',
    option: '--http-endpoint enabled',
  },
  'imdsv1-allowed': {
    what: 'IMDSv1 still answers, which gives the credentials of the role of the instance to whoever has a container fetch a URL. Before you switch it off, see in the metric MetadataNoToken that nothing uses it.',
    option: '--http-tokens required',
  },
  'hop-limit-found': {
    what: 'The hop limit is 1, and containers of the cluster have no task role: their AWS calls wait for credentials for seconds, and then fail or fall back to IMDSv1.',
    option: '--http-put-response-hop-limit 2',
  },
  'hop-limit-unclear': {
    what: 'The hop limit is 1. Containers in bridge mode without a task role get no credentials through IMDSv2 then; whether there are any here could not be told.',
    option: '--http-put-response-hop-limit 2',
  },
};

/** A message of SNS about all hosts of a run that something was found on. */
export function findingsNotice(
  reports: readonly Report[],
  reliedBy: ReadonlyMap<string, string>,
): { readonly subject: string; readonly message: string } {
  const sections = FINDINGS.flatMap((finding) => {
    const concerned = reports.filter(({ toTell }) => toTell.includes(finding));
    return concerned.length > 0 ? [section(finding, concerned, reliedBy)] : [];
  });
  const kinds = FINDINGS.filter((finding) => reports.some(({ toTell }) => toTell.includes(finding)));
  const closing =
    'New hosts get the same options from their launch template or AMI: mend it there too. Each of these is told once; take the attribute ecs-ops.onboarded off a host to have it checked anew.';
  return {
    subject: `ECS hosts: ${kinds.join(', ')} (${count(reports.length, 'host')})`,
    message: [...sections, closing].join('\n\n'),
  };
}

function section(finding: Finding, concerned: readonly Report[], reliedBy: ReadonlyMap<string, string>): string {
  const { what, option } = TEXTS[finding];
  const clusters = [...Map.groupBy(concerned, ({ clusterArn }) => clusterArn)];
  const [{ clusterArn = '' } = {}] = concerned;
  const where = clusters.map(([arn, hosts]) => {
    const example = finding === 'hop-limit-found' ? reliedBy.get(arn) : undefined;
    const because = example === undefined ? '' : `, because of ${familyOf(example)} for example`;
    return `- ${count(hosts.length, 'host')} of ${clusterName(arn)}${because}`;
  });
  const repaired = concerned.filter(({ isRepaired }) => isRepaired && finding === 'hop-limit-found');
  const left = concerned.filter((report) => !repaired.includes(report));
  return [
    `${finding}: ${what}`,
    ...where,
    ...(repaired.length > 0 ? [`Raised to 2 by host-onboard in this run: ${ids(repaired)}`] : []),
    ...(left.length > 0 ? ['To mend it:', command(left, option, parseArn(clusterArn)?.region ?? '')] : []),
  ].join('\n');
}

function command(reports: readonly Report[], option: string, region: string): string {
  const modify = (id: string) =>
    `aws ec2 modify-instance-metadata-options --region ${region} --instance-id ${id} ${option}`;
  const [only, ...others] = reports;
  if (only && others.length === 0) return modify(only.ec2InstanceId);
  return `for id in ${ids(reports)}; do ${modify('$id')}; done`;
}

function ids(reports: readonly Report[]): string {
  return reports.map(({ ec2InstanceId }) => ec2InstanceId).join(' ');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** `web:3` of its ARN. */
function familyOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.split('/').at(-1) ?? taskDefinitionArn;
}
