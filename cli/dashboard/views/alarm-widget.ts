import { html } from '../../page/html.ts';
import type { AlarmProperties } from '../body.ts';
import { type Alarm, DashboardError, type DashboardInput } from '../dashboard.ts';
import { byUrgency, isQuiet, renderAlarm } from './alarm-state.ts';
import { renderQuietAlarms } from './quiet-alarms.ts';
import { content, NOTHING, type WidgetContent } from './widget-content.ts';

/**
 * An alarm widget: the alarms that are or were in alarm as cards, then the quiet ones in short.
 * @throws DashboardError for an alarm that does not exist
 */
export function alarmWidget(
  { alarms: arns, sortBy, states }: AlarmProperties,
  title: string,
  { alarms, start, end }: DashboardInput,
): WidgetContent {
  const found = arns.map((arn) => alarms.find((alarm) => alarm.arn === arn));
  const missing = arns.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) throw new DashboardError(missing.map((arn) => `${title}: there is no alarm ${arn}`));
  const known = found.filter((alarm) => alarm !== undefined);
  const wanted = known.filter(({ state }) => states === undefined || states.includes(state));
  if (wanted.length === 0) return { ...NOTHING, body: html`<p class="nothing">No alarm in these states</p>` };
  const sorted = sortBy === 'default' ? byUrgency(wanted) : wanted.toSorted(latestChange);
  const range = { start, end };
  const cards = sorted.filter((alarm) => !isQuiet(alarm, range)).map((alarm) => renderAlarm(alarm, range));
  const quiet = renderQuietAlarms(sorted.filter((alarm) => isQuiet(alarm, range)));
  return content(html`${cards.length === 0 ? undefined : html`<ul class="alarms">${cards}</ul>`}${quiet}`);
}

const latestChange = (one: Alarm, other: Alarm): number => other.stateSince - one.stateSince;
