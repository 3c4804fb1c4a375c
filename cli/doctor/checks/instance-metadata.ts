import type { ContainerInstanceEntry, TaskDefinitionEntry } from '../../snapshot/snapshot.ts';
import { eachHost, type HostsOf } from '../each-host.ts';
import { cloudFormation, type Finding, named, words } from '../finding.ts';
import { hostName, type Patient } from '../patient.ts';

/** A container in bridge mode is one hop further away. */
const HOPS_TO_A_CONTAINER = 2;

/** Hosts whose metadata service is off, or does not answer containers. */
export function instanceMetadata(patient: Patient): Finding[] {
  const hosts = patient.snapshot.containerInstances.filter((host) => patient.instanceOf(host) !== undefined);
  const optionsOf = (host: ContainerInstanceEntry) => patient.instanceOf(host)?.MetadataOptions;
  const isOff = (host: ContainerInstanceEntry) => optionsOf(host)?.HttpEndpoint === 'disabled';
  const off = hosts.filter(isOff);
  const near = hosts.filter(
    (host) => !isOff(host) && (optionsOf(host)?.HttpPutResponseHopLimit ?? 2) < HOPS_TO_A_CONTAINER,
  );
  const untold = hosts.filter((host) => optionsOf(host)?.HttpPutResponseHopLimit === undefined && !isOff(host));
  return [
    ...together(patient, off).map(metadataOff),
    ...together(patient, near).map((some) => tooNear(some, reliesOnInstanceRole(patient))),
    ...(untold.length > 0 ? [notTold(untold)] : []),
  ];
}

/** Hosts that were launched alike, as those of one group are. */
interface Alike {
  readonly about: string;
  readonly ids: readonly string[];
  readonly of: HostsOf;
}

function together(patient: Patient, hosts: readonly ContainerInstanceEntry[]): readonly Alike[] {
  const [grouped, others] = [hosts.filter(groupOf), hosts.filter((host) => groupOf(host) === undefined)];
  const groups = [...Map.groupBy(grouped, (host) => groupOf(host) ?? '')].map(([group, some]): Alike => {
    const ids = some.map(hostName);
    return { about: `group ${group}: ${named(ids)}`, ids, of: { group } };
  });
  const clusters = Map.groupBy(others, (host) => patient.clusterOf(host)?.clusterName ?? '');
  return [
    ...groups,
    ...[...clusters].map(([cluster, some]): Alike => {
      const ids = some.map(hostName);
      return { about: `hosts ${named(ids)}`, ids, of: { cluster } };
    }),
  ];

  function groupOf(host: ContainerInstanceEntry): string | undefined {
    return patient.groupOf(host)?.AutoScalingGroupName;
  }
}

function metadataOff({ about, ...hosts }: Alike): Finding {
  const where = 'MetadataOptions.HttpEndpoint==`"disabled"`';
  return {
    severity: 'problem',
    about,
    meaning:
      'Their instance metadata is off: the ECS agent has no credentials of the instance role, and no Spot notice reaches the host.',
    mends: [
      ...eachHost({ ...hosts, where }, `${MODIFY} --http-endpoint enabled --instance-id`),
      cloudFormation('LaunchTemplateData: {MetadataOptions: {HttpEndpoint: enabled}}'),
    ],
  };
}

const MODIFY = 'aws ec2 modify-instance-metadata-options';

function tooNear({ about, ...hosts }: Alike, relying: readonly string[]): Finding {
  const stalls =
    'the answer to a token request does not reach a container in bridge mode, and SDKs there stall for seconds';
  const who =
    relying.length > 0
      ? `${stalls}; such tasks without a task role are there (${named(relying)}).`
      : `${stalls}. No task without a task role is in bridge mode now.`;
  const where = `MetadataOptions.HttpEndpoint!=\`"disabled"\` && MetadataOptions.HttpPutResponseHopLimit<\`${HOPS_TO_A_CONTAINER}\``;
  return {
    severity: relying.length > 0 ? 'warning' : 'note',
    about,
    meaning: `Their hop limit is below ${HOPS_TO_A_CONTAINER}: ${who}`,
    mends: [
      ...eachHost({ ...hosts, where }, `${MODIFY} --http-put-response-hop-limit 2 --instance-id`),
      cloudFormation('LaunchTemplateData: {MetadataOptions: {HttpPutResponseHopLimit: 2}}'),
    ],
  };
}

/** Families of tasks in bridge mode without a task role: they have nobody else's credentials to take. */
function reliesOnInstanceRole({ snapshot }: Patient): readonly string[] {
  const used = new Set([
    ...snapshot.tasks.map(({ taskDefinitionArn }) => taskDefinitionArn),
    ...snapshot.services.map(({ taskDefinition }) => taskDefinition),
  ]);
  const relying = snapshot.taskDefinitions.filter((each) => used.has(each.taskDefinitionArn) && isRelying(each));
  return [...new Set(relying.map(({ family }) => family))];
}

/** Bridge is what a task definition has on Linux that names no mode. Source: ECS API reference, TaskDefinition. */
function isRelying({ networkMode = 'bridge', taskRoleArn = '' }: TaskDefinitionEntry): boolean {
  return networkMode === 'bridge' && taskRoleArn === '';
}

function notTold(hosts: readonly ContainerInstanceEntry[]): Finding {
  return {
    severity: 'note',
    about: `hosts ${named(hosts.map(hostName))}`,
    meaning:
      'Their metadata options are not in the file: whether containers reach the instance metadata cannot be told.',
    mends: [words('Take the snapshot anew, with whole answers of DescribeInstances.')],
  };
}
