import { REPORT } from '../../../simulator/scenarios/drains.ts';
import { spoken } from '../duration.ts';
import type { History, HostHistory, TaskHistory } from '../history.ts';
import type { HostNames } from '../host-names.ts';
import { type Outcome, outcome } from './promise.ts';

/** Milliseconds from the notice in which an interrupted host is to be DRAINING. */
const DRAINED_WITHIN = 10_000;

/** What spot-drain promises of the hosts that EC2 has taken away. */
export function spotHostsDrained(history: History, names: HostNames): readonly Outcome[] {
  const hosts = history.interruptedHosts;
  if (hosts.length === 0) return [outcome('a Spot host is interrupted', ['EC2 has given no notice'])];
  return hosts.flatMap((host) => {
    const name = names.of(host.ec2InstanceId);
    const tasks = history.tasksOn(host.ec2InstanceId);
    return [drained(host, name), emptied(host, name, tasks), reportStopped(host, tasks)];
  });
}

function drained({ noticeAt = 0, drainingAt, endedAt }: HostHistory, name: string): Outcome {
  const promise = `${name} is DRAINING within ${spoken(DRAINED_WITHIN)} of the notice`;
  // ECS shows a host that is gone as DRAINING or not; only what comes before counts.
  if (drainingAt === undefined || (endedAt !== undefined && drainingAt >= endedAt))
    return outcome(promise, [`${name} was not drained before EC2 took it away`]);
  const took = drainingAt - noticeAt;
  return outcome(promise, took <= DRAINED_WITHIN ? [] : [`it took ${spoken(took)}`], spoken(took));
}

/** Stopped with a SIGTERM while its host was there. */
function isStoppedInOrder({ sigtermAt, stoppedAt }: TaskHistory, { endedAt }: HostHistory): boolean {
  return sigtermAt !== undefined && stoppedAt !== undefined && endedAt !== undefined && stoppedAt < endedAt;
}

function emptied(host: HostHistory, name: string, tasks: readonly TaskHistory[]): Outcome {
  const promise = `nothing runs on ${name} any more when EC2 takes it away`;
  if (host.endedAt === undefined) return outcome(promise, [`EC2 has not taken ${name} away`]);
  const lost = tasks.filter((task) => !isStoppedInOrder(task, host));
  const faults = lost.map(({ group }) => `${group} was killed with ${name}, without a SIGTERM`);
  const spare = host.endedAt - Math.max(...tasks.map(({ stoppedAt = 0 }) => stoppedAt));
  return outcome(promise, faults, `empty ${spoken(spare)} before`);
}

function reportStopped(host: HostHistory, tasks: readonly TaskHistory[]): Outcome {
  const promise = `the standalone task ${REPORT} gets SIGTERM and time to end`;
  const report = tasks.find(({ group }) => group === `family:${REPORT}`);
  if (report === undefined) return outcome(promise, [`${REPORT} did not run there`]);
  if (!isStoppedInOrder(report, host))
    return outcome(promise, [`${REPORT} was killed with its host, without a SIGTERM`]);
  const took = (report.stoppedAt ?? 0) - (report.sigtermAt ?? 0);
  return outcome(promise, [], `it took ${spoken(took)}`);
}
