import type { InvocationOutcome } from './invocation.ts';
import type { InvocationRecord } from './lambda-parts.ts';

type FailedOutcome = Extract<InvocationOutcome, { readonly kind: 'failed' }>;

/** Memory that a report says was used, as a part of the function's: nothing measures it. */
const MEMORY_USED = 0.4;

/**
 * Lines that Lambda writes into a function's log as an invocation begins, in the text format.
 * Source: Lambda developer guide, "Working with Lambda function logs".
 * @param initialisation milliseconds; 0 when the execution environment was there already
 */
export function startLines(requestId: string, initialisation: number): readonly string[] {
  const version = 'INIT_START Runtime Version: nodejs:24.v1\tRuntime Version ARN: ';
  const arn = `arn:aws:lambda:eu-west-1::runtime:${'0'.repeat(64)}`;
  return [...(initialisation > 0 ? [version + arn] : []), `START RequestId: ${requestId} Version: $LATEST`];
}

/**
 * The line that Node.js's runtime writes when an initialisation fails; there is no invocation yet, and so no id.
 * @param end epoch milliseconds
 */
export function failedStartLine(end: number, { errorType, errorMessage }: FailedOutcome): string {
  const error = JSON.stringify({ errorType, errorMessage });
  return `${new Date(end).toISOString()}\tundefined\tERROR\tUncaught Exception \t${error}`;
}

/** The lines at its end: of an error or a time-out, END, and REPORT with what it took. */
export function endLines(requestId: string, record: InvocationRecord, initialisation: number): readonly string[] {
  const { start, end, billedMilliseconds, memorySize, outcome } = record;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${(end - start).toFixed(2)} ms`,
    `Billed Duration: ${billedMilliseconds} ms`,
    `Memory Size: ${memorySize} MB`,
    `Max Memory Used: ${Math.round(memorySize * MEMORY_USED)} MB`,
    ...(initialisation > 0 ? [`Init Duration: ${initialisation.toFixed(2)} ms`] : []),
    ...(outcome.kind === 'timed-out' ? ['Status: timeout'] : []),
  ];
  return [...outcomeLines(requestId, record), `END RequestId: ${requestId}`, report.join('\t')];
}

function outcomeLines(requestId: string, { start, end, outcome }: InvocationRecord): readonly string[] {
  const time = new Date(end).toISOString();
  if (outcome.kind === 'timed-out') {
    return [`${time} ${requestId} Task timed out after ${((end - start) / 1_000).toFixed(2)} seconds`];
  }
  if (outcome.kind !== 'failed') return [];
  const { errorType, errorMessage } = outcome;
  return [`${time}\t${requestId}\tERROR\tInvoke Error\t${JSON.stringify({ errorType, errorMessage })}`];
}
