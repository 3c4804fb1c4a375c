import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { html } from '../page/html.ts';
import { formatRange } from '../page/moment.ts';
import { formatDuration } from '../page/quantity.ts';
import { renderPage } from '../page/shell.ts';
import { pictureOf } from './layout/picture-of.ts';
import { renderCapacity } from './page/capacity.ts';
import { renderSummary } from './page/summary.ts';
import { renderTables } from './page/tables.ts';
import { renderUse } from './page/use.ts';
import { renderWorkbench } from './page/workbench.ts';
import type { Report } from './report.ts';

const HERE = import.meta.dirname;
const STYLES = [
  '../dashboard/dashboard.css',
  '../dashboard/widgets.css',
  'page/report.css',
  'page/tracks.css',
  'page/marks.css',
  'page/lane-details.css',
  'page/lanes.css',
  'page/decisions.css',
] as const;

/** Draws a report as one HTML document that loads nothing. */
export async function renderReport(report: Report): Promise<string> {
  const { title, about, terms, range, recording } = report;
  const facts = [formatRange(range), formatDuration(range.end - range.start), ...terms];
  return renderPage({
    title,
    subtitle: html`<p>${about}</p><p>${facts.join(' · ')}</p>`,
    main: html`${renderSummary(report)}${renderWorkbench(pictureOf(report))}${renderCapacity(recording.capacity, range)}${renderUse(report)}${renderTables(recording)}`,
    styles: await Promise.all(STYLES.map((name) => readFile(path.join(HERE, name), 'utf8'))),
    script: path.join(HERE, 'browser/main.ts'),
  });
}
