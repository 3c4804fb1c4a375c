import type { Simulation } from '../../simulator/simulation.ts';
import { type SqsRequests, sqsRequestsOf } from '../../simulator/sqs-requests.ts';
import { metricHours } from '../../simulator/telemetry/metric-hours.ts';

/** What a function used. */
export interface FunctionCounts {
  readonly runs: number;
  /** Runs that did not succeed. */
  readonly failures: number;
  /** MiB. */
  readonly memorySize: number;
  /** Milliseconds that its runs took in virtual time: calls of AWS, pauses, initialisation. */
  readonly waiting: number;
  /** Milliseconds of a whole core of the machine at hand that its handler computed. */
  readonly computing: number;
  readonly apiCalls: number;
  readonly sqs: SqsRequests;
  readonly logBytes: number;
}

/** What the stack used in some time. Counts can be added and subtracted. */
export interface Counts {
  /** By short name of the function, as in `host-sync`. */
  readonly functions: Readonly<Record<string, FunctionCounts>>;
  readonly snsPublishes: number;
  /** Hours in which a custom metric had values, by `function name and dimensions`. */
  readonly metricHours: Readonly<Record<string, number>>;
}

/** What the stack has used since the simulation began. */
export function countsOf(simulation: Simulation): Counts {
  const names = Object.values(simulation.stack.resources)
    .map(({ ref }) => ref)
    .filter((name) => simulation.mappings.has(name));
  return {
    functions: Object.fromEntries(names.map((name) => [shortName(name), functionCounts(simulation, name)])),
    snsPublishes: simulation.sns.metrics.published,
    metricHours: metricHours(simulation.output.metrics),
  };
}

/** Without the service's name and the stage. */
const shortName = (functionName: string): string => functionName.split('-').slice(3).join('-');

function functionCounts(simulation: Simulation, functionName: string): FunctionCounts {
  const { lambda, calls, output } = simulation;
  const runs = lambda.invocations.filter((each) => each.functionName === functionName);
  return {
    runs: runs.filter(({ outcome }) => outcome.kind !== 'throttled').length,
    failures: runs.filter(({ outcome }) => outcome.kind !== 'succeeded').length,
    memorySize: lambda.definition(functionName)?.memorySize ?? 0,
    waiting: runs.reduce((sum, { billedMilliseconds }) => sum + billedMilliseconds, 0),
    computing: Math.round(lambda.processorTime(functionName)),
    apiCalls: calls.count({ functionName }),
    sqs: sqsRequestsOf(simulation, functionName),
    logBytes: output.logBytes(functionName),
  };
}

/** Nothing at all. */
export const NO_COUNTS: Counts = { functions: {}, snsPublishes: 0, metricHours: {} };

/** Sums number by number, the second times a factor. What only one of them has counts as 0 in the other. */
export function plus(a: Counts, b: Counts, factor = 1): Counts {
  const names = [...new Set([...Object.keys(a.functions), ...Object.keys(b.functions)])];
  return {
    functions: Object.fromEntries(names.map((name) => [name, both(a.functions[name], b.functions[name], factor)])),
    snsPublishes: a.snsPublishes + factor * b.snsPublishes,
    metricHours: numbers(a.metricHours, b.metricHours, factor),
  };
}

const NO_REQUESTS: SqsRequests = { sends: 0, receives: 0, emptyReceives: 0, deletes: 0, ofTheFunction: 0 };
const NOTHING: FunctionCounts = {
  ...{ runs: 0, failures: 0, memorySize: 0, waiting: 0, computing: 0, apiCalls: 0, logBytes: 0 },
  sqs: NO_REQUESTS,
};

function both(a: FunctionCounts = NOTHING, b: FunctionCounts = NOTHING, factor: number): FunctionCounts {
  const { sqs, ...rest } = a;
  const { sqs: otherSqs, ...other } = b;
  const memorySize = a.memorySize || b.memorySize;
  return { ...numbers(rest, other, factor), sqs: numbers(sqs, otherSqs, factor), memorySize };
}

function numbers<T extends Readonly<Record<keyof T, number>>>(a: T, b: T, factor: number): T {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, (a[key] ?? 0) + factor * (b[key] ?? 0)])) as T;
}
