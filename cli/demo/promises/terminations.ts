import { OPERATOR } from '../../../simulator/scenarios/drains.ts';
import type { LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { spoken } from '../duration.ts';
import type { History, TaskHistory } from '../history.ts';
import type { HostNames } from '../host-names.ts';
import { type Outcome, outcome } from './promise.ts';

/** Milliseconds by which a host may be let go later than promised. */
const LATE = 2_000;

/** The host of a group that was held last. */
function lastHeld({ autoScaling }: Simulation, groupName: string): LifecycleActionRecord | undefined {
  return autoScaling.lifecycleActions().findLast((action) => action.groupName === groupName);
}

/** When termination-gate let a host go; undefined when it did not: then Auto Scaling did, or nobody. */
function letGoAt({ end }: LifecycleActionRecord): number | undefined {
  return end?.reason.kind === 'completed' ? end.at : undefined;
}

/** What termination-gate promises of a host whose tasks all end. */
export function heldUntilEmpty(
  simulation: Simulation,
  history: History,
  names: HostNames,
  { groupName, slow }: { readonly groupName: string; readonly slow: string },
): readonly Outcome[] {
  const action = lastHeld(simulation, groupName);
  if (action === undefined) return [outcome(`a host of ${groupName} leaves`, ['Auto Scaling has terminated none'])];
  const { instanceId } = action;
  const name = names.of(instanceId);
  const promise = `${name} is let go when its last task has stopped, and within ${spoken(LATE)}`;
  const at = letGoAt(action);
  const emptyAt = history.emptyAt(instanceId);
  if (at === undefined || emptyAt === undefined) {
    const what = at === undefined ? `${name} has not been let go` : `${name} was let go with tasks on it`;
    return [outcome(promise, [what]), finished(history, instanceId, slow)];
  }
  const lag = at - emptyAt;
  const faults = [
    ...(lag < 0 ? [`${name} was let go ${spoken(-lag)} before its last task had stopped`] : []),
    ...(lag > LATE ? [`${name} was let go ${spoken(lag)} after its last task had stopped`] : []),
  ];
  return [outcome(promise, faults, `${spoken(lag)} after`), finished(history, instanceId, slow)];
}

function finished(history: History, ec2InstanceId: string, serviceName: string): Outcome {
  const promise = `${serviceName} finishes its work there`;
  const task = history.tasksOn(ec2InstanceId).find(({ group }) => group === `service:${serviceName}`);
  const { endedAt = Number.POSITIVE_INFINITY } = history.host(ec2InstanceId);
  if (task?.stoppedAt === undefined || task.sigtermAt === undefined || task.stoppedAt >= endedAt)
    return outcome(promise, [`${serviceName} was not stopped in order`]);
  return outcome(promise, [], `${spoken(task.stoppedAt - task.sigtermAt)} from SIGTERM to its end`);
}

/** What is promised of a host that a task does not leave: its deadline, and that the operator hears why. */
export function letGoAtDeadline(
  simulation: Simulation,
  history: History,
  names: HostNames,
  { groupName, stuck, minutes }: { readonly groupName: string; readonly stuck: string; readonly minutes: number },
): readonly Outcome[] {
  const action = lastHeld(simulation, groupName);
  if (action === undefined) return [outcome(`a host of ${groupName} leaves`, ['Auto Scaling has terminated none'])];
  const name = names.of(action.instanceId);
  const promise = `${name} is let go at its deadline, after ${minutes} minutes and not before`;
  const at = letGoAt(action);
  const held = (at ?? Number.NaN) - action.startedAt;
  const late = held - minutes * 60_000;
  const isOnTime = late >= 0 && late <= LATE;
  const fault = at === undefined ? `${name} has not been let go` : `${name} was let go after ${spoken(held)}`;
  const left = history
    .tasksOn(action.instanceId)
    .filter(({ stoppedAt }) => stoppedAt === undefined || stoppedAt > (at ?? 0));
  return [
    outcome(promise, isOnTime ? [] : [fault], spoken(held)),
    operatorTold(
      simulation,
      action.instanceId,
      left.filter(({ group }) => group === `service:${stuck}`),
      stuck,
    ),
  ];
}

function operatorTold(
  { sns }: Simulation,
  ec2InstanceId: string,
  tasks: readonly TaskHistory[],
  stuck: string,
): Outcome {
  const promise = `the operator is told which task stood in the way: ${stuck}`;
  const mails = sns.outbox.filter(({ to, message }) => to === OPERATOR && message.includes(ec2InstanceId));
  const [first] = mails;
  if (first === undefined) return outcome(promise, ['the operator got no e-mail about the host']);
  const unnamed = tasks.length === 0 || !tasks.every(({ taskArn }) => first.message.includes(taskArn));
  const faults = [
    ...(unnamed ? [`the e-mail does not name the task of ${stuck}`] : []),
    ...(mails.length > 1 ? [`the operator got ${mails.length} e-mails about one host`] : []),
  ];
  return outcome(promise, faults, 'one e-mail');
}

/** A service of minimum healthy 100 % leaves a draining host, since its count follows the hosts. */
export function oneServiceLeaves(
  simulation: Simulation,
  history: History,
  names: HostNames,
  {
    groupName,
    serviceName,
    within,
  }: { readonly groupName: string; readonly serviceName: string; readonly within: number },
): Outcome {
  const { instanceId = '' } = lastHeld(simulation, groupName) ?? {};
  const promise = `${serviceName} leaves ${names.of(instanceId)} within ${spoken(within)}: host-sync lowers its count`;
  const { drainingAt } = history.host(instanceId);
  const task = history.tasksOn(instanceId).find(({ group }) => group === `service:${serviceName}`);
  if (drainingAt === undefined || task?.stoppedAt === undefined || task.sigtermAt === undefined)
    return outcome(promise, [`${serviceName} has not left it in order`]);
  const took = task.stoppedAt - drainingAt;
  return outcome(promise, took <= within ? [] : [`it took ${spoken(took)}`], spoken(took));
}
