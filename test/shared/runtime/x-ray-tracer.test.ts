import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallEnd } from '../../../shared/aws/calls.ts';
import { PermanentError } from '../../../shared/domain/errors.ts';
import { XRayTracer, type XRayTracerParts } from '../../../shared/runtime/x-ray-tracer.ts';

const ROOT = '1-67891233-abcdef012345678912345678';
const SEGMENT = '463ac35c9f6413ad';
const SAMPLED = `Root=${ROOT};Parent=${SEGMENT};Sampled=1;Lineage=1:a87bd80c:0`;

type Document = Readonly<Record<string, unknown>>;

const sockets: Socket[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const socket of sockets.splice(0)) socket.close();
});

function aSocket(): Socket {
  const socket = createSocket('udp4');
  sockets.push(socket);
  return socket;
}

/** A tracer at nine o'clock, with a daemon of its own on the loopback address. */
async function aTracer(overrides: Partial<XRayTracerParts> = {}) {
  const listener = aSocket();
  const datagrams: string[] = [];
  listener.on('message', (datagram) => datagrams.push(datagram.toString('utf8')));
  listener.bind(0, '127.0.0.1');
  await once(listener, 'listening');
  let now = Date.UTC(2026, 0, 5, 9);
  let draws = 0;
  const tracer = new XRayTracer({
    functionName: 'host-sync',
    daemon: { host: '127.0.0.1', port: listener.address().port },
    socket: aSocket(),
    traceHeader: () => SAMPLED,
    clock: () => now,
    random: () => {
      draws += 1;
      return (draws * 0.137) % 1;
    },
    ...overrides,
  });
  /** Documents once that many have come. */
  const documents = async (count: number): Promise<readonly Document[]> => {
    await vi.waitFor(() => expect(datagrams).toHaveLength(count));
    return datagrams.map((datagram) => {
      const [header = '', document = ''] = datagram.split('\n');
      expect(JSON.parse(header)).toEqual({ format: 'json', version: 1 });
      return JSON.parse(document) as Document;
    });
  };
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { tracer, documents, datagrams, pass };
}

const ANSWERED: CallEnd = { outcome: 'answered', status: 200, retries: 0 };
const NINE = Date.UTC(2026, 0, 5, 9) / 1000;

describe('a run', () => {
  it('is divided into phases, and phases into calls', async () => {
    const { tracer, documents, pass } = await aTracer();
    const result = await tracer.run(() =>
      tracer.phase('observe', async () => {
        const ended = tracer.call('ECS', 'DescribeServices');
        pass(250);
        ended({ ...ANSWERED, retries: 2 });
        pass(50);
        return 'seen';
      }),
    );
    expect(result).toBe('seen');
    const [call, phase] = await documents(2);
    expect(phase).toEqual({
      id: expect.stringMatching(/^[\da-f]{16}$/),
      name: 'observe',
      type: 'subsegment',
      trace_id: ROOT,
      parent_id: SEGMENT,
      start_time: NINE,
      end_time: NINE + 0.3,
      annotations: { function: 'host-sync', calls: 1 },
    });
    expect(call).toEqual({
      id: expect.stringMatching(/^[\da-f]{16}$/),
      name: 'ECS',
      namespace: 'aws',
      type: 'subsegment',
      trace_id: ROOT,
      parent_id: phase?.['id'],
      start_time: NINE,
      end_time: NINE + 0.25,
      http: { response: { status: 200 } },
      aws: { operation: 'DescribeServices', retries: 2 },
      annotations: { function: 'host-sync', outcome: 'answered' },
    });
  });

  it.each([
    ['a throttled call', { outcome: 'throttled', status: 400 }, { error: true, throttle: true }],
    ['a denied call', { outcome: 'denied', status: 400 }, { error: true }],
    ['a call that was wrong', { outcome: 'failed', status: 404 }, { error: true }],
    ['a call that the service failed', { outcome: 'failed', status: 503 }, { fault: true }],
    ['a call without an answer', { outcome: 'failed', status: undefined }, { fault: true }],
    ['an answered call', { outcome: 'answered', status: 200 }, {}],
  ] as const)('says so of %s', async (_, end, flags) => {
    const { tracer, documents } = await aTracer();
    await tracer.run(async () => tracer.call('SQS', 'SendMessage')({ ...end, retries: 0 }));
    const [{ error, fault, throttle, parent_id } = {}] = await documents(1);
    expect(parent_id).toBe(SEGMENT);
    expect({ error, fault, throttle }).toEqual({ error: undefined, fault: undefined, throttle: undefined, ...flags });
  });

  it('that fails in a phase names the reason, and nothing of what the error says', async () => {
    const { tracer, documents, datagrams } = await aTracer();
    const failure = new PermanentError('malformed-event', 'the secret is hunter2');
    const run = tracer.run(() => tracer.phase('plan', () => Promise.reject(failure)));
    await expect(run).rejects.toBe(failure);
    expect(await documents(1)).toMatchObject([
      { name: 'plan', fault: true, cause: { exceptions: [{ type: 'malformed-event' }] } },
    ]);
    expect(datagrams.join()).not.toContain('hunter2');
  });

  it('records no more calls than a trace has room for, and counts them all', async () => {
    const send = vi.fn((..._: unknown[]) => undefined);
    const tracer = tracerOn(send);
    vi.useFakeTimers();
    const run = tracer.run(() =>
      tracer.phase('observe', async () => {
        for (let each = 0; each < 500; each += 1) tracer.call('ResourceGroupsTaggingAPI', 'GetResources')(ANSWERED);
      }),
    );
    await vi.runAllTimersAsync();
    await run;
    const datagrams = send.mock.calls.map(([datagram]) => String(datagram));
    expect(datagrams.join('').length).toBeLessThan(100_000);
    expect(datagrams).toHaveLength(201);
    expect(datagrams.at(-1)).toContain('"calls":500');
  });

  it('begins anew with its own header: a call that outlives its run belongs to that run', async () => {
    const headers = [SAMPLED, SAMPLED.replace(SEGMENT, '00000000000000aa')];
    const { tracer, documents } = await aTracer({ traceHeader: () => headers.shift() });
    let late: (end: CallEnd) => void = () => undefined;
    await tracer.run(async () => {
      late = tracer.call('ECS', 'ListTasks');
    });
    tracer.call('ECS', 'ListClusters')(ANSWERED);
    await tracer.run(async () => late(ANSWERED));
    await tracer.run(() => tracer.phase('settle', async () => undefined));
    expect((await documents(1)).map(({ parent_id }) => parent_id)).toEqual([SEGMENT]);
  });
});

describe('nothing is sent', () => {
  const notSampled = fc.oneof(
    fc.constantFrom(
      undefined,
      '',
      SAMPLED.replace('Sampled=1', 'Sampled=0'),
      SAMPLED.replace(';Sampled=1', ''),
      SAMPLED.replace(`;Parent=${SEGMENT}`, ''),
      SAMPLED.replace('Root=1-', 'Root=2-'),
    ),
    fc.string(),
  );

  it('of a run that X-Ray did not choose, whatever its header', async () => {
    await fc.assert(
      fc.asyncProperty(notSampled, async (header) => {
        const send = vi.fn();
        const tracer = tracerOn(send, header ?? '');
        const work = () => tracer.phase('apply', async () => tracer.call('ECS', 'UpdateService')(ANSWERED));
        await tracer.run(work);
        expect(send).not.toHaveBeenCalled();
      }),
    );
  });
});

describe('a daemon', () => {
  it('that is not there fails no run', async () => {
    const gone = createSocket('udp4').bind(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address();
    gone.close();
    const { tracer } = await aTracer({ daemon: { host: '127.0.0.1', port } });
    for (let run = 0; run < 3; run += 1) {
      expect(await tracer.run(() => tracer.phase('observe', async () => run))).toBe(run);
    }
  });

  it('that takes nothing delays no run by more than 50 ms', async () => {
    vi.useFakeTimers();
    const tracer = tracerOn(vi.fn());
    const run = tracer.run(() => tracer.phase('observe', async () => 'done'));
    await vi.advanceTimersByTimeAsync(50);
    expect(await run).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** A tracer that sends by a function; what never calls back is a daemon that takes nothing. */
function tracerOn(send: (...sent: unknown[]) => unknown, header = SAMPLED): XRayTracer {
  return new XRayTracer({
    functionName: 'termination-gate',
    daemon: { host: '127.0.0.1', port: 2000 },
    socket: { on: vi.fn(), unref: vi.fn(), send } as never,
    traceHeader: () => header,
    clock: () => Date.UTC(2026, 0, 5, 9, 0, 0, 123),
    random: () => 0.5,
  });
}
