import { type Html, html } from '../../page/html.ts';
import type { Alarm } from '../dashboard.ts';
import { renderState } from './alarm-state.ts';

/** Alarms that nobody has to look at, a line each; what they watch opens below. */
export function renderQuietAlarms(alarms: readonly Alarm[]): Html | undefined {
  if (alarms.length === 0) return undefined;
  const beginning = sharedBeginning(alarms.map(({ name }) => name));
  const chips = alarms.map(
    ({ name, state, description }) =>
      html`<li class="quiet-alarm" data-alarm="${name}" data-state="${state}" title="${description ?? name}">${renderState(state)} <span><span class="shared">${beginning}</span>${name.slice(beginning.length)}</span></li>`,
  );
  const described = alarms.filter(({ description }) => description !== undefined);
  const meanings = described.map(({ name, description }) => html`<dt>${name}</dt><dd>${description}</dd>`);
  return html`<ul class="quiet-alarms">${chips}</ul>
${described.length === 0 ? undefined : html`<details class="meanings"><summary>What these ${described.length} watch</summary><dl>${meanings}</dl></details>`}`;
}

/** What all names begin with, up to a hyphen, as in `ecs-ops-`; a narrow page leaves it out. */
function sharedBeginning(names: readonly string[]): string {
  const [first = '', ...others] = names;
  if (others.length === 0) return '';
  const parts = first.split('-').slice(0, -1);
  const beginnings = parts.map((_, index) => `${parts.slice(0, index + 1).join('-')}-`);
  return beginnings.findLast((beginning) => others.every((name) => name.startsWith(beginning))) ?? '';
}
