import type { DrainHosts, StopTask } from '../../shared/domain/actions.ts';
import { type Failure, PermanentError } from '../../shared/domain/errors.ts';
import type { Applied } from '../../shared/runtime/apply.ts';
import type { Look } from '../../shared/runtime/job.ts';
import type { Message, Verdict } from '../../shared/runtime/messages.ts';
import type { Cause, SpotDrainEvent } from './event.ts';
import type { HostView, Snapshot } from './snapshot.ts';

/** Seconds before another try for an interrupted host, at most: there are two minutes in all. */
const LONGEST_PAUSE = 10;

type SpotDrainLook = Look<SpotDrainEvent, Snapshot, DrainHosts | StopTask>;

/**
 * Decides which messages come back. Of the messages about one instance one comes back, if anything about this very
 * instance failed; what happens to others does not matter to it.
 */
export function settle(look: SpotDrainLook): ReadonlyMap<string, Verdict> {
  const failures = failuresIn(look);
  const verdicts = new Map<string, Verdict>();
  for (const [ec2InstanceId, messages] of Map.groupBy(look.messages, ({ event }) => event.ec2InstanceId)) {
    const failure = failures.get(ec2InstanceId);
    const message = messages.toSorted(byWorth)[0];
    if (failure && message) verdicts.set(message.messageId, verdictOn(failure, message.event.cause));
  }
  return verdicts;
}

/** An interruption says more than a recommendation; the message with the most receives left lasts longest. */
function byWorth(a: Message<SpotDrainEvent>, b: Message<SpotDrainEvent>): number {
  const rank = ({ cause }: SpotDrainEvent): number => (cause === 'spot-interrupted' ? 0 : 1);
  return rank(a.event) - rank(b.event) || a.receiveCount - b.receiveCount;
}

function verdictOn(failure: Failure, cause: Cause): Verdict {
  const { reason, message: detail } = failure;
  if (failure instanceof PermanentError) return { kind: 'park', reason, detail };
  return { kind: 'retry', reason, ...(cause === 'spot-interrupted' ? { atMost: LONGEST_PAUSE } : {}) };
}

/** What failed, by instance; what may pass by itself rather than what will not. */
function failuresIn({ snapshot, after }: SpotDrainLook): ReadonlyMap<string, Failure> {
  const seen = after?.snapshot;
  const found = [
    ...(snapshot.kind === 'hosts-found' ? snapshot.leftAlone.flatMap(failureOf) : []),
    ...(seen?.kind === 'hosts-drained'
      ? [...seen.views.flatMap(viewFailure), ...seen.unreadable.flatMap(failureOf)]
      : []),
    ...(after?.applied.flatMap(stopFailure) ?? []),
  ];
  const lastsLonger = ([, failure]: [string, Failure]): number => (failure instanceof PermanentError ? 0 : 1);
  return new Map(found.toSorted((a, b) => lastsLonger(a) - lastsLonger(b)));
}

function failureOf(each: {
  readonly notice: SpotDrainEvent;
  readonly failure?: Failure | undefined;
}): [string, Failure][] {
  return each.failure ? [[each.notice.ec2InstanceId, each.failure]] : [];
}

function viewFailure({ notice, state }: HostView): [string, Failure][] {
  return 'failure' in state ? failureOf({ notice, failure: state.failure }) : [];
}

/** A task that can't be stopped for good is told of, and no message about it is of use. */
function stopFailure(applied: Applied<DrainHosts | StopTask>): [string, Failure][] {
  if (applied.action.kind !== 'stop-task' || applied.outcome !== 'failed') return [];
  return [[applied.action.ec2InstanceId, applied.error]];
}
