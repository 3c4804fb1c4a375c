import { html } from '../../page/html.ts';
import type { AlarmProperties } from '../body.ts';
import { type Alarm, DashboardError, type DashboardInput } from '../dashboard.ts';
import { byUrgency, renderAlarm } from './alarm-state.ts';
import { content, NOTHING, type WidgetContent } from './widget-content.ts';

/** An alarm widget: the status of its alarms. @throws DashboardError for an alarm that does not exist */
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
  return content(html`<ul class="alarms">${sorted.map((alarm) => renderAlarm(alarm, { start, end }))}</ul>`);
}

const latestChange = (one: Alarm, other: Alarm): number => other.stateSince - one.stateSince;
