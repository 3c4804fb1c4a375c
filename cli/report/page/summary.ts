import { counted } from '../../counted.ts';
import { type Html, html } from '../../page/html.ts';
import type { Report } from '../report.ts';

const whole = new Intl.NumberFormat('en');
/** Faults that are listed at the top; the others are folded away. */
const SHOWN = 5;

/** As states of alarms are coloured, and their marks. */
const STATES = { good: ['OK', '✓'], open: ['INSUFFICIENT_DATA', '!'], bad: ['ALARM', '✗'] } as const;

/** The last word, and the run in numbers. */
export function renderSummary(report: Report): Html {
  const { verdict, notes } = report;
  const list = (lines: readonly string[]) =>
    html`<ul class="verdict-lines">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
  const [state, mark] = STATES[verdict.state];
  const more = verdict.lines.slice(SHOWN);
  return html`<section class="health verdict" data-state="${state}" aria-label="Verdict">
<h2>${mark} ${verdict.headline}</h2>
${verdict.lines.length === 0 ? undefined : list(verdict.lines.slice(0, SHOWN))}
${more.length === 0 ? undefined : html`<details><summary>${more.length} more</summary>${list(more)}</details>`}
<dl class="numbers key-numbers">${numbersOf(report).map(([name, value, more]) => html`<div><dt>${name}</dt><dd>${value}</dd>${more === '' ? undefined : html`<dd class="more">${more}</dd>`}</div>`)}</dl>
${notes.length === 0 ? undefined : html`<details class="notes"><summary>${counted(notes.length, 'note')} on what was played</summary><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></details>`}
</section>`;
}

function numbersOf({ recording, decisions, functions, cost, range }: Report): readonly (readonly string[])[] {
  const { hosts, services } = recording;
  const gone = hosts.filter(({ phases }) => phases.at(-1)?.to !== undefined).length;
  const came = hosts.filter(({ isNew }) => isNew).length;
  const drained = hosts.filter(({ phases }) => phases.some(({ state }) => state === 'draining' || state === 'held'));
  const killed = hosts.flatMap(({ tasks }) => tasks.filter(({ isKilled }) => isKilled === true));
  const lost = killed.filter(({ isDaemon }) => isDaemon !== true).length;
  const short = services.filter(({ counts }) => counts.some(({ running, desired }) => running < desired)).length;
  const actions = decisions.filter(({ kind }) => kind === 'action').length;
  const calls = functions.flatMap((use) => Object.values(use.calls)).reduce((sum, count) => sum + count, 0);
  const hours = (range.end - range.start) / 3_600_000;
  return [
    ['Hosts', whole.format(hosts.length - gone), `${came} came, ${gone} went, ${drained.length} drained`],
    [
      'Tasks killed with their host',
      whole.format(lost),
      killed.length === lost ? '' : `and ${killed.length - lost} of DAEMON services`,
    ],
    ['Services short of tasks', `${short} of ${services.length}`, 'at some moment'],
    ['Decisions', whole.format(decisions.length), `${whole.format(actions)} of them actions`],
    ['API calls', whole.format(calls), `${whole.format(Math.round(calls / hours))} an hour`],
    ['Cost', `$${cost.total.toFixed(4)}`, 'Lambda, SQS and logs'],
  ];
}
