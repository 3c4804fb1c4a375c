import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request as requestOf } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { createCA, createCert } from 'mkcert';

/** What clients did to a front. */
export interface FrontCounts {
  /** TCP connections taken. */
  readonly connections: number;
  /** TLS handshakes done in full, with the certificate sent and verified. */
  readonly handshakes: number;
  /** TLS handshakes that took up an earlier session. */
  readonly resumptions: number;
  readonly requests: number;
}

const NOTHING: FrontCounts = { connections: 0, handshakes: 0, resumptions: 0, requests: 0 };
/** Days for which certificates hold. */
const VALIDITY = 2;

/** An HTTPS server on the loopback address that hands everything on to an HTTP endpoint, and counts. */
export class TlsFront {
  /** For clients' NODE_EXTRA_CA_CERTS. */
  readonly authorityFile: string;
  counts = NOTHING;
  readonly #server: Server;
  readonly #target: string;
  readonly #open = new Set<Socket>();
  readonly #deaf = new WeakSet<Socket>();
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(
    target: string,
    authorityFile: string,
    certificate: { readonly key: string; readonly cert: string },
  ) {
    this.#target = target;
    this.authorityFile = authorityFile;
    this.#server = createServer(certificate, (request, response) => {
      this.#count('requests');
      if (this.#deaf.has(request.socket)) return;
      const { method, url, headers } = request;
      const onward = requestOf(`${this.#target}${url}`, { method, headers, agent: this.#agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', (error) => response.destroy(error));
      request.pipe(onward);
    });
    this.#server.keepAliveTimeout = 0;
    this.#server.on('connection', () => this.#count('connections'));
    this.#server.on('secureConnection', (socket: TLSSocket) => {
      this.#count(socket.isSessionReused() ? 'resumptions' : 'handshakes');
      this.#open.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#open.delete(socket));
    });
  }

  /** Starts a front with a certificate of an authority made for it. @param target as in `http://127.0.0.1:4566` */
  static async start(target: string): Promise<TlsFront> {
    const subject = { organization: 'ecs-ops', countryCode: 'NA', state: 'NA', locality: 'NA', validity: VALIDITY };
    const authority = await createCA(subject);
    const { key, cert } = await createCert({ domains: ['127.0.0.1'], validity: VALIDITY, ca: authority });
    const authorityFile = path.join(await mkdtemp(path.join(tmpdir(), 'tls-front-')), 'authority.pem');
    await writeFile(authorityFile, authority.cert);
    const front = new TlsFront(target, authorityFile, { key, cert });
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connections open now. */
  get open(): number {
    return this.#open.size;
  }

  /** Begins counting anew. */
  reset(): void {
    this.counts = NOTHING;
  }

  /** Closes every connection, as a server does with those that were idle for long. */
  hangUp(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** Lets every connection there is fall silent without a sign, as a firewall does that has forgotten them. */
  forget(): void {
    for (const socket of this.#open) this.#deaf.add(socket);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(path.dirname(this.authorityFile), { recursive: true });
  }

  #count(what: keyof FrontCounts): void {
    this.counts = { ...this.counts, [what]: this.counts[what] + 1 };
  }
}
