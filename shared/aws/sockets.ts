import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/**
 * Sockets to one host at a time: above what the functions do side by side. The SDK's connection time-out runs
 * while a request waits for a socket too, so waiting there would look like a broken connection.
 */
const SOCKETS_PER_HOST = 50;

/** The process's connections, shared by all clients. Plain HTTP is for endpoints on the loopback address. */
export const agents = {
  httpAgent: new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_PER_HOST }),
  httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS_PER_HOST }),
};

/**
 * Closes the connections that no request is using.
 *
 * Lambda freezes the process between invocations. What the far end closed meanwhile, the process does not
 * know: the next request on such a socket gets a reset, or no answer at all. The SDK retries resets, but each
 * retry may take the next dead socket, and retries are bounded; a new handshake after a pause is cheaper.
 */
export function dropIdleSockets(): void {
  for (const agent of Object.values(agents)) {
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }
}
