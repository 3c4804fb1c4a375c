import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Html, html } from '../page/html.ts';
import { formatRange } from '../page/moment.ts';
import { formatDuration } from '../page/quantity.ts';
import { renderPage } from '../page/shell.ts';
import { parseBody, type Widget } from './body.ts';
import { DashboardError, type DashboardInput } from './dashboard.ts';
import { byUrgency, renderState, wasInAlarm } from './views/alarm-state.ts';
import { alarmWidget } from './views/alarm-widget.ts';
import { logWidget } from './views/log-widget.ts';
import { metricWidget } from './views/metric-widget.ts';
import { textWidget } from './views/text-widget.ts';
import type { WidgetContent } from './views/widget-content.ts';

const STYLES = ['dashboard.css', 'alarms.css', 'widgets.css'] as const;

/** A widget and what stands in it. */
interface Filled extends WidgetContent {
  readonly widget: Widget;
  readonly id: string;
  readonly title: string;
}

/**
 * Draws a dashboard of CloudWatch as one HTML document that loads nothing.
 * @throws DashboardError with everything in it that can't be shown as it was meant
 */
export async function renderDashboard(input: DashboardInput): Promise<string> {
  const widgets = parseBody(input.body);
  const settled = await Promise.allSettled(widgets.map((widget, index) => fill(widget, index, input)));
  const filled = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const errors = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  const unexpected = errors.find((error) => !(error instanceof DashboardError));
  if (unexpected !== undefined) throw unexpected;
  if (errors.length > 0) {
    throw new DashboardError(errors.flatMap((error) => (error instanceof DashboardError ? error.faults : [])));
  }
  return renderPage({
    title: input.name,
    subtitle: html`<p>${input.region} · <time>${formatRange(input)}</time> (${formatDuration(input.end - input.start)})</p>`,
    main: html`${renderHealth(input, filled)}<div class="dashboard">${filled.map(renderWidget)}</div>`,
    styles: await Promise.all(STYLES.map((name) => readFile(path.join(import.meta.dirname, name), 'utf8'))),
  });
}

async function fill(widget: Widget, index: number, input: DashboardInput): Promise<Filled> {
  const title = titleOf(widget);
  return { widget, id: `widget-${index + 1}`, title, ...(await contentOf(widget, title, input)) };
}

function contentOf(widget: Widget, title: string, input: DashboardInput): WidgetContent | Promise<WidgetContent> {
  if (widget.type === 'metric') return metricWidget(widget.properties, title, input);
  if (widget.type === 'log') return logWidget(widget.properties, title, input);
  if (widget.type === 'alarm') return alarmWidget(widget.properties, title, input);
  return textWidget(widget.properties);
}

/** A widget without a title is named by what it shows, as in CloudWatch. */
function titleOf(widget: Widget): string {
  if (widget.type === 'text') return '';
  if (widget.properties.title !== undefined) return widget.properties.title;
  if (widget.type === 'alarm') return 'Alarms';
  if (widget.type === 'log') return 'Log query';
  const names = widget.properties.metrics.map(([, name]) => name).filter((name) => typeof name === 'string');
  return [...new Set(names.filter((name) => name !== '.'))].join(', ') || 'Metrics';
}

/** What a person on call looks for first: alarms, and widgets that show nothing. */
function renderHealth({ alarms, ...range }: DashboardInput, filled: readonly Filled[]): Html {
  const wrong = byUrgency(alarms.filter(({ state }) => state !== 'OK'));
  const empty = filled.filter((each) => each.empty);
  const worst = wrong[0]?.state ?? 'OK';
  const alarming = wrong.filter(({ state }) => state === 'ALARM').length;
  const over = alarms.filter((alarm) => alarm.state !== 'ALARM' && wasInAlarm(alarm, range)).length;
  const now =
    alarming === 0 ? `No alarm of ${alarms.length} is in alarm` : `${alarming} of ${alarms.length} alarms in alarm`;
  const headline = over === 0 ? now : `${now}; ${over} ${over === 1 ? 'was' : 'were'} in this time`;
  const list = wrong.map(({ name, state }) => html`<li>${renderState(state)} ${name}</li>`);
  const links = empty.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<section class="health" data-state="${worst}" aria-label="Health">
<h2>${alarms.length === 0 ? 'There are no alarms' : headline}</h2>${list.length > 0 ? html`<ul>${list}</ul>` : undefined}
${empty.length === 0 ? undefined : html`<details><summary>${empty.length} of ${filled.length} widgets have no data in this time</summary><ul>${links}</ul></details>`}
</section>`;
}

function renderWidget({ widget, id, title, body, empty }: Filled): Html {
  const { x, y, width, height, type } = widget;
  const plain = type === 'text' && widget.properties.background === 'transparent';
  const kind = type === 'metric' || type === 'log' ? widget.properties.view : type;
  // A text is read where it stands; as a landmark it would be one of many without a name.
  const label = title === '' ? undefined : html` aria-label="${title}"`;
  const heading = title === '' ? undefined : html`<h2>${title}</h2>`;
  return html`<section class="widget${plain ? ' plain' : ''}" id="${id}" data-widget="${type}" data-view="${kind}"${empty ? html` data-empty` : undefined}${label}
style="--x: ${x + 1}; --y: ${y + 1}; --w: ${width}; --h: ${height}">${heading}<div class="widget-body">${body}</div></section>`;
}
