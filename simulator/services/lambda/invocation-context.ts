import type { WorkerStart } from './worker-protocol.ts';

/** The second argument of a handler. Source: Lambda developer guide, "Using the Lambda context object". */
export function invocationContext(
  { functionName, functionArn, memorySize, timeout }: WorkerStart,
  awsRequestId: string,
  began: number,
  now: () => number,
) {
  return {
    awsRequestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memorySize),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'simulated',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, began + timeout - now()),
  };
}
