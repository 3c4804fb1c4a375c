import { performance } from 'node:perf_hooks';
import { ECSClient } from '@aws-sdk/client-ecs';
import { type Chain, defaultChain } from '../../shared/aws/credentials/chain.ts';
import { machineClock } from '../../shared/aws/credentials/clock.ts';
import type { Credentials, CredentialsProvider } from '../../shared/aws/credentials/identity.ts';
import { CredentialKeeper } from '../../shared/aws/credentials/keeper.ts';
import { WatchedChain } from '../../shared/aws/credentials/metadata-watch.ts';
import { VirtualClock } from '../../simulator/kernel/virtual-clock.ts';

const REGION = 'eu-west-1';

/** What a call waited for before it could be signed. */
export interface Wait {
  readonly milliseconds: number;
  /** Whether it got credentials. */
  readonly served: boolean;
}

/** A client as a program has it. */
export type Client = () => Promise<Credentials>;

/** A client with a chain of its own, which is what the SDK gives it, or with the credentials of a keeper. */
export function client(credentials?: CredentialsProvider): Client {
  const { config } = new ECSClient({ region: REGION, ...(credentials ? { credentials } : {}) });
  return () => config.credentials();
}

/** Measures what a call of a client waits for: the credentials to sign it with. */
export async function waitOf(call: Client): Promise<Wait> {
  const began = performance.now();
  const served = await call().then(
    () => true,
    () => false,
  );
  return { milliseconds: performance.now() - began, served };
}

/** A keeper on virtual time, with the SDK's real chain. */
export interface KeptPlace {
  readonly keeper: CredentialKeeper;
  /** Plays on to a time in epoch milliseconds; `at` moves what else knows the time, renewals are waited for in each. */
  playTo(time: number, at: (time: number) => void): Promise<void>;
  /** Kinds of what it told. */
  readonly told: readonly string[];
}

export function kept(): KeptPlace {
  const clock = new VirtualClock(Date.now());
  const told: string[] = [];
  const tell = ({ kind }: { readonly kind: string }) => told.push(kind);
  let walking: Promise<unknown> = Promise.resolve();
  const chain: Chain = defaultChain({ region: REGION });
  const watched = new WatchedChain(chain, machineClock, tell);
  const fetch = () => {
    const walk = watched.fetch();
    walking = walk.catch(() => undefined);
    return walk;
  };
  const keeper = new CredentialKeeper({ fetch, clock, random: () => 0.5, tell });
  const playTo = async (time: number, at: (time: number) => void): Promise<void> => {
    for (let due = clock.nextDue(); due !== undefined && due <= time; due = clock.nextDue()) {
      at(due);
      await clock.step();
      await walking;
      await new Promise((resolve) => setImmediate(resolve));
    }
    at(time);
    await clock.runUntil(time);
  };
  return { keeper, playTo, told };
}
