import { FUNCTION_PREFIXES, type FunctionPrefix } from '../../scenarios/deployed-function.ts';
import { GARBAGE } from '../garbage.ts';
import type { Breach, Drain, Truth } from '../truth.ts';
import { eligibleHosts } from './counts.ts';
import { held } from './terminations.ts';

/** Something that is not as it has to be in the end. */
type Fault = Omit<Breach, 'at'>;

/** What is not yet as it has to be once everything is quiet. Judged again and again until nothing is left, or time is up. */
export function notYetRight(truth: Truth): readonly Fault[] {
  const faults = (invariant: string, what: readonly string[]): readonly Fault[] =>
    what.map((each) => ({ invariant, what: each }));
  return [
    ...faults('held', held(truth)),
    ...faults('wrong-count', wrongCounts(truth)),
    ...faults('drained-and-forgotten', drained(truth)),
    ...faults('message-left', messagesLeft(truth)),
    ...faults('unlabelled', unlabelled(truth)),
  ];
}

/** `crashed`: no run fails but by a death that was planned, or by its time limit while something goes wrong. */
export function crashed(truth: Truth): readonly Fault[] {
  const { simulation, soakCase } = truth.world;
  const crashes = simulation.lambda.invocations.flatMap(({ functionName, outcome }) => {
    if (outcome.kind === 'failed' && outcome.errorMessage !== 'The process was killed')
      return [`a run of ${functionName} failed: ${outcome.errorMessage}`];
    return outcome.kind === 'timed-out' && soakCase.troubles.length === 0 ? [`a run of ${functionName} timed out`] : [];
  });
  return [...new Set(crashes)].map((what) => ({ invariant: 'crashed', what }));
}

/** `message-lost`: what was given up. Nothing puts that right, so it is asked once. */
export function givenUp(truth: Truth): readonly Fault[] {
  return FUNCTION_PREFIXES.flatMap((prefix) => {
    const { deadLetters, queue } = truth.world.of(prefix);
    const lost = deadLetters.messages().filter(({ body, attributes }) => {
      const wasReceivedTooOften = attributes['reason'] === undefined;
      return !GARBAGE.includes(body) && !(wasReceivedTooOften && isExcused(truth, prefix));
    });
    const what = lost.map(
      ({ body, attributes }) =>
        `${prefix} gave up ${body.slice(0, 200)}: ${attributes['reason']?.StringValue ?? 'received too often'}`,
    );
    const expired = queue.metrics.expired > 0 ? [`${queue.metrics.expired} messages of ${prefix} expired`] : [];
    return [...what, ...expired].map((each) => ({ invariant: 'message-lost', what: each }));
  });
}

/** Milliseconds of an outage that outlasts every try: spot-drain's are over soonest, for its hosts are gone by then. */
const OUTLASTS = 120_000;

function isExcused(truth: Truth, prefix: FunctionPrefix): boolean {
  const { began, simulation } = truth.world;
  return truth.refused(prefix, began, simulation.clock.now()) >= OUTLASTS;
}

function wrongCounts(truth: Truth): readonly string[] {
  if (truth.isDry('HostSync')) return [];
  const { soakCase, simulation } = truth.world;
  return soakCase.services.flatMap((service) => {
    if (service.kind !== 'served') return [];
    const { services } = simulation.ecs.view(service.cluster);
    const desired = services.find(({ serviceName }) => serviceName === service.name)?.desiredCount;
    const hosts = eligibleHosts(truth, service);
    return desired === hosts ? [] : [`${service.name} has desired count ${desired} on ${hosts} hosts`];
  });
}

/** Minutes in which scale-in has looked at a host again, at its slowest schedule. */
const LOOKS = 4;

/** Hosts that are DRAINING by us and on which nothing is being done any more. */
function drained(truth: Truth): readonly string[] {
  const { ecs, autoScaling } = truth.world.simulation;
  return truth.world.soakCase.clusters.flatMap(({ name }) =>
    ecs.view(name).hosts.flatMap(({ ec2InstanceId: id, status }) => {
      const drain = status === 'DRAINING' ? truth.drains.get(id) : undefined;
      if (drain?.by === undefined || isStillMeant(truth, id, drain)) return [];
      return [`${id}, ${autoScaling.membershipOf(id)?.state ?? 'in no group'}, is DRAINING by ${drain.by}`];
    }),
  );
}

function isStillMeant({ world, interruptedAt }: Truth, id: string, { by, at }: Drain): boolean {
  // It is gone but for the hooks that hold it: `held` and `forgotten` judge that.
  if (world.simulation.autoScaling.membershipOf(id)?.state.startsWith('Terminating')) return true;
  // What EC2 takes away, or is likely to, is never given back: that is for whoever replaces it.
  if (by === 'SpotDrain' || interruptedAt.has(id)) return true;
  // scale-in is to give a host back that does not empty, and may try again and again.
  const minutes = Number(world.soakCase.settings['scaleInDrainMinutes']) + LOOKS;
  return by === 'ScaleIn' && world.simulation.clock.now() - at < minutes * 60_000;
}

/**
 * Messages that nobody is at work on. What a run had in hand that died, or that could not say when it is to come back, is
 * hidden for the visibility time-out of its queue: an hour for scale-in, whose schedule does not wait for it.
 */
function messagesLeft(truth: Truth): readonly string[] {
  const { simulation } = truth.world;
  const now = simulation.clock.now();
  return FUNCTION_PREFIXES.flatMap((prefix) => {
    const { queue, name: functionName } = truth.world.of(prefix);
    const died = simulation.lambda.invocations.some(
      (run) => run.functionName === functionName && run.outcome.kind !== 'succeeded',
    );
    const postponed = simulation.calls.all({ functionName, operation: 'ChangeMessageVisibility' });
    const mayBeHidden = died || postponed.some(({ outcome }) => outcome !== 'ok');
    const left = queue.messages().filter(({ visibleAt, sentAt }) => {
      const isUnderWay = now - sentAt < UNDER_WAY;
      return !isUnderWay && !(mayBeHidden && visibleAt > now);
    });
    return left.map(({ body }) => `${prefix} still has ${body.slice(0, 200)}`);
  });
}

/** Milliseconds that a message may be on its way through a run. */
const UNDER_WAY = 60_000;

/** Hosts without the label of host-onboard, a minute or more after they joined. */
function unlabelled(truth: Truth): readonly string[] {
  if (truth.isDry('HostOnboard')) return [];
  return truth.world.soakCase.clusters.flatMap(({ name }) =>
    truth.world.simulation.ecs
      .view(name)
      .hosts.filter(({ status, attributes }) => status === 'ACTIVE' && attributes['ecs-ops.lifecycle'] === undefined)
      .map(({ ec2InstanceId }) => `${ec2InstanceId} is not labelled`),
  );
}
