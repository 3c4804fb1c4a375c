import type { ContainerInstanceEntry, TaskDefinitionEntry } from '../../snapshot/snapshot.ts';
import { cloudFormation, commands, type Finding, hostList, type Mend, named, words } from '../finding.ts';
import { hostName, type Patient } from '../patient.ts';

/** A container in bridge mode is one hop further away. */
const HOPS_TO_A_CONTAINER = 2;
/** Instances of one command; each takes a call. */
const MOST_IN_A_COMMAND = 50;

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
    ...byGroup(patient, off).map(([about, some]) => metadataOff(about, some)),
    ...byGroup(patient, near).map(([about, some]) => tooNear(about, some, reliesOnInstanceRole(patient))),
    ...(untold.length > 0 ? [notTold(untold)] : []),
  ];
}

/** Hosts of one group were launched alike. */
function byGroup(
  patient: Patient,
  hosts: readonly ContainerInstanceEntry[],
): readonly (readonly [about: string, hosts: readonly ContainerInstanceEntry[]])[] {
  const groups = Map.groupBy(hosts, (host) => patient.groupOf(host)?.AutoScalingGroupName);
  return [...groups].map(([group, some]) => {
    const names = named(some.map(hostName));
    return [group === undefined ? `hosts ${names}` : `group ${group}: ${names}`, some] as const;
  });
}

function metadataOff(about: string, hosts: readonly ContainerInstanceEntry[]): Finding {
  return {
    severity: 'problem',
    about,
    meaning:
      'Their instance metadata is off: the ECS agent has no credentials of the instance role, and no Spot notice reaches the host.',
    mends: mends(hosts, '--http-endpoint enabled', 'HttpEndpoint: enabled'),
  };
}

function tooNear(about: string, hosts: readonly ContainerInstanceEntry[], relying: readonly string[]): Finding {
  const stalls =
    'the answer to a token request does not reach a container in bridge mode, and SDKs there stall for seconds';
  const who =
    relying.length > 0
      ? `${stalls}; such tasks without a task role are there (${named(relying)}).`
      : `${stalls}. No task without a task role is in bridge mode now.`;
  return {
    severity: relying.length > 0 ? 'warning' : 'note',
    about,
    meaning: `Their hop limit is below ${HOPS_TO_A_CONTAINER}: ${who}`,
    mends: mends(hosts, '--http-put-response-hop-limit 2', 'HttpPutResponseHopLimit: 2'),
  };
}

function mends(hosts: readonly ContainerInstanceEntry[], option: string, line: string): readonly Mend[] {
  const ids = hosts.map(hostName);
  const some = ids.slice(0, MOST_IN_A_COMMAND);
  const rest = ids.length > some.length ? [words(`The same for ${ids.length - some.length} more.`)] : [];
  return [
    ...commands(hostList(some, `aws ec2 modify-instance-metadata-options ${option} --instance-id`)),
    ...rest,
    cloudFormation(`LaunchTemplateData: {MetadataOptions: {${line}}}`),
  ];
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
