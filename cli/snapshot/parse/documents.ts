import type { Finding } from '../snapshot.ts';

/** A JSON document of a file, with the place of its top. */
export interface Document {
  /** Empty for a file of one document; `2#` for the second of several. */
  readonly place: string;
  readonly value: unknown;
}

/**
 * Takes a file's text apart: one JSON document, or several one after the other, as `cat` leaves the AWS CLI's answers.
 */
export function documentsIn(text: string): { readonly documents: readonly Document[]; readonly findings: Finding[] } {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (content.trim() === '') return { documents: [], findings: [error('', 'the file is empty; allowed: JSON')] };
  const parts = partsOf(content);
  const documents: Document[] = [];
  const findings: Finding[] = [];
  for (const [index, part] of parts.entries()) {
    const place = parts.length === 1 ? '' : `${index + 1}#`;
    try {
      documents.push({ place, value: JSON.parse(part.text) });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const from = part.line === 1 ? '' : `, counted from line ${part.line} of the file`;
      findings.push(error(place, `not JSON: ${why}${from}`));
    }
  }
  return { documents, findings };
}

/** A piece of the file that begins with an object or list and ends with it. */
interface Part {
  readonly text: string;
  readonly line: number;
}

/** Cuts where an object or list of the outermost level ends. What is not balanced stays in one piece. */
function partsOf(content: string): readonly Part[] {
  const parts: Part[] = [];
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of content.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    if (token !== '}' && token !== ']') continue;
    depth -= 1;
    if (depth !== 0) continue;
    parts.push(partOf(content, start, index + 1));
    start = index + 1;
  }
  if (content.slice(start).trim() !== '') parts.push(partOf(content, start, content.length));
  return parts;
}

function partOf(content: string, start: number, end: number): Part {
  const text = content.slice(start, end);
  const indent = text.length - text.trimStart().length;
  return { text: text.trim(), line: content.slice(0, start + indent).split('\n').length };
}

function error(place: string, message: string): Finding {
  return { severity: 'error', place, message };
}
