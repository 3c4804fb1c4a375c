import type { Finding, ListName } from '../snapshot.ts';
import type { Checked, CheckedLists } from './check-items.ts';
import { pointer } from './pointer.ts';

/** What entries that refer to nothing are: a file is refused for them, or taken without what they refer to. */
export type Dangling = Finding['severity'];

/** The lists of a file. */
interface File {
  readonly lists: CheckedLists;
  /** Lists that the file does not have at all. What refers to them leaves something out, as the documentation says. */
  readonly absent: readonly ListName[];
}

/**
 * Looks for what entries refer to, and the file does not have, and without which what is played is not what would happen:
 * hosts emptier than they are, services short from the beginning, Spot hosts taken for others.
 */
export function checkDangling(file: File, severity: Dangling): Finding[] {
  const found = [
    ...hostsOfTasks(file),
    ...servicesOfTasks(file),
    ...instancesOfHosts(file),
    ...groupsOfInstances(file),
  ];
  return [
    ...found.map((each) => ({ ...each, severity: each.severity ?? severity })),
    ...taskDefinitions(file, severity),
  ];
}

type Found = Omit<Finding, 'severity'> & { readonly severity?: 'warning' };

/** Tasks that are to run on, and do: one that stops may be what is left of something deleted. */
function isToRun({ item }: Checked<'tasks'>): boolean {
  return item.lastStatus !== 'STOPPED' && item.lastStatus !== 'DELETED' && item.desiredStatus !== 'STOPPED';
}

function* hostsOfTasks({ lists: { tasks, containerInstances }, absent }: File): Generator<Found> {
  const known = new Set(containerInstances.map(({ item }) => item.containerInstanceArn));
  for (const task of tasks) {
    const { containerInstanceArn: host, lastStatus } = task.item;
    if (host === undefined || lastStatus === 'STOPPED' || known.has(host)) continue;
    const at = pointer(task.place, 'containerInstanceArn');
    if (absent.includes('containerInstances') || !isToRun(task))
      yield { severity: 'warning', place: at, message: `${host} is not in the file; the task is left out` };
    else yield { place: at, message: `${host} is not among the containerInstances; allowed: one of them` };
  }
}

const OF_A_SERVICE = /^service:(.+)$/;

function* servicesOfTasks({ lists: { tasks, services }, absent }: File): Generator<Found> {
  if (absent.includes('services')) return;
  const known = new Set(services.map(({ item }) => `${item.clusterArn} ${item.serviceName}`));
  for (const task of tasks) {
    const { group = '', clusterArn, containerInstanceArn } = task.item;
    const [, service] = OF_A_SERVICE.exec(group) ?? [];
    if (service === undefined || containerInstanceArn === undefined || !isToRun(task)) continue;
    if (known.has(`${clusterArn} ${service}`)) continue;
    const message = `${service} is not among the services, and its task would be taken as standalone; allowed: one of them`;
    yield { place: pointer(task.place, 'group'), message };
  }
}

/** An agent that is away may be that of an instance that is gone: ECS keeps such a host. */
function* instancesOfHosts({ lists: { containerInstances, instances }, absent }: File): Generator<Found> {
  if (absent.includes('instances')) return;
  const known = new Set(instances.map(({ item }) => item.InstanceId));
  for (const { place, item } of containerInstances) {
    const { ec2InstanceId: id, agentConnected } = item;
    if (id === undefined || !id.startsWith('i-') || known.has(id)) continue;
    const at = pointer(place, 'ec2InstanceId');
    const what = `${id} is not among the instances, and would be taken as On-Demand`;
    if (agentConnected === false) yield { severity: 'warning', place: at, message: what };
    else yield { place: at, message: `${what}; allowed: one of them` };
  }
}

const GROUP_TAG = 'aws:autoscaling:groupName';

function* groupsOfInstances({ lists, absent }: File): Generator<Found> {
  if (absent.includes('autoScalingGroups')) return;
  const known = new Set(lists.autoScalingGroups.map(({ item }) => item.AutoScalingGroupName));
  const hosts = new Set(lists.containerInstances.map(({ item }) => item.ec2InstanceId));
  for (const { place, item } of lists.instances) {
    const index = (item.Tags ?? []).findIndex(({ Key }) => Key === GROUP_TAG);
    const group = item.Tags?.[index]?.Value;
    if (group === undefined || known.has(group) || !hosts.has(item.InstanceId)) continue;
    const message = `${group} is not among the autoScalingGroups, and the host would be in no group; allowed: one of them`;
    yield { place: pointer(pointer(place, 'Tags'), index), message };
  }
}

/** Of a task that runs the size is enough; where a service starts another, its ports and constraints count. */
function* taskDefinitions({ lists, absent }: File, severity: Dangling): Generator<Finding> {
  const known = new Set(lists.taskDefinitions.map(({ item }) => item.taskDefinitionArn));
  const users = [
    ...lists.services.map(({ place: at, item }) => ({
      at: pointer(at, 'taskDefinition'),
      arn: item.taskDefinition,
      isStarted: startsOnHosts(item) && !absent.includes('taskDefinitions'),
    })),
    ...lists.tasks
      .filter(({ item }) => item.lastStatus !== 'STOPPED')
      .map(({ place: at, item }) => ({
        at: pointer(at, 'taskDefinitionArn'),
        arn: item.taskDefinitionArn,
        isStarted: false,
      })),
  ];
  const told = new Set<string>();
  for (const { at, arn, isStarted } of users) {
    if (arn === undefined || known.has(arn) || told.has(arn)) continue;
    told.add(arn);
    const what = `${arn} is not in the file; its size is taken from its tasks, without ports and constraints`;
    if (isStarted && severity === 'error')
      yield { severity, place: at, message: `${arn} is not among the taskDefinitions; allowed: one of them` };
    else yield { severity: 'warning', place: at, message: what };
  }
}

function startsOnHosts({ status = 'ACTIVE', desiredCount, launchType, ...rest }: Checked<'services'>['item']): boolean {
  const { schedulingStrategy, capacityProviderStrategy = [] } = rest;
  const isElsewhere =
    launchType === 'FARGATE' ||
    launchType === 'EXTERNAL' ||
    capacityProviderStrategy.some(({ capacityProvider }) => capacityProvider.startsWith('FARGATE'));
  return status === 'ACTIVE' && !isElsewhere && (desiredCount > 0 || schedulingStrategy === 'DAEMON');
}
