/**
 * The inside of an execution environment: loads a function's bundle in a worker thread whose `Date`, timers and
 * `Math.random` belong to the simulation, and reports whenever nothing is left to run at the present virtual time.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import FakeTimers from '@sinonjs/fake-timers';
import { seededRandom } from '../../kernel/random.ts';
import { handlerFailure } from './handler-failure.ts';
import { invocationContext } from './invocation-context.ts';
import {
  type HandlerOutcome,
  REQUEST_NUMBER_HEADER,
  type WorkerCommand,
  type WorkerReport,
  type WorkerStart,
} from './worker-protocol.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const start = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('The runtime worker must be started by the simulator');

const nextTurn = setImmediate;
const clock = FakeTimers.install({
  now: start.now,
  toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'hrtime'],
  // As in Node.js, clearing something that is no timer is no fault: the SDK clears -1 where it has set none.
  shouldClearNativeTimers: true,
});
Math.random = seededRandom(start.seed).next;

const open = new Set<number>();
let output = '';
let requests = 0;
let acknowledged = 0;
let activity = 0;
let settling = false;
let outcome: HandlerOutcome | undefined;
let handler: Handler | undefined;

captureOutput(process.stdout);
captureOutput(process.stderr);
subscribe('http.client.request.created', (message) => follow((message as { request: ClientRequest }).request));
process.on('uncaughtException', (error) => finish(handlerFailure(error)));
process.on('unhandledRejection', (error) => finish(handlerFailure(error)));
port.on('message', (command: WorkerCommand) => obey(command));
load();

function load(): void {
  import(pathToFileURL(start.modulePath).href).then(
    (module: Record<string, unknown>) => {
      const exported = module[start.exportName];
      if (typeof exported === 'function') handler = exported as Handler;
      else
        finish({
          kind: 'failed',
          errorType: 'Runtime.HandlerNotFound',
          errorMessage: `${start.exportName} is not exported`,
        });
      settle();
    },
    (error: unknown) => {
      finish(handlerFailure(error));
      settle();
    },
  );
}

function obey(command: WorkerCommand): void {
  acknowledged = command.order;
  // Fires what became due; after a freeze that is everything the frozen time would have fired.
  clock.tick(Math.max(0, command.now - clock.now));
  if (command.kind === 'invoke') {
    // The SDK sends it along with every request, which is how Lambda recognises loops.
    if (command.traceHeader === undefined) delete process.env['_X_AMZN_TRACE_ID'];
    else process.env['_X_AMZN_TRACE_ID'] = command.traceHeader;
    invoke(command.requestId, command.payload, command.now);
  }
  settle();
}

function invoke(awsRequestId: string, payload: string, now: number): void {
  outcome = undefined;
  const context = invocationContext(start, awsRequestId, now, () => clock.now);
  Promise.resolve()
    .then(() => handler?.(JSON.parse(payload), context))
    .then(
      (result) => finish({ kind: 'succeeded', payload: JSON.stringify(result ?? null) }),
      (error: unknown) => finish(handlerFailure(error)),
    );
}

function finish(result: HandlerOutcome): void {
  outcome ??= result;
  activity += 1;
}

/** Numbers a request of the function and watches it to its end. */
function follow(request: ClientRequest): void {
  requests += 1;
  activity += 1;
  const number = requests;
  request.setHeader(REQUEST_NUMBER_HEADER, String(number));
  request.once('socket', () => {
    open.add(number);
    activity += 1;
  });
  request.once('close', () => {
    open.delete(number);
    activity += 1;
    settle();
  });
}

function captureOutput(stream: NodeJS.WriteStream): void {
  stream.write = ((chunk: string | Uint8Array): boolean => {
    output += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  }) as typeof stream.write;
}

/** Turns of the event loop without activity after which nothing more can come of what has happened. */
const QUIET_TURNS = 3;
/** Kinds of pending work, beside HTTP, that will go on by themselves. */
const WORKING = new Set([
  'FSReqCallback',
  'FSReqPromise',
  'GetAddrInfoReqWrap',
  'TCPConnectWrap',
  'SendWrap',
  'CompressionStream',
]);

/** Waits until nothing runs any more, then reports. */
function settle(): void {
  if (settling) return;
  settling = true;
  let quiet = 0;
  let seen = activity;
  const turn = (): void => {
    const busy = seen !== activity || process.getActiveResourcesInfo().some((kind) => WORKING.has(kind));
    seen = activity;
    quiet = busy ? 0 : quiet + 1;
    if (quiet < QUIET_TURNS) nextTurn(turn);
    else report();
  };
  nextTurn(turn);
}

function report(): void {
  settling = false;
  const message: WorkerReport = {
    acknowledged,
    loaded: handler !== undefined,
    open: [...open],
    nextTimer: nextTimer(),
    outcome,
    output,
    processorTime: processorTime(),
  };
  output = '';
  port?.postMessage(message);
}

function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function nextTimer(): number | undefined {
  const { timers } = clock as unknown as { timers?: ReadonlyMap<number, { callAt: number }> };
  let next: number | undefined;
  for (const { callAt } of timers?.values() ?? []) next = Math.min(next ?? callAt, callAt);
  return next;
}
