import middy from '@middy/core';
import { sqsClient } from '../aws/clients.ts';
import { dropIdleSockets } from '../aws/sockets.ts';
import { changeVisibility, park } from '../aws/sqs.ts';
import type { Action, Plan } from '../domain/plan.ts';
import type { CommonConfig } from './config.ts';
import { DecisionLog } from './decision-log.ts';
import type { Job } from './job.ts';
import type { SqsBatch, SqsBatchResponse } from './messages.ts';
import { type RunDependencies, runBatch } from './run-batch.ts';
import type { MessageActions } from './settle.ts';
import type { PowertoolsTelemetry } from './telemetry.ts';
import { inRun, type Tracer } from './tracing.ts';

/** What a handler is made of besides its job. */
export interface HandlerOptions {
  readonly config: CommonConfig;
  /** Whether the function itself is set to a dry run; the stack's setting counts besides. */
  readonly dryRun: boolean;
  readonly telemetry: PowertoolsTelemetry;
  /** Undefined where runs are not traced. */
  readonly tracer: Tracer | undefined;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random: () => number;
}

/** The part of Lambda's context that is used. */
interface LambdaContext {
  /** The invocation's id. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** Milliseconds between two runs after which the process may have been frozen and its sockets may be dead. */
const LONG_PAUSE = 5_000;

/** Makes the function that Lambda invokes with batches of an SQS queue. */
export function sqsHandler<Event, Snapshot, A extends Action, P extends Plan<A>>(
  job: Job<Event, Snapshot, A, P>,
  options: HandlerOptions,
): (batch: SqsBatch, context: never) => Promise<SqsBatchResponse> {
  const { telemetry, config, clock, random, tracer } = options;
  const dryRun = config.stackDryRun || options.dryRun;
  const dependencies: RunDependencies = {
    telemetry,
    tracer,
    decisions: new DecisionLog(telemetry, clock),
    clock,
    random,
    dryRun,
    messageActions: messageActions({ ...config, clients: { ...config.clients, onCall: tracer?.call } }),
  };
  // The run keeps its own deadline, with room to settle; middy's would throw it all away.
  const stack = middy<SqsBatch, SqsBatchResponse>({ timeoutEarlyInMillis: 0 })
    .use({
      before: ({ context }) => telemetry.begin(context.awsRequestId),
      after: telemetry.publish,
      onError: telemetry.publish,
    })
    .use(freshSockets(clock));
  return stack.handler((batch: SqsBatch, context: LambdaContext) =>
    inRun(tracer, () => runBatch(batch, job, () => context.getRemainingTimeInMillis(), dependencies)),
  );
}

function messageActions(config: CommonConfig): MessageActions {
  const sqs = sqsClient(config.clients);
  return {
    park: (message, signal) => park(sqs, { ...message, queueUrl: config.deadLetterQueueUrl }, signal),
    changeVisibility: (message, signal) => changeVisibility(sqs, { ...message, queueUrl: config.queueUrl }, signal),
  };
}

/** Middleware that begins a run after a pause with new connections. */
function freshSockets(clock: () => number) {
  let lastUse = clock();
  const used = (): void => {
    lastUse = clock();
  };
  const before = (): void => {
    if (clock() - lastUse > LONG_PAUSE) dropIdleSockets();
  };
  return { before, after: used, onError: used };
}
