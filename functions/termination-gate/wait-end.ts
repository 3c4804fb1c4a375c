import type { LifecycleActionResult } from '../../shared/domain/auto-scaling.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { CompleteLifecycleAction } from './actions.ts';
import type { DrainTerms } from './drain-terms.ts';
import type { Deciding, HostLook, HostView, Wait } from './snapshot.ts';
import { tasksLeft } from './tasks-left.ts';
import { absenceEnd } from './wait-timing.ts';

type Found = Extract<HostView, { kind: 'found' }>;

/** How a wait ends. */
export interface WaitEnd {
  readonly reason: CompleteLifecycleAction['reason'];
  readonly result: LifecycleActionResult;
  /** The host may not be empty. */
  readonly isDeadline: boolean;
}

/** Why the wait ends now; undefined when it does not. */
export function endingOf(
  wait: Wait,
  { host }: HostLook,
  terms: DrainTerms | undefined,
  { due, settings }: Deciding,
): WaitEnd | undefined {
  const { notice } = wait;
  const free = (reason: Reason): WaitEnd => ({ reason, result: 'CONTINUE', isDeadline: false });
  if (notice?.origin === 'WarmPool' && notice.destination === 'EC2') return free('pool-host-unused');
  const absence = absenceOf(host);
  if (absence === 'host-deregistered') return free(absence);
  if (absence && due >= absenceEnd(wait, terms, settings)) return free(absence);
  if (host.kind === 'found' && isEmpty(host)) return free('host-empty');
  if (!terms || due < terms.endsAt || isPutOff(host)) return undefined;
  return { reason: terms.reason, result: terms.result, isDeadline: true };
}

/** Why the host is in no cluster; undefined when it is in one, or may be. */
function absenceOf(host: HostView): 'host-deregistered' | 'host-not-registered' | undefined {
  const hasLeft = host.kind === 'not-found' ? host.wasKnown : host.kind === 'found' && host.status === 'INACTIVE';
  if (hasLeft) return 'host-deregistered';
  return isNowhere(host) ? 'host-not-registered' : undefined;
}

/** Tells whether the host is in no cluster. */
export function isNowhere(host: HostView): boolean {
  return host.kind === 'not-found' || (host.kind === 'found' && host.status === 'REGISTRATION_FAILED');
}

/** Only a host that takes no new tasks is empty for good. */
function isEmpty({ status, tasks }: Found): boolean {
  const takesTasks = status === 'ACTIVE' || status === 'REGISTERING';
  return !takesTasks && tasks.kind === 'read' && !tasks.isStillHeld && tasksLeft(tasks.tasks).length === 0;
}

/** Tells whether the tasks that were read and the resources of the host contradict each other. */
export function isStillHeld(host: HostView): boolean {
  return host.kind === 'found' && host.tasks.kind === 'read' && host.tasks.isStillHeld;
}

/**
 * Tells whether the host or its tasks are read in a later look. A few seconds make no difference to the deadline, and who is
 * told of it is told which tasks were left.
 */
export function isPutOff(host: HostView): boolean {
  return putOffFor(host) !== undefined;
}

/** Seconds until the look in which the host or its tasks are read; undefined when they were read, or need not be. */
export function putOffFor(host: HostView): number | undefined {
  if (host.kind === 'put-off') return host.seconds;
  return host.kind === 'found' && host.tasks.kind === 'put-off' ? host.tasks.seconds : undefined;
}
