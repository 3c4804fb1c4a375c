import { type ChainPlace, defaultChain } from './credentials/chain.ts';
import { machineClock } from './credentials/clock.ts';
import { CredentialKeeper } from './credentials/keeper.ts';
import { WatchedChain } from './credentials/metadata-watch.ts';
import type { Tell } from './credentials/notice.ts';

/** What finding credentials needs to know. */
export interface CredentialsOptions extends ChainPlace {
  /** Hears, once each, what a person should know: why it takes long, and what mends it. */
  readonly tell: Tell;
  /** Ends renewals when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * Credentials for programs that do not run in Lambda: command line tools on EC2, ECS, EKS, in CI and on one's own
 * machine. They are fetched from the SDK's default chain at once, so call this first and make clients later. All
 * clients get the `provide` of one keeper: a client without it has a chain, and waits, of its own.
 *
 * Functions have theirs from `credentials/in-lambda.ts`, and nothing of this.
 */
export function keepCredentials({ tell, signal, ...place }: CredentialsOptions): CredentialKeeper {
  const { fetch } = new WatchedChain(defaultChain(place), machineClock, tell);
  const keeper = new CredentialKeeper({ fetch, clock: machineClock, random: Math.random, tell });
  if (signal?.aborted) keeper.stop();
  signal?.addEventListener('abort', () => keeper.stop(), { once: true });
  return keeper;
}
