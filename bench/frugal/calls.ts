import type { Simulation } from '../../simulator/simulation.ts';
import { shortName } from './buckets.ts';

/** Calls that functions made, by what they are for. */
export interface Calls {
  /** What had to be looked up: List, Describe and Get operations. */
  readonly reads: number;
  /** What the work itself needs: each host is drained, and each lifecycle action completed, however it comes about. */
  readonly writes: number;
  /** Messages of a queue that are to come back later, and those that are parked. */
  readonly settles: number;
}

const READ = /^(List|Describe|Get)/;

/** The calls of each function since then, by its name as in `host-sync`. @param since epoch milliseconds */
export function callsByFunction({ calls }: Simulation, since: number): Readonly<Record<string, Calls>> {
  const byFunction = Map.groupBy(
    calls.all({ since }).filter(({ functionName }) => functionName !== undefined),
    ({ functionName = '' }) => shortName(functionName),
  );
  return Object.fromEntries(
    [...byFunction].map(([name, records]) => {
      const settles = records.filter(({ service }) => service === 'sqs').length;
      const reads = records.filter(({ service, operation }) => service !== 'sqs' && READ.test(operation)).length;
      return [name, { reads, writes: records.length - settles - reads, settles }];
    }),
  );
}

/** All of them together. */
export function sumOfCalls(byFunction: Readonly<Record<string, Calls>>): Calls {
  const sum = (of: (calls: Calls) => number) =>
    Object.values(byFunction).reduce((total, calls) => total + of(calls), 0);
  return {
    reads: sum(({ reads }) => reads),
    writes: sum(({ writes }) => writes),
    settles: sum(({ settles }) => settles),
  };
}
