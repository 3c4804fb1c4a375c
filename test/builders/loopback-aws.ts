import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that an SDK client sent. */
export interface LoopbackRequest {
  /** As in `DescribeClusters`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  /** How many requests came over this connection before. */
  readonly requestsBefore: number;
}

/** What the server does with a request. */
export type LoopbackAnswer =
  | { readonly status?: number; readonly body: object }
  /** Break the connection without an answer. */
  | 'reset'
  /** Never answer. */
  | 'silence';

/** A server on the loopback address that speaks AWS JSON and misbehaves as told. */
export class LoopbackAws {
  readonly requests: LoopbackRequest[] = [];
  answer: (request: LoopbackRequest) => LoopbackAnswer = () => ({ body: {} });
  readonly #server: Server;
  readonly #requestsOf = new WeakMap<Socket, number>();

  constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestsBefore = this.#requestsOf.get(request.socket) ?? 0;
    this.#requestsOf.set(request.socket, requestsBefore + 1);
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const input = JSON.parse(await text(request)) as LoopbackRequest['input'];
    const received = { operation, input, headers: request.headers, requestsBefore };
    this.requests.push(received);
    const answer = this.answer(received);
    if (answer === 'reset') request.socket.resetAndDestroy();
    if (typeof answer === 'string') return;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  }
}
