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
  let line = 1;
  const add = (end: number): void => {
    const text = content.slice(start, end);
    const indent = text.slice(0, text.length - text.trimStart().length);
    parts.push({ text: text.trim(), line: line + lineBreaksIn(indent) });
    line += lineBreaksIn(text);
    start = end;
  };
  for (const end of endsOf(content)) add(end);
  if (content.slice(start).trim() !== '') add(content.length);
  return parts;
}

/** Where objects and lists of the outermost level end. */
function* endsOf(content: string): Generator<number> {
  let depth = 0;
  for (let token = nextToken(content, 0); token >= 0; token = nextToken(content, token + 1)) {
    const character = content[token];
    if (character === '"') token = endOfText(content, token);
    else if (character === '{' || character === '[') depth += 1;
    else {
      depth -= 1;
      if (depth === 0) yield token + 1;
    }
  }
}

/** The next place where something begins or ends; -1 when there is none. */
function nextToken(content: string, from: number): number {
  TOKEN.lastIndex = from;
  return TOKEN.exec(content)?.index ?? -1;
}

const TOKEN = /["{}[\]]/g;

/** The place of the quotation mark that ends a text. A regular expression for texts runs out of stack at some MB. */
function endOfText(content: string, start: number): number {
  for (let end = content.indexOf('"', start + 1); end >= 0; end = content.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (content[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return content.length;
}

function lineBreaksIn(text: string): number {
  return text.split('\n').length - 1;
}

function error(place: string, message: string): Finding {
  return { severity: 'error', place, message };
}
