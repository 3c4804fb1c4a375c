import type { FaultSubject } from '../../../simulator/gateway/fault.ts';
import type { FunctionPrefix } from '../../scenarios/deployed-function.ts';
import type { Truth } from '../truth.ts';

/** Operations that change nothing. */
const READ = /^(Describe|Get|List)/;

/** Whether a call writes anything but the function's own queue. */
export function isWrite({ service, operation }: Pick<FaultSubject, 'service' | 'operation'>): boolean {
  return service !== 'sqs' && service !== 'xray' && !READ.test(operation);
}

/** `dry-run`, `drained-wrongly`, `given-back-wrongly`, `stopped-wrongly`: who may write what to which host. */
export function watchWrites(truth: Truth): void {
  truth.onCall((prefix, subject) => {
    if (!isWrite(subject)) return;
    if (truth.isDry(prefix)) truth.break('dry-run', `${prefix} called ${subject.operation}`);
    if (subject.operation === 'UpdateContainerInstancesState') statusSet(truth, prefix, subject);
    if (subject.operation === 'StopTask') stopped(truth, prefix, subject);
  });
  watchSpotHosts(truth);
}

interface StatusInput {
  readonly containerInstances?: readonly string[];
  readonly status?: string;
}

function statusSet(truth: Truth, prefix: FunctionPrefix, { input }: FaultSubject): void {
  const { containerInstances = [], status } = input as StatusInput;
  for (const arn of containerInstances) {
    const id = truth.instances.get(arn);
    if (id === undefined) continue;
    if (status === 'DRAINING' && !mayDrain(truth, prefix, id)) truth.break('drained-wrongly', `${prefix} drains ${id}`);
    if (status === 'ACTIVE' && !mayGiveBack(truth, prefix, id))
      truth.break('given-back-wrongly', `${prefix} sets ${id} to ACTIVE`);
  }
}

function mayDrain(truth: Truth, prefix: FunctionPrefix, id: string): boolean {
  const membership = truth.world.simulation.autoScaling.membershipOf(id);
  switch (prefix) {
    case 'TerminationGate':
      // What is drained just when its group has let go of it is no harm.
      return membership === undefined || membership.state.startsWith('Terminat');
    case 'SpotDrain':
      return (
        truth.interruptedAt.has(id) || (truth.rebalancedAt.has(id) && isRebalanceOptIn(truth, membership?.groupName))
      );
    case 'ScaleIn':
      return isOptedIn(truth, membership?.groupName);
    default:
      return false;
  }
}

function isRebalanceOptIn({ world: { soakCase } }: Truth, groupName: string | undefined): boolean {
  const group = soakCase.groups.find(({ name }) => name === groupName);
  return soakCase.settings['spotDrainRebalance'] === 'true' || group?.tags['ecs-ops:drain-on-rebalance'] === 'true';
}

/** Whether the owner of a group let scale-in at it: the group's own tag beats that of its cluster. */
export function isOptedIn({ world: { soakCase } }: Truth, groupName: string | undefined): boolean {
  const group = soakCase.groups.find(({ name }) => name === groupName);
  if (group === undefined || group.provider === 'managed') return false;
  const cluster = soakCase.clusters.find(({ name }) => name === group.cluster);
  const [own, ofCluster] = [group.tags['ecs-ops:scale-in'], cluster?.tags['ecs-ops:scale-in']];
  return own !== 'false' && ofCluster !== 'false' && (own === 'true' || ofCluster === 'true');
}

/** scale-in alone gives hosts back here, those that it has drained. */
function mayGiveBack(truth: Truth, prefix: FunctionPrefix, id: string): boolean {
  const drain = truth.drains.get(id);
  // It may have been given back a moment ago, and the answer was lost.
  return prefix === 'ScaleIn' && (drain === undefined || drain.by === 'ScaleIn' || isMarkedByDead(truth, id));
}

/** A run marked the host and died before it drained it; whoever drained it then is taken for that run. */
function isMarkedByDead({ world, instances }: Truth, id: string): boolean {
  const { simulation } = world;
  const { name: functionName } = world.of('ScaleIn');
  const marks = simulation.calls.all({ functionName, operation: 'PutAttributes' }).filter(({ input, outcome }) => {
    const { attributes } = input as { readonly attributes: readonly { readonly name: string; targetId: string }[] };
    const isOfHost = attributes.some(
      ({ name, targetId }) => name === 'ecs-ops.scale-in-drained-at' && instances.get(targetId) === id,
    );
    return isOfHost && ['ok', 'killed', 'reset'].includes(outcome);
  });
  const marked = marks.at(-1)?.time ?? Number.POSITIVE_INFINITY;
  return simulation.lambda.invocations.some(
    (run) => run.functionName === functionName && run.outcome.kind !== 'succeeded' && within(marked, run),
  );
}

const within = (time: number, { start, end }: { readonly start: number; readonly end: number }): boolean =>
  start <= time && time <= end;

function stopped(truth: Truth, prefix: FunctionPrefix, { input }: FaultSubject): void {
  const { task: taskArn } = input as { readonly task?: string };
  const tasks = truth.world.soakCase.clusters.flatMap(({ name }) => truth.world.simulation.ecs.view(name).tasks);
  const task = tasks.find((each) => each.taskArn === taskArn);
  const id = task?.ec2InstanceId;
  if (task === undefined || id === undefined) return;
  const state = truth.world.simulation.autoScaling.membershipOf(id)?.state;
  const isLeaving = truth.interruptedAt.has(id) || state === undefined || state.startsWith('Terminat');
  const may =
    (prefix === 'TerminationGate' && isLeaving) ||
    (prefix === 'SpotDrain' && (truth.interruptedAt.has(id) || truth.rebalancedAt.has(id)) && isStandalone(task.group));
  if (!may) truth.break('stopped-wrongly', `${prefix} stops a task of ${task.group} on ${id}`);
}

const isStandalone = (group: string): boolean => group.startsWith('family:');

/** Milliseconds from a notice until a host has to be DRAINING, when nothing goes wrong. */
const DRAINED_WITHIN = 30_000;

/** `spot-not-drained`: what EC2 takes away is drained in time. */
function watchSpotHosts(truth: Truth): void {
  const { ec2, ecs, clock } = truth.world.simulation;
  ec2.onSpotNotice((id, kind) => {
    const from = clock.now();
    if (kind !== 'interruption' || truth.isDry('SpotDrain') || !ecs.isRegistered(id)) return;
    clock.after(DRAINED_WITHIN, `is ${id} drained`, () => {
      if (!truth.isCalm('SpotDrain', from, clock.now())) return;
      const hosts = truth.world.soakCase.clusters.flatMap(({ name }) => ecs.view(name).hosts);
      const host = hosts.find(({ ec2InstanceId }) => ec2InstanceId === id);
      if (host?.status === 'ACTIVE') truth.break('spot-not-drained', `${id} is ACTIVE half a minute after its notice`);
    });
  });
}
