import type { Socket } from 'node:dgram';
import type { CallEnd, OnCall } from '../aws/calls.ts';
import { asFailure } from '../domain/errors.ts';
import type { DaemonAddress } from './settings.ts';
import type { Phase, Tracer } from './tracing.ts';

/** What a tracer is made of. */
export interface XRayTracerParts {
  /** As in `host-sync`. */
  readonly functionName: string;
  readonly daemon: DaemonAddress;
  /** Of type `udp4`. */
  readonly socket: Pick<Socket, 'on' | 'send' | 'unref'>;
  /** Gives the header of the invocation under way. */
  readonly traceHeader: () => string | undefined;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random: () => number;
}

/** A trace that a run belongs to. */
interface Trace {
  /** `1-`, 8 and 24 hex digits. */
  readonly root: string;
  /** Segment that Lambda has made for the function. */
  readonly segment: string;
  /** Subsegment of the phase under way; the function's segment between phases. */
  parent: string;
  /** Made in the run, recorded or not. */
  calls: number;
}

/** Fields of a subsegment. X-Ray developer guide, "AWS X-Ray segment documents". */
type Fields = Readonly<Record<string, unknown>>;

/** Ends each datagram's first line. X-Ray developer guide, "Sending segment documents to the X-Ray daemon". */
const DAEMON_HEADER = '{"format":"json","version":1}\n';
/**
 * Calls of a run that are recorded, about 400 bytes each. X-Ray cuts traces off at 500 kB, and at 100 kB those that come
 * in one document after the other (AWS re:Post knowledge center, "This trace has reached its maximum allocated quota").
 */
const MAX_CALLS = 200;
/** Milliseconds that the end of a run waits for its datagrams to leave the process. Lambda may freeze it after that. */
const LONGEST_FLUSH = 50;

/** Sends subsegments to X-Ray's daemon, each by itself as it ends. */
export class XRayTracer implements Tracer {
  readonly #parts: XRayTracerParts;
  #trace: Trace | undefined;
  readonly #sending: Promise<void>[] = [];

  constructor(parts: XRayTracerParts) {
    this.#parts = parts;
    // Nobody may be listening: a trace is lost then, and the run goes on.
    parts.socket.on('error', () => undefined);
    parts.socket.unref();
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#trace = traceOf(this.#parts.traceHeader());
    try {
      return await work();
    } finally {
      this.#trace = undefined;
      await this.#flush();
    }
  }

  async phase<T>(name: Phase, work: () => Promise<T>): Promise<T> {
    const trace = this.#trace;
    if (!trace) return work();
    const id = this.#id();
    const { segment, calls } = trace;
    const start = this.#parts.clock();
    const end = (fields: Fields) =>
      this.#send(trace, { id, name, parent_id: segment, ...fields }, start, { calls: trace.calls - calls });
    trace.parent = id;
    try {
      const result = await work();
      end({});
      return result;
    } catch (thrown) {
      // The reason alone: messages of errors may quote what AWS or a message's sender wrote.
      end({ fault: true, cause: { exceptions: [{ id: this.#id(), type: asFailure(thrown).reason }] } });
      throw thrown;
    } finally {
      trace.parent = segment;
    }
  }

  readonly call: OnCall = (service, operation) => {
    const trace = this.#trace;
    if (!trace) return () => undefined;
    trace.calls += 1;
    if (trace.calls > MAX_CALLS) return () => undefined;
    const { parent } = trace;
    const start = this.#parts.clock();
    return (end) => {
      const call = { id: this.#id(), name: service, parent_id: parent, namespace: 'aws', ...verdictOf(end) };
      this.#send(trace, { ...call, aws: { operation, retries: end.retries } }, start, { outcome: end.outcome });
    };
  };

  /** 16 hex digits. */
  #id(): string {
    const half = () =>
      Math.floor(this.#parts.random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return half() + half();
  }

  #send({ root }: Trace, subsegment: Fields, start: number, annotations: Fields): void {
    const { daemon, socket, clock, functionName } = this.#parts;
    const document = {
      ...subsegment,
      type: 'subsegment',
      trace_id: root,
      start_time: start / 1000,
      end_time: clock() / 1000,
      annotations: { function: functionName, ...annotations },
    };
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sending.push(promise);
    socket.send(DAEMON_HEADER + JSON.stringify(document), daemon.port, daemon.host, () => resolve());
  }

  async #flush(): Promise<void> {
    const sent = Promise.all(this.#sending.splice(0));
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LONGEST_FLUSH);
    await Promise.race([sent, late]);
    clearTimeout(timer);
  }
}

/** The trace that a header names, if it was chosen to be recorded. X-Ray developer guide, "Tracing header". */
function traceOf(header = ''): Trace | undefined {
  const fields = new Map(header.split(';').map((field) => field.trim().split('=') as [string, string]));
  const root = fields.get('Root') ?? '';
  const segment = fields.get('Parent') ?? '';
  const isWellFormed = /^1-[\da-f]{8}-[\da-f]{24}$/.test(root) && /^[\da-f]{16}$/.test(segment);
  return isWellFormed && fields.get('Sampled') === '1' ? { root, segment, parent: segment, calls: 0 } : undefined;
}

/** `error` is the caller's, `throttle` besides where it asked too often, `fault` the service's or the network's. */
function verdictOf({ outcome, status }: CallEnd): Fields {
  const http = status === undefined ? {} : { http: { response: { status } } };
  if (outcome === 'answered') return http;
  if (outcome === 'throttled') return { ...http, error: true, throttle: true };
  const isRefused = outcome === 'denied' || (status !== undefined && status >= 400 && status < 500);
  return { ...http, ...(isRefused ? { error: true } : { fault: true }) };
}
