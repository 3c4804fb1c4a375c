import type { HandlerOutcome } from './worker-protocol.ts';

/** How an invocation ends whose handler threw. */
export function handlerFailure(error: unknown): HandlerOutcome {
  if (error instanceof Error) return { kind: 'failed', errorType: error.name, errorMessage: describe(error) };
  return { kind: 'failed', errorType: 'Error', errorMessage: String(error) };
}

function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${describe(error.cause)}` : error.message;
}
