import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Sockets to one host at a time: above what the functions do side by side. The SDK's connection time-out runs
 * while a request waits for a socket too, so waiting there would look like a broken connection.
 */
const SOCKETS_PER_HOST = 50;

/** Where a connection leads. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const keyOf = ({ host, port }: Pick<RequestOptions, 'host' | 'port'>): string => `${host}:${port}`;

/** Keeps connections, and can open one before there is a request for it. */
class PreparedAgent extends HttpsAgent {
  readonly #prepared = new Map<string, Duplex>();

  /** Opens a connection, which the first request to that address takes. Settles when it is open, or has failed. */
  prepare(address: Address): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const servername = isIP(address.host) === 0 ? address.host : '';
    // The agent's own options, as for any connection of it: without its `noDelay` each small request waits for 40 ms.
    const socket = super.createConnection({ ...this.options, ...address, servername });
    if (!socket) return Promise.resolve();
    const forget = (): void => {
      this.#prepared.delete(keyOf(address));
      resolve();
    };
    this.#prepared.set(
      keyOf(address),
      socket.once('secureConnect', resolve).once('error', forget).once('close', forget),
    );
    return promise;
  }

  override createConnection(...parameters: Parameters<HttpsAgent['createConnection']>): Duplex | null | undefined {
    const key = keyOf(parameters[0]);
    const prepared = this.#prepared.get(key);
    this.#prepared.delete(key);
    return prepared && !prepared.destroyed ? prepared : super.createConnection(...parameters);
  }

  /** Closes what was opened and no request has taken. */
  dropPrepared(): void {
    for (const socket of this.#prepared.values()) socket.destroy();
  }
}

/** The process's connections, shared by all clients. Plain HTTP is for endpoints on the loopback address. */
export const agents = {
  httpAgent: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_PER_HOST }),
  httpsAgent: new PreparedAgent({ keepAlive: true, maxSockets: SOCKETS_PER_HOST }),
};

/**
 * Closes the connections that no request is using.
 *
 * Lambda freezes the process between invocations. What the far end closed meanwhile, the process does not
 * know: the next request on such a socket gets a reset, or no answer at all. The SDK retries resets, but each
 * retry may take the next dead socket, and retries are bounded; a new handshake after a pause is cheaper.
 */
export function dropIdleSockets(): void {
  agents.httpsAgent.dropPrepared();
  for (const agent of Object.values(agents)) {
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }
}

/** The part of a client's middleware stack that is used, alike in all clients of the SDK. */
interface Client {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'finalizeRequest'; priority: 'low'; name: string }): void;
  };
}
type Middleware = (next: (request: never) => Promise<unknown>) => (request: never) => Promise<unknown>;

/**
 * Has a client go on with new connections when one of them turns out to be dead: connections die together, and each
 * attempt of a call would meet another one of them.
 */
export function distrustAfterFailure<C extends Client>(client: C): C {
  const middleware: Middleware = (next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      if (!hasStatus(error)) dropIdleSockets();
      throw error;
    }
  };
  client.middlewareStack.add(middleware, { step: 'finalizeRequest', priority: 'low', name: 'distrustAfterFailure' });
  return client;
}

/** Whether an error of the SDK came as an answer. */
function hasStatus(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode !== undefined;
}
