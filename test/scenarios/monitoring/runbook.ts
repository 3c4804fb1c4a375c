import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';

/** An entry of docs/runbook.md. */
export interface RunbookEntry {
  readonly heading: string;
  /** All of it, as it is written. */
  readonly text: string;
  /** Its queries of CloudWatch Logs Insights. */
  readonly queries: readonly string[];
  /** Names of the saved queries that it refers to, without the stack's. */
  readonly saved: readonly string[];
}

const RUNBOOK = path.resolve(import.meta.dirname, '../../../docs/runbook.md');
const SAVED_QUERY = /saved query\s+`([^`]+)`/g;

/** The entries of the runbook: its headings of the second level, in order. */
export function runbookEntries(): readonly RunbookEntry[] {
  const entries: { heading: string; tokens: Token[] }[] = [];
  for (const token of lexer(readFileSync(RUNBOOK, 'utf8'))) {
    if (isHeading(token, 2)) entries.push({ heading: token.text, tokens: [] });
    else if (isHeading(token, 1)) entries.push({ heading: '', tokens: [] });
    else entries.at(-1)?.tokens.push(token);
  }
  return entries.filter(({ heading }) => heading !== '').map(({ heading, tokens }) => entryOf(heading, tokens));
}

function entryOf(heading: string, tokens: readonly Token[]): RunbookEntry {
  const text = tokens.map(({ raw }) => raw).join('');
  const queries = tokens.flatMap((token) => (token.type === 'code' && token['lang'] === 'insights' ? [token] : []));
  const saved = Array.from(text.matchAll(SAVED_QUERY), ([, name = '']) => name);
  return { heading, text, queries: queries.map((token) => String(token['text'])), saved };
}

function isHeading(token: Token, depth: number): token is Tokens.Heading {
  return token.type === 'heading' && (token as Tokens.Heading).depth === depth;
}
