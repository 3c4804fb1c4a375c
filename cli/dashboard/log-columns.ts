import type { ResultField } from './dashboard.ts';

/**
 * The fields of rows in the order in which the query names them: those after `by` before what `stats` counts, as in
 * CloudWatch. A row lacks the fields that its log event lacks, so no row alone tells the order.
 */
export function columnsOf(query: string, rows: readonly (readonly ResultField[])[]): readonly string[] {
  const named = namesIn(query);
  const place = (field: string): number => {
    const at = named.indexOf(field);
    return at === -1 ? named.length : at;
  };
  const fields = [...new Set(rows.flatMap((row) => row.map(({ field }) => field)))];
  return fields.toSorted((one, other) => place(one) - place(other));
}

/** A command that decides which fields there are, and what comes after it. */
const COMMAND = /^\s*(fields|display|stats)\s+(.*)$/is;

function namesIn(query: string): readonly string[] {
  return query.split('|').flatMap((part) => {
    const [, command, text = ''] = COMMAND.exec(part) ?? [];
    if (command === undefined) return [];
    const [counted = '', by = ''] = command.toLowerCase() === 'stats' ? text.split(/\sby\s/i) : [text];
    return [...listed(by), ...listed(counted)].map(nameOf);
  });
}

/** The parts of a list, at the commas that stand in no brackets. */
function listed(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const nameOf = (part: string): string => /\sas\s+(\S+)\s*$/i.exec(part)?.[1] ?? part.trim();
