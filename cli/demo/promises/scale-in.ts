import type { Simulation } from '../../../simulator/simulation.ts';
import type { CapacityWatch } from '../capacity-watch.ts';
import { spoken } from '../duration.ts';
import type { History } from '../history.ts';
import type { HostNames } from '../host-names.ts';
import { type Outcome, outcome } from './promise.ts';

/** What promises about scale-in are judged by. */
export interface Evidence {
  readonly simulation: Simulation;
  readonly history: History;
  readonly names: HostNames;
  readonly capacity: CapacityWatch;
}

/** Milliseconds by which a host may be set ACTIVE later than promised: the function looks once a minute. */
const LATE = 90_000;

/** The hosts that were there and have gone. */
function gone({ capacity, history }: Evidence): readonly string[] {
  return capacity.present.filter((id) => history.host(id).endedAt !== undefined);
}

/** So many hosts have gone, none was launched in their place, and the groups want so many fewer. */
export function hostsGone(evidence: Evidence, what: string, groups: readonly string[], expected: number): Outcome {
  const { simulation, capacity, names } = evidence;
  const views = groups.map((name) => simulation.autoScaling.view(name));
  const left = gone(evidence);
  const faults = [
    ...(left.length === expected ? [] : [`hosts gone: ${left.length}, not ${expected}`]),
    ...capacity.launched.map((id) => `${names.of(id)} was launched`),
    ...views
      .filter(({ desired, instances }) => desired !== instances.length)
      .map(({ name, desired, instances }) => `${name} wants ${desired} instances and has ${instances.length}`),
  ];
  const wanted = views.map(({ name, desired }) => `${name} ${desired}`).join(', ');
  return outcome(what, faults, `${left.map((id) => names.of(id)).join(', ')}; now ${wanted}`);
}

/** No host was terminated before everything on it had stopped in order. */
export function noneWithWork(evidence: Evidence): Outcome {
  const { history, names, simulation } = evidence;
  const left = gone(evidence);
  const faults = left.flatMap((id) => {
    const { endedAt = 0 } = history.host(id);
    return history
      .tasksOn(id)
      .filter(({ sigtermAt, stoppedAt }) => sigtermAt === undefined || stoppedAt === undefined || stoppedAt > endedAt)
      .map(({ group }) => `${group} was killed with ${names.of(id)}`);
  });
  const held = simulation.autoScaling.lifecycleActions().filter(({ instanceId }) => left.includes(instanceId));
  const ungated = left.filter(
    (id) => !held.some((action) => action.instanceId === id && action.end?.reason.kind === 'completed'),
  );
  const unheld = ungated.map((id) => `termination-gate did not let ${names.of(id)} go`);
  const waits = held.map(({ startedAt, end }) => spoken((end?.at ?? Number.NaN) - startedAt));
  return outcome(
    'no host is terminated with work on it',
    [...faults, ...unheld],
    `termination-gate held them for ${waits.join(', ')}`,
  );
}

/** No group had fewer hosts than its minimum. */
export function minimumKept({ capacity }: Evidence): Outcome {
  const below = capacity.counts.find(({ inService, min }) => inService < min);
  const fault = below && `${below.name} had ${below.inService} at ${clock(below.at)}, its minimum is ${below.min}`;
  const least = new Map<string, string>();
  for (const { name, inService, min } of capacity.counts.toSorted((a, b) => b.inService - a.inService))
    least.set(name, `${name} ${inService} of at least ${min}`);
  return outcome('every group keeps its minimum', fault === undefined ? [] : [fault], [...least.values()].join(', '));
}

/** There was always so much room. */
export function headroomKept(
  { capacity: { headrooms } }: Evidence,
  wanted: { readonly copies: number; readonly percent: number; readonly largest: string },
): Outcome {
  const promise = `room is left for ${wanted.copies} more ${wanted.largest} task, and ${wanted.percent} % of CPU and memory`;
  const short = headrooms.find(({ copies, percent }) => copies < wanted.copies || percent < wanted.percent);
  const fault = short && `at ${clock(short.at)} there was room for ${short.copies}, and ${Math.floor(short.percent)} %`;
  const copies = Math.min(...headrooms.map((each) => each.copies));
  const percent = Math.floor(Math.min(...headrooms.map((each) => each.percent)));
  return outcome(promise, fault === undefined ? [] : [fault], `never less than for ${copies}, and ${percent} %`);
}

/** No service was short of a task, or of a place for one. */
export function placesKept({ capacity: { shortfalls, headrooms } }: Evidence): Outcome {
  const [first] = shortfalls;
  const faults = first === undefined ? [] : [`${first.what} at ${clock(first.at)}`];
  return outcome(
    'no task is ever without a place, and no service short of one',
    faults,
    `at none of ${headrooms.length} changes`,
  );
}

/** A host that did not empty in time is ACTIVE again, with the task that did not leave it. */
export function refusingHostBack(
  { simulation: { ecs }, history, names, capacity }: Evidence,
  {
    cluster,
    serviceName,
    minutes,
  }: { readonly cluster: string; readonly serviceName: string; readonly minutes: number },
): Outcome {
  const promise = `a host that is not empty after ${minutes} minutes is ACTIVE again, ${serviceName} still on it`;
  const { hosts, tasks } = ecs.view(cluster);
  const drained = hosts.filter(({ ec2InstanceId: id }) => capacity.present.includes(id) && history.host(id).drainingAt);
  if (drained.length === 0) return outcome(promise, ['no host was drained and kept']);
  const faults = drained.flatMap(({ ec2InstanceId, status }) => {
    const name = names.of(ec2InstanceId);
    const { drainingAt = 0, activeAgainAt = Number.NaN } = history.host(ec2InstanceId);
    const took = activeAgainAt - drainingAt;
    const runs = tasks.some(
      (task) =>
        task.ec2InstanceId === ec2InstanceId &&
        task.group === `service:${serviceName}` &&
        task.lastStatus === 'RUNNING',
    );
    return [
      ...(status === 'ACTIVE' ? [] : [`${name} is ${status}`]),
      ...(took > minutes * 60_000 + LATE ? [`${name} was ACTIVE again only after ${spoken(took)}`] : []),
      ...(runs ? [] : [`${serviceName} does not run on ${name}`]),
    ];
  });
  const took = drained.map(({ ec2InstanceId: id }) => {
    const { drainingAt = Number.NaN, activeAgainAt = Number.NaN } = history.host(id);
    return `${names.of(id)}, after ${spoken(activeAgainAt - drainingAt)}`;
  });
  return outcome(promise, faults, took.join('; '));
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
