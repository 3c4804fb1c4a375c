import { amountOf, clusterArnIn, clusterOfHost, IDENTITY, placeOf } from '../entities.ts';
import type { Finding, ListName } from '../snapshot.ts';
import type { Checked, CheckedLists } from './check-items.ts';
import { pointer } from './pointer.ts';

/**
 * Looks at what entries say of each other. What would put something in the wrong place, or is of another account, is an
 * error; what only leaves something out is a warning that says so.
 */
export function checkReferences(lists: CheckedLists): Finding[] {
  return [
    ...whole(lists),
    ...accounts(lists),
    ...hosts(lists),
    ...ofClusters(lists),
    ...tasks(lists),
    ...providers(lists),
    ...groups(lists),
  ];
}

/** Drops entries that are in the file twice, word for word; those that differ are errors. */
export function withoutDoubles(lists: CheckedLists): { readonly lists: CheckedLists; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const single = <Name extends ListName>(name: Name): readonly Checked<Name>[] => {
    const identity = IDENTITY[name] as (item: Checked<Name>['item']) => string;
    const first = new Map<string, Checked<Name>>();
    for (const entry of lists[name] as readonly Checked<Name>[]) {
      const id = identity(entry.item);
      const before = first.get(id);
      if (before === undefined) first.set(id, entry);
      else findings.push(doubleOf(id, entry, before));
    }
    return [...first.values()];
  };
  const entries = (Object.keys(lists) as ListName[]).map((name) => [name, single(name)]);
  return { lists: Object.fromEntries(entries) as CheckedLists, findings };
}

function doubleOf(id: string, entry: Checked<ListName>, before: Checked<ListName>): Finding {
  return JSON.stringify(entry.item) === JSON.stringify(before.item)
    ? warning(entry.place, `${id} is at ${before.place} too; taken once`)
    : error(entry.place, `${id} is at ${before.place} too, and not the same; allowed: once`);
}

function* whole({ clusters }: CheckedLists): Generator<Finding> {
  if (clusters.length === 0)
    yield error(
      '',
      'no clusters; allowed: at least one, as in the answer of `aws ecs describe-clusters --include TAGS`',
    );
}

/** One account and Region: everything that has an ARN is compared with the first cluster. */
function* accounts(lists: CheckedLists): Generator<Finding> {
  const [first] = lists.clusters;
  const wanted = first && place(first.item.clusterArn);
  if (wanted === undefined) return;
  for (const { at, arn } of arnsIn(lists)) {
    if (arn !== undefined && place(arn) !== wanted)
      yield error(
        at,
        `of ${place(arn)}; allowed: ${wanted}, that of the first cluster: one account and Region in a file`,
      );
  }
}

/** The ARN of each entry whose list has some. */
function* arnsIn(lists: CheckedLists): Generator<{ readonly at: string; readonly arn: string | undefined }> {
  for (const { place: at, item } of lists.clusters) yield { at: pointer(at, 'clusterArn'), arn: item.clusterArn };
  for (const { place: at, item } of lists.containerInstances)
    yield { at: pointer(at, 'containerInstanceArn'), arn: item.containerInstanceArn };
  for (const { place: at, item } of lists.services) yield { at: pointer(at, 'serviceArn'), arn: item.serviceArn };
  for (const { place: at, item } of lists.tasks) yield { at: pointer(at, 'taskArn'), arn: item.taskArn };
  for (const { place: at, item } of lists.taskDefinitions)
    yield { at: pointer(at, 'taskDefinitionArn'), arn: item.taskDefinitionArn };
  for (const { place: at, item } of lists.autoScalingGroups)
    yield { at: pointer(at, 'AutoScalingGroupARN'), arn: item.AutoScalingGroupARN };
}

function place(arn: string): string {
  const { id, region } = placeOf(arn) ?? { id: 'no account', region: 'no Region' };
  return `account ${id} in ${region}`;
}

function* hosts({ clusters, containerInstances }: CheckedLists): Generator<Finding> {
  const entries = clusters.map(({ item }) => item);
  const known = new Set(entries.map(({ clusterArn }) => clusterArn));
  for (const { place: at, item } of containerInstances) {
    const cluster = clusterOfHost(item, entries);
    if (cluster === undefined)
      yield error(
        pointer(at, 'containerInstanceArn'),
        'the ARN does not say which cluster; allowed: ARNs in the long format, or one cluster in the file',
      );
    else if (!known.has(cluster)) yield unknownCluster(pointer(at, 'containerInstanceArn'), cluster);
    for (const name of ['CPU', 'MEMORY'] as const) {
      if (amountOf(item.registeredResources, name) === undefined)
        yield error(pointer(at, 'registeredResources'), `no ${name}; allowed: CPU and MEMORY among the resources`);
    }
    if (item.ec2InstanceId === undefined) yield warning(at, 'no ec2InstanceId: an external host, which is left out');
  }
}

function* ofClusters({ clusters, services, tasks }: CheckedLists): Generator<Finding> {
  const known = new Set(clusters.map(({ item }) => item.clusterArn));
  for (const { place: at, item } of [...services, ...tasks]) {
    if (!known.has(item.clusterArn)) yield unknownCluster(pointer(at, 'clusterArn'), item.clusterArn);
  }
}

function* tasks({ tasks: all, protectedTasks, clusters }: CheckedLists): Generator<Finding> {
  for (const { place: at, item } of all) {
    const { containerInstanceArn: host } = item;
    if (host !== undefined && (clusterArnIn(host) ?? item.clusterArn) !== item.clusterArn)
      yield error(pointer(at, 'containerInstanceArn'), `a host of another cluster; allowed: one of ${item.clusterArn}`);
  }
  const taskArns = new Set(all.map(({ item }) => item.taskArn));
  for (const { place: at, item } of protectedTasks) {
    if (!taskArns.has(item.taskArn))
      yield warning(pointer(at, 'taskArn'), `${item.taskArn} is not in the file; left out`);
  }
  const running = clusters.reduce((sum, { item }) => sum + (item.runningTasksCount ?? 0), 0);
  if (all.length === 0 && running > 0)
    yield warning('', `no tasks, though the clusters run ${running}; their hosts are taken as empty`);
}

function* providers({ clusters, capacityProviders, autoScalingGroups }: CheckedLists): Generator<Finding> {
  const known = new Set(capacityProviders.map(({ item }) => item.name));
  for (const { place: at, item } of clusters) {
    for (const [index, name] of (item.capacityProviders ?? []).entries()) {
      if (!known.has(name) && !name.startsWith('FARGATE'))
        yield warning(
          pointer(pointer(at, 'capacityProviders'), index),
          `${name} is not among the capacityProviders; taken as one without managed scaling or draining`,
        );
    }
  }
  const groupNames = new Set(autoScalingGroups.map(({ item }) => item.AutoScalingGroupName));
  for (const { place: at, item } of capacityProviders) {
    const arn = item.autoScalingGroupProvider?.autoScalingGroupArn;
    const group = arn?.split('autoScalingGroupName/')[1] ?? arn;
    if (group !== undefined && !groupNames.has(group))
      yield warning(at, `its group ${group} is not among the autoScalingGroups; nothing is launched there`);
  }
}

function* groups({ autoScalingGroups, lifecycleHooks }: CheckedLists): Generator<Finding> {
  const names = new Set(autoScalingGroups.map(({ item }) => item.AutoScalingGroupName));
  for (const { place: at, item } of lifecycleHooks) {
    if (!names.has(item.AutoScalingGroupName))
      yield warning(pointer(at, 'AutoScalingGroupName'), `${item.AutoScalingGroupName} is not in the file; left out`);
  }
  for (const { place: at, item } of autoScalingGroups) {
    if (item.MinSize > item.MaxSize)
      yield error(pointer(at, 'MinSize'), `${item.MinSize}; allowed: at most the MaxSize, ${item.MaxSize}`);
    if (item.DesiredCapacity > item.MaxSize || item.DesiredCapacity < item.MinSize)
      yield warning(
        pointer(at, 'DesiredCapacity'),
        `${item.DesiredCapacity}, not from ${item.MinSize} to ${item.MaxSize}`,
      );
  }
}

function unknownCluster(at: string, clusterArn: string): Finding {
  return error(at, `${clusterArn} is not among the clusters; allowed: one of the file's clusters`);
}

function error(at: string, message: string): Finding {
  return { severity: 'error', place: at, message };
}

function warning(at: string, message: string): Finding {
  return { severity: 'warning', place: at, message };
}
