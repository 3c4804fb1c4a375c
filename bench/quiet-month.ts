import { writeFileSync } from 'node:fs';
import { billOf, monthOf, total } from './quiet-month/bill.ts';
import { costPage, MOST_DOLLARS } from './quiet-month/page.ts';
import { quietDay, rollingReplacement } from './quiet-month/play.ts';
import { PAGE, type Results, readResults, resultsOf, writeResults } from './quiet-month/results.ts';
import { templateFacts } from './quiet-month/template-facts.ts';
import { printTable } from './table.ts';

/**
 * Counts a quiet month of the reference account, or takes the counts that are there, prints its bill, and writes
 * `bench/results/quiet-month.json` and `docs/cost.md`.
 *
 * @returns what missed its threshold
 */
export async function quietMonth({ isCounted }: { readonly isCounted: boolean }): Promise<readonly string[]> {
  const results = isCounted ? await count() : { ...readResults(), template: templateFacts() };
  writeResults(results);
  writeFileSync(PAGE, costPage(results));
  const bill = billOf(monthOf(results.day, results.once), results.template);
  printTable(
    'A quiet month of 10 clusters and 200 hosts, US dollars at list price',
    ['function', 'runs', 'Lambda', 'SQS messages', 'SQS polls', 'logs'],
    bill.functions.map(({ name, counts, dollars: { lambda, messages, polls, logs } }) => [
      name,
      Math.round(counts.runs),
      ...[lambda, messages, polls, logs].map((dollars) => dollars.toFixed(3)),
    ]),
  );
  printTable(
    'By what is charged for',
    ['item', 'count', 'USD'],
    [...bill.items, ...bill.apart].map(({ price, count: amount, dollars }) => [price, amount, dollars.toFixed(3)]),
  );
  const sum = total(bill.items);
  console.log(`\nSum without alarms and dashboards: $${sum.toFixed(2)}. Seconds: ${results.seconds}`);
  for (const [name, { failures }] of Object.entries(results.day.functions))
    if (failures > 0) console.log(`${name}: ${failures} runs of a day failed`);
  return sum < MOST_DOLLARS ? [] : [`a month costs $${sum.toFixed(2)}, less than $${MOST_DOLLARS.toFixed(2)} wanted`];
}

async function count(): Promise<Results> {
  const began = Date.now();
  const once = await rollingReplacement();
  const day = await quietDay();
  return resultsOf({ day, once, template: templateFacts() }, began);
}
