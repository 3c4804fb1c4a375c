import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Iam } from '../../account/iam.ts';
import { isRecord } from '../../wire/json-codec.ts';
import type { FunctionDefinition } from '../lambda/invocation.ts';

/** A document that a function sent to its daemon and that X-Ray took. */
export interface TraceDocument {
  readonly functionName: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** The only header that the daemon knows. X-Ray developer guide, "Sending segment documents to the X-Ray daemon". */
const DAEMON_HEADER = /^\{"format": ?"json", ?"version": ?1\}$/;

/**
 * X-Ray as functions see it: beside each traced function a daemon that takes datagrams, and sends what is in them on
 * with the function's role. What comes over the socket comes in real time, not in virtual time.
 */
export class XRaySimulator {
  readonly #iam: Pick<Iam, 'evaluate'>;
  readonly #daemons = new Map<string, Promise<Socket>>();
  /** What X-Ray took, in order. */
  readonly documents: TraceDocument[] = [];
  /** Datagrams that were no documents, with the name of their function. */
  readonly malformed: { readonly functionName: string; readonly datagram: string }[] = [];
  /** Documents lost since the function's role may not send them. */
  refused = 0;

  constructor(iam: Pick<Iam, 'evaluate'>) {
    this.#iam = iam;
  }

  /** `AWS_XRAY_DAEMON_ADDRESS` of a function; its daemon listens there from now on. */
  async daemonAddress(definition: FunctionDefinition): Promise<string> {
    const daemon = this.#daemons.get(definition.name) ?? this.#listen(definition);
    this.#daemons.set(definition.name, daemon);
    const { address, port } = (await daemon).address();
    return `${address}:${port}`;
  }

  /** Ends the daemons. */
  async close(): Promise<void> {
    for (const daemon of await Promise.all(this.#daemons.values())) daemon.close();
    this.#daemons.clear();
  }

  async #listen(definition: FunctionDefinition): Promise<Socket> {
    const socket = createSocket('udp4', (datagram) => this.#take(definition, datagram.toString('utf8')));
    // A daemon keeps no process alive.
    socket.unref();
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket;
  }

  #take({ name: functionName, roleName }: FunctionDefinition, datagram: string): void {
    const document = documentIn(datagram);
    if (document === undefined) {
      this.malformed.push({ functionName, datagram });
      return;
    }
    // The daemon tells of itself besides, and goes on if it may not.
    this.#iam.evaluate(roleName, [{ action: 'xray:PutTelemetryRecords', resource: '*' }]);
    const { allowed } = this.#iam.evaluate(roleName, [{ action: 'xray:PutTraceSegments', resource: '*' }]);
    if (allowed) this.documents.push({ functionName, document });
    else this.refused += 1;
  }
}

function documentIn(datagram: string): Readonly<Record<string, unknown>> | undefined {
  const [header = '', ...lines] = datagram.split('\n');
  if (!DAEMON_HEADER.test(header)) return undefined;
  try {
    const document: unknown = JSON.parse(lines.join('\n'));
    return isRecord(document) ? document : undefined;
  } catch {
    return undefined;
  }
}
