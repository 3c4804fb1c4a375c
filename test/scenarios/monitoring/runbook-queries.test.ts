import { describe, expect, it } from 'vitest';
import { ALARMS } from '../../../infra/monitoring/alarms.ts';
import { QUERIES } from '../../../infra/monitoring/queries.ts';
import type { ScenarioAccount } from '../account.ts';
import { FUNCTION_PREFIXES } from '../deployed-function.ts';
import type { Row } from './cause.ts';
import { CAUSES_OF_HOSTS } from './causes-of-hosts.ts';
import { accessDenied, CAUSES_OF_RUNS } from './causes-of-runs.ts';
import { type RunbookEntry, runbookEntries } from './runbook.ts';

const ENTRIES = runbookEntries().filter(({ heading }) => heading !== 'Before anything else');
const CAUSES = { ...CAUSES_OF_RUNS, ...CAUSES_OF_HOSTS };
const STACK = 'ecs-ops';

/** Runs a query as a person does, on the log groups of some functions. */
function rowsOf({ simulation }: ScenarioAccount, query: string, logGroups: readonly string[]): readonly Row[] {
  const { results } = simulation.logs.insights(query, { logGroups });
  return results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));
}

/** What each query of an entry shows, its own ones before the saved ones that it names. */
function answers(account: ScenarioAccount, { queries, saved }: RunbookEntry, about: string | undefined) {
  const everyGroup = FUNCTION_PREFIXES.map((prefix) => `/aws/lambda/${account.of(prefix).name}`);
  const own = queries.map((query) => rowsOf(account, query, everyGroup));
  const ofSaved = saved.map((name) => {
    const { queryString, logGroupNames } = savedQuery(account, name);
    return rowsOf(account, `filter ${about} |\n${queryString}`, logGroupNames);
  });
  return [...own, ...ofSaved];
}

function savedQuery({ simulation }: ScenarioAccount, name: string) {
  const found = simulation.logs.queryDefinitions.find((definition) => definition.name === `${STACK}/${name}`);
  if (found === undefined) throw new Error(`The stack saves no query "${name}"`);
  return found;
}

describe('docs/runbook.md', () => {
  it('has an entry for every alarm, and a cause is played for every entry', () => {
    const headings = ENTRIES.map(({ heading }) => heading);
    expect(headings).toEqual(expect.arrayContaining(ALARMS.map(({ runbook }) => runbook)));
    expect(headings.toSorted()).toEqual(Object.keys(CAUSES).toSorted());
  });

  it.each(ENTRIES.map(({ heading, text }) => [heading, text]))('%s: says four things', (_heading, text) => {
    const parts = Array.from(text.matchAll(/^\*\*([^*]+:|Over when:)\*\*/gm), ([, part]) => part);
    expect(parts).toEqual(['It means:', 'See the cause:', 'Do:', 'Over when:']);
  });

  it('names every saved query, that of what went wrong aside, which each alarm has a better one for', () => {
    const named = new Set(ENTRIES.flatMap(({ saved }) => saved));
    const unnamed = QUERIES.map(({ name }) => name).filter((name) => !named.has(name));
    expect(unnamed).toEqual(['what went wrong']);
  });
});

describe.each(ENTRIES)('$heading', (entry) => {
  it('its queries show the cause', { timeout: 60_000 }, async () => {
    const cause = CAUSES[entry.heading];
    if (cause === undefined) throw new Error('There is no cause for it');
    const { account, shown, notShown = [], about, told } = await cause();
    const seen = answers(account, entry, about);
    expect(seen.length).toBe(shown.length);
    for (const [index, rows] of shown.entries()) {
      for (const row of rows) expect(seen[index]).toContainEqual(expect.objectContaining(row));
    }
    for (const row of notShown) expect(seen.flat()).not.toContainEqual(expect.objectContaining(row));
    if (shown.length === 0) expect(told).toContainEqual(expect.stringContaining(entry.heading));
  });
});

describe('the saved query of what went wrong', () => {
  it('names the function and the call', async () => {
    const { account } = await accessDenied();
    const { queryString, logGroupNames } = savedQuery(account, 'what went wrong');
    const rows = rowsOf(account, queryString, logGroupNames);
    expect(rows).toContainEqual(
      expect.objectContaining({ service: 'host-sync', message: 'access denied', call: 'ecs:UpdateService' }),
    );
  });
});
