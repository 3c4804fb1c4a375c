import { createHash } from 'node:crypto';

/**
 * Recursive-loop detection: the trace header that a function's SDK passes on says how often each function has run in
 * the chain of requests that led to a message.
 * Source: Lambda developer guide, "Use Lambda recursive loop detection to prevent infinite loops". The header's
 * member is `Lineage=<function>:<count>|…`, as seen in the field; AWS documents that it exists, not its form.
 */

/** Rounds after which Lambda stops the next invocation. AWS says "approximately". */
export const RECURSION_LIMIT = 16;

/** How often the function has run in the chain that the header belongs to. */
export function roundsOf(traceHeader: string | undefined, functionName: string): number {
  return lineageOf(traceHeader).get(mark(functionName)) ?? 0;
}

/**
 * The header for an invocation: the longest lineage of its messages, one round further.
 * @param root identifies the chain when none of the messages has a header
 */
export function traceHeaderFor(
  traceHeaders: readonly (string | undefined)[],
  functionName: string,
  root: string,
): string {
  const own = mark(functionName);
  const lineage = new Map<string, number>();
  for (const header of traceHeaders) {
    for (const [name, count] of lineageOf(header)) lineage.set(name, Math.max(count, lineage.get(name) ?? 0));
  }
  lineage.set(own, (lineage.get(own) ?? 0) + 1);
  const members = [...lineage].map(([name, count]) => `${name}:${count}`).join('|');
  return `Root=${root};Sampled=0;Lineage=${members}`;
}

/**
 * The header of an invocation that is traced: recorded by X-Ray, under a segment that Lambda has made for the function.
 * @param segment 16 hexadecimal digits
 */
export function sampledHeader(traceHeader: string, segment: string): string {
  return traceHeader.replace(/;Sampled=\d/, `;Parent=${segment};Sampled=1`);
}

function lineageOf(traceHeader: string | undefined): ReadonlyMap<string, number> {
  const members = /(?:^|;)Lineage=([^;]*)/.exec(traceHeader ?? '')?.[1]?.split('|') ?? [];
  return new Map(members.map((member) => [member.split(':')[0] ?? '', Number(member.split(':')[1] ?? 0)]));
}

function mark(functionName: string): string {
  return createHash('sha256').update(functionName).digest('hex').slice(0, 8);
}
