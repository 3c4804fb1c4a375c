import type { Simulation } from './simulation.ts';

/** SQS requests that AWS would bill, by who makes them. */
export interface SqsRequests {
  /** SendMessage of rules and topics. */
  readonly sends: number;
  /** ReceiveMessage of the event source mapping, with messages and without, and its DeleteMessageBatch. */
  readonly receives: number;
  readonly emptyReceives: number;
  readonly deletes: number;
  /** What the function asks for itself. */
  readonly ofTheFunction: number;
}

/** The requests of one function so far, of its queue and of its mapping. */
export function sqsRequestsOf({ mappings, calls }: Simulation, functionName: string): SqsRequests {
  const mapping = mappings.get(functionName);
  return {
    sends: mapping?.queue.metrics.sent ?? 0,
    receives: mapping?.receives ?? 0,
    emptyReceives: mapping?.emptyReceives ?? 0,
    deletes: mapping?.deletes ?? 0,
    ofTheFunction: calls.count({ service: 'sqs', functionName }),
  };
}

/** All of them. */
export const sumOf = (requests: SqsRequests): number => Object.values(requests).reduce((sum, count) => sum + count, 0);
