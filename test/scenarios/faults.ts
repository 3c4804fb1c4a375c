import type { FaultEffect, FaultSubject } from '../../simulator/gateway/fault.ts';
import type { Random } from '../../simulator/kernel/random.ts';
import type { ScenarioAccount } from './account.ts';

/** An error of the service's own, after or before the call has taken effect. */
export const serverError = (carriedOut: boolean): FaultEffect => ({
  kind: 'error',
  code: 'ServerException',
  message: 'These errors are usually caused by a server issue.',
  httpStatus: 500,
  carriedOut,
});

/** Throttling beyond the token buckets. */
export const throttled: FaultEffect = {
  kind: 'error',
  code: 'ThrottlingException',
  message: 'Rate exceeded',
  httpStatus: 400,
};

/** What may go wrong with any call: 5xx and resets before and after the effect, throttling, an answer that is too late. */
const MISHAPS: readonly FaultEffect[] = [
  serverError(false),
  serverError(true),
  { kind: 'reset', carriedOut: false },
  { kind: 'reset', carriedOut: true },
  throttled,
  { kind: 'delay', milliseconds: 6_000 },
];

/** Lets any call of a function go wrong with that probability. @returns ends it */
export function letAnythingFail({ simulation }: ScenarioAccount, random: Random, probability: number): () => void {
  return simulation.faults.inject(() => (random.chance(probability) ? random.pick(MISHAPS) : undefined));
}

/** Something befalls every call of some kind from now on. @returns ends it */
export function befall(
  { simulation }: ScenarioAccount,
  effect: FaultEffect,
  isMeant: (subject: FaultSubject) => boolean = () => true,
): () => void {
  return simulation.faults.inject((subject) => (isMeant(subject) ? effect : undefined));
}
