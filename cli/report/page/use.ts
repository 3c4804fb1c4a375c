import { type Html, html } from '../../page/html.ts';
import { formatDuration } from '../../page/quantity.ts';
import type { FunctionUse } from '../../rehearse/report/rehearsal.ts';
import type { Report } from '../report.ts';

const whole = new Intl.NumberFormat('en');
const dollars = (amount: number): string => `$${amount.toFixed(6)}`;

/** What the run took: runs and calls of each function, and what AWS would charge. */
export function renderUse({ functions, cost }: Pick<Report, 'functions' | 'cost'>): Html {
  const most = Math.max(1, ...functions.map(callsOf));
  const { lambda, sqs, logs, total } = cost;
  return html`<section class="panel use" aria-labelledby="use">
<h2 id="use">Costs and calls</h2>
<dl class="numbers">${[
    ['Cost of all', total],
    ['Lambda', lambda],
    ['SQS', sqs],
    ['Logs', logs],
  ].map(([name, amount]) => html`<div><dt>${name}</dt><dd>${dollars(Number(amount))}</dd></div>`)}</dl>
<div class="scroller" tabindex="0" role="region" aria-label="Runs and calls of each function"><table class="data">
<thead><tr><th scope="col">Function</th><th scope="col" class="figure">Runs</th><th scope="col" class="figure">Failed</th><th scope="col" class="figure">Billed</th><th scope="col" class="figure">API calls</th></tr></thead>
<tbody>${functions.map((use) => renderFunction(use, most))}</tbody></table></div></section>`;
}

function renderFunction(use: FunctionUse, most: number): Html {
  const total = callsOf(use);
  const calls = Object.entries(use.calls).toSorted(([, a], [, b]) => b - a);
  const share = html`<span class="calls-bar" style="width: ${Math.round((100 * total) / most)}%"></span>`;
  return html`<tr><th scope="row">${use.function}</th><td class="figure">${whole.format(use.invocations)}</td><td class="figure">${whole.format(use.failures)}</td>
<td class="figure amount">${formatDuration(use.billedMilliseconds)}</td><td class="figure">${whole.format(total)}${share}</td></tr>
<tr class="calls"><td colspan="5" class="prose">${calls.map(([operation, count]) => html`<span class="call">${operation} <b>${whole.format(count)}</b></span> `)}</td></tr>`;
}

const callsOf = ({ calls }: FunctionUse): number => Object.values(calls).reduce((sum, count) => sum + count, 0);
