import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { getInstanceMetadataEndpoint } from '@smithy/credential-provider-imds';
import type { Clock } from './clock.ts';

/** How instance metadata treats a request for a token. */
export type Finding =
  /** No connection: nothing there, or a firewall before it. */
  | { readonly kind: 'unreachable'; readonly endpoint: string }
  /** A connection, but no answer: lost on its way back. */
  | { readonly kind: 'silent'; readonly endpoint: string }
  | { readonly kind: 'answered'; readonly endpoint: string; readonly milliseconds: number };

/** Asks instance metadata for a token beside the chain, which tells nobody why it waits. */
export class MetadataProbe {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #ended = new AbortController();
  #connectedTo: string | undefined;
  #finding: Promise<Finding> | undefined;
  #decided: Finding | undefined;

  /** @param limit milliseconds after which no answer is taken for a lost one */
  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** What is known by now: that it was answered, or that a connection has had no answer yet. Undefined when neither. */
  get soFar(): Finding | undefined {
    if (this.#decided) return this.#decided;
    return this.#connectedTo === undefined ? undefined : { kind: 'silent', endpoint: this.#connectedTo };
  }

  /** Asks, the first time, and gives the finding as soon as it is certain, within the limit at the latest. */
  find(): Promise<Finding> {
    this.#finding ??= this.#find().then((finding) => {
      this.#decided = finding;
      return finding;
    });
    return this.#finding;
  }

  /** Ends the request, whose answer nobody waits for. */
  end(): void {
    this.#ended.abort();
  }

  async #find(): Promise<Finding> {
    // The same address as the chain's own: from the environment, the profile, or EC2's fixed one.
    const { protocol, hostname, port } = await getInstanceMetadataEndpoint();
    const endpoint = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
    const { promise, resolve } = Promise.withResolvers<Finding>();
    const began = performance.now();
    const asked = request(new URL('/latest/api/token', endpoint), {
      method: 'PUT',
      agent: false,
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
      signal: this.#ended.signal,
    });
    const conclude = () => resolve(this.soFar ?? { kind: 'unreachable', endpoint });
    asked.once('socket', (socket) =>
      socket.once('connect', () => {
        this.#connectedTo = endpoint;
      }),
    );
    asked.once('response', (response) => {
      response.resume();
      resolve({ kind: 'answered', endpoint, milliseconds: performance.now() - began });
    });
    asked.once('error', conclude);
    const timer = this.#clock.after(this.#limit, 'no answer from instance metadata', conclude);
    asked.end();
    return promise.finally(() => {
      timer.cancel();
      this.end();
    });
  }
}
