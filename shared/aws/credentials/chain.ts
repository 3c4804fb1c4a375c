import { defaultProvider } from '@aws-sdk/credential-provider-node';
import type { Credentials } from './identity.ts';

/** What the chain says while it runs, one entry a line. */
export interface ChainLog {
  debug(...content: unknown[]): void;
  warn(...content: unknown[]): void;
}

/** How long the chain bears with the metadata services of EC2 and ECS; the SDK's own measure where it is left out. */
export interface Patience {
  /** Milliseconds for one request. */
  readonly timeout?: number;
  readonly maxRetries?: number;
}

/** Where the chain looks. */
export interface ChainPlace {
  /** Where STS is asked, unless the profile names another Region; the SDK's own choice if undefined. */
  readonly region?: string | undefined;
  /** A profile of `~/.aws/config` or `~/.aws/credentials`, before all else. */
  readonly profile?: string | undefined;
}

/** Walks the whole chain once, and remembers nothing. */
export type Chain = (patience: Patience, log: ChainLog) => Promise<Credentials>;

/**
 * The SDK's default chain: environment, single sign-on, files of profiles, web identity (IRSA), container credentials
 * (ECS task roles, EKS Pod Identity), instance metadata. Each walk is a new chain, because a chain keeps what it found,
 * and renews it only when a request comes and finds less than five minutes left.
 */
export function defaultChain({ region, profile }: ChainPlace): Chain {
  const place = {
    ...(region === undefined ? {} : { parentClientConfig: { region } }),
    ...(profile === undefined ? {} : { profile }),
  };
  return async (patience, { debug, warn }) => {
    const logger = { trace: debug, debug, info: debug, warn, error: warn };
    return await defaultProvider({ ...patience, ...place, logger })();
  };
}

/** Tells whether a line of the chain says that it has come to instance metadata: all else gave nothing. */
export function comesToMetadata(line: string): boolean {
  return line.includes('fromInstanceMetadata') || line.includes('is Ec2InstanceMetadata');
}

/** Tells whether a line of the chain says that it got no token, and now tries IMDSv1. */
export function givesUpOnToken(line: string): boolean {
  return line.includes('using v1 fallback');
}
