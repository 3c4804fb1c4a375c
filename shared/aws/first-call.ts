import { DescribeClustersCommand, type ECSClient } from '@aws-sdk/client-ecs';
import { type Address, agents } from './sockets.ts';

/** Milliseconds that a start waits for a connection at most; the first call opens its own then. */
const LONGEST_WAIT = 500;

/** The part of a signed request that is used. */
interface SignedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

/**
 * Does at a function's start what its first call of ECS would do: the SDK resolves the endpoint, serialises and signs a
 * request, which is not sent, and the connection is opened that the first call takes. A start has the processor for
 * itself, a run of a small function has a sixth of it or less (docs/decisions/0010-first-call.md). Never fails.
 */
export async function prepareFirstCall(ecs: ECSClient): Promise<void> {
  const address = await rehearse(ecs);
  if (!address) return;
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LONGEST_WAIT);
  await Promise.race([agents.httpsAgent.prepare(address), late]);
  clearTimeout(timer);
}

/** Makes a request up to its signature. @returns where it would go; undefined when not to an HTTPS endpoint */
async function rehearse(ecs: ECSClient): Promise<Address | undefined> {
  let address: Address | undefined;
  const command = new DescribeClustersCommand({ clusters: [] });
  // Right after the signature, and so before what counts attempts.
  command.middlewareStack.addRelativeTo(
    () => async (signed: { readonly request: unknown }) => {
      const { protocol, hostname, port = 443 } = signed.request as SignedRequest;
      if (protocol === 'https:') address = { host: hostname, port };
      throw new Error('a rehearsal, not sent');
    },
    { relation: 'after', toMiddleware: 'httpSigningMiddleware', name: 'rehearsal' },
  );
  await ecs.send(command).catch(() => undefined);
  return address;
}
