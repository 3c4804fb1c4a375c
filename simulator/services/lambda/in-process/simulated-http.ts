import { EventEmitter } from 'node:events';
import http, { type Agent, type RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import type { Connection, Exchange } from '../../../wire/loopback-endpoint.ts';
import type { Reply } from '../../../wire/reply.ts';

/** Told of a request once it has been sent, and of its end. */
export interface RequestListener {
  sent(request: SimulatedRequest): void;
  closed(request: SimulatedRequest): void;
}

type OnResponse = (response: Readable) => void;

/** What is kept alive between requests: no socket at all, but what an agent and the SDK ask of one. */
class SimulatedSocket extends EventEmitter {
  readonly connecting = false;
  readonly connection: Connection = { lastUsed: undefined };
  destroyed = false;

  setKeepAlive(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }

  /** Nobody takes it any more. It stays on the list that may be gone through just now, as a real one does for a while. */
  destroy(): void {
    this.destroyed = true;
  }
}

/** The agent's list of connections that no request uses; what empties it closes connections. */
function freeSocketsOf(agent: Agent): SimulatedSocket[] {
  const lists = agent.freeSockets as unknown as Record<string, SimulatedSocket[]>;
  lists['simulated'] ??= [];
  return lists['simulated'];
}

/** A connection that is kept, or else a new one. */
function takeSocket(free: SimulatedSocket[]): SimulatedSocket {
  for (let socket = free.pop(); socket !== undefined; socket = free.pop()) if (!socket.destroyed) return socket;
  return new SimulatedSocket();
}

/** A request as the SDK's handler uses it, which reaches the gateway without a network. */
export class SimulatedRequest extends EventEmitter {
  readonly socket: SimulatedSocket;
  readonly #options: RequestOptions;
  readonly #free: SimulatedSocket[];
  readonly #listener: RequestListener;
  readonly #onResponse: OnResponse;
  #body = '';
  destroyed = false;

  constructor(options: RequestOptions, onResponse: OnResponse, listener: RequestListener) {
    super();
    this.#options = options;
    this.#onResponse = onResponse;
    this.#listener = listener;
    this.#free = freeSocketsOf(options.agent as Agent);
    this.socket = takeSocket(this.#free);
  }

  setTimeout(): this {
    return this;
  }

  write(chunk: string | Uint8Array): boolean {
    this.#body += Buffer.from(chunk as Uint8Array).toString('utf8');
    return true;
  }

  end(chunk?: string | Uint8Array): this {
    if (chunk !== undefined) this.write(chunk);
    this.#listener.sent(this);
    return this;
  }

  destroy(): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.#close();
    return this;
  }

  /** The request as the gateway takes it. */
  get exchange(): Exchange {
    const { method = 'GET', path = '/', headers = {} } = this.#options;
    const entries = Object.entries(headers as Readonly<Record<string, string>>);
    return {
      request: {
        method,
        path: path ?? '/',
        headers: Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value])),
        body: this.#body,
      },
      connection: this.socket.connection,
      reply: (reply) => this.#reply(reply),
      reset: () => this.#reset(),
    };
  }

  #reply({ status, headers, body }: Reply): void {
    const bytes = Buffer.from(body);
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const response = Object.assign(Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false }), {
      statusCode: status,
      statusMessage: http.STATUS_CODES[status] ?? '',
      headers: { ...Object.fromEntries(lower), 'content-length': String(bytes.length) },
    });
    this.#free.push(this.socket);
    this.#onResponse(response);
    this.#close();
  }

  #reset(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit(
      'error',
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' }),
    );
    this.#close();
  }

  #close(): void {
    this.#listener.closed(this);
    this.emit('close');
  }
}

/** Node's `http` with requests that reach the gateway without a network. */
export function simulatedHttp(listener: RequestListener): typeof http {
  const request = (options: RequestOptions, onResponse: OnResponse) =>
    new SimulatedRequest(options, onResponse, listener);
  return Object.assign(Object.create(http) as typeof http, { request });
}
