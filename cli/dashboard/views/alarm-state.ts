import { counted } from '../../counted.ts';
import { type Html, html } from '../../page/html.ts';
import { dayAndTime, type TimeRange } from '../../page/moment.ts';
import { formatDuration } from '../../page/quantity.ts';
import type { Alarm, AlarmState } from '../dashboard.ts';

/** States from the one to look at first, and how they read. */
export const ALARM_STATES: Readonly<Record<AlarmState, { readonly words: string; readonly mark: string }>> = {
  ALARM: { words: 'In alarm', mark: '▲' },
  INSUFFICIENT_DATA: { words: 'Insufficient data', mark: '○' },
  OK: { words: 'OK', mark: '✓' },
};
const ORDER = Object.keys(ALARM_STATES);

/** Alarms that need a look first, then by name. */
export function byUrgency(alarms: readonly Alarm[]): readonly Alarm[] {
  return alarms.toSorted(
    (one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.name.localeCompare(other.name),
  );
}

/** A state in a word and a mark, so that its colour says nothing alone. */
export function renderState(state: AlarmState): Html {
  const { words, mark } = ALARM_STATES[state];
  return html`<span class="state" data-state="${state}"><span aria-hidden="true">${mark}</span> ${words}</span>`;
}

/** An alarm as a card: its state, since when, what it means, and its states over the dashboard's time. */
export function renderAlarm(alarm: Alarm, range: TimeRange): Html {
  const spans = spansOf(alarm, range);
  const changes = alarm.history.filter(({ time }) => time >= range.start && time <= range.end).length;
  const since =
    alarm.stateSince <= range.start
      ? 'all of this time'
      : `since ${dayAndTime(alarm.stateSince)} (${formatDuration(range.end - alarm.stateSince)})`;
  const story = spans.map(({ state, start, end }) => `${ALARM_STATES[state].words} for ${formatDuration(end - start)}`);
  const reason = alarm.state === 'ALARM' ? alarm.history.at(-1)?.reason : undefined;
  return html`<li class="alarm" data-alarm="${alarm.name}" data-state="${alarm.state}"><h3>${alarm.name}</h3>
<p>${renderState(alarm.state)} <span class="soft">${since}</span></p>
${alarm.description ? html`<p>${alarm.description}</p>` : undefined}${reason === undefined ? undefined : html`<p class="soft">${reason}</p>`}
<svg class="states" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${story.join(', then ')}">${spans.map((span) => renderSpan(span, range))}</svg>
<p class="soft">${changes === 0 ? 'No change of state in this time' : `${counted(changes, 'change')} of state in this time`}</p></li>`;
}

/** Whether an alarm is OK, and was never in alarm in a time. It has no data before it is looked at first. */
export function isQuiet(alarm: Alarm, range: TimeRange): boolean {
  return alarm.state === 'OK' && !wasInAlarm(alarm, range);
}

/** Whether an alarm was in alarm at any moment of a time. */
export function wasInAlarm(alarm: Alarm, range: TimeRange): boolean {
  return spansOf(alarm, range).some(({ state }) => state === 'ALARM');
}

interface Span extends TimeRange {
  readonly state: AlarmState;
}

/** The states of an alarm over a time, one after the other. */
function spansOf({ history, state }: Alarm, { start, end }: TimeRange): readonly Span[] {
  if (history.length === 0) return [{ state, start, end }];
  const beginnings = [{ state: 'INSUFFICIENT_DATA' as const, time: Number.NEGATIVE_INFINITY }, ...history];
  return beginnings
    .map((each, index) => ({
      state: each.state,
      start: Math.max(each.time, start),
      end: Math.min(beginnings[index + 1]?.time ?? end, end),
    }))
    .filter((span) => span.end > span.start);
}

function renderSpan(span: Span, range: TimeRange): Html {
  const share = (time: number): number => ((time - range.start) / (range.end - range.start)) * 100;
  const left = share(span.start);
  return html`<rect x="${left.toFixed(3)}" y="0" width="${(share(span.end) - left).toFixed(3)}" height="4" data-state="${span.state}"/>`;
}
