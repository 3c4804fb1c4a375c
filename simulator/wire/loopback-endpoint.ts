import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Reply } from './reply.ts';
import type { HttpRequest } from './request.ts';

/** A client's connection, which may carry several requests one after the other. */
export interface Connection {
  /** Virtual time of the last answer on it, kept by the gateway; undefined before the first. */
  lastUsed: number | undefined;
}

/** One request and the means to answer it. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly connection: Connection;
  reply(reply: Reply): void;
  /** Ends the connection with a TCP reset and no answer. */
  reset(): void;
}

/** The HTTP server under which every simulated service answers, on the loopback address only. */
export class LoopbackEndpoint {
  readonly #server: Server;
  readonly #connections = new WeakMap<Socket, Connection>();

  /** @param onExchange called when a request has been read to its end */
  constructor(onExchange: (exchange: Exchange) => void) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => onExchange(this.#exchange(request, response, Buffer.concat(chunks).toString('utf8'))));
    });
    // Whether an idle connection dies is the gateway's to say, in virtual time.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
  }

  /** @param port 0 for any free one */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  /** `http://127.0.0.1:<port>`. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #exchange(request: IncomingMessage, response: ServerResponse, body: string): Exchange {
    const { method = 'GET', url: path = '/', headers, socket } = request;
    const connection = this.#connections.get(socket) ?? { lastUsed: undefined };
    this.#connections.set(socket, connection);
    return {
      request: { method, path, headers, body },
      connection,
      reply: (reply) => {
        response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
        response.end(reply.body);
      },
      reset: () => socket.resetAndDestroy(),
    };
  }
}
