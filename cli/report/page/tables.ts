import { counted } from '../../counted.ts';
import { type Html, html } from '../../page/html.ts';
import { clockTimeWithSeconds } from '../../page/moment.ts';
import { STATE_NAMES } from '../layout/host-about.ts';
import type { HostTrack, Recording, ServiceTrack } from '../recording/recording.ts';

/** The picture in words: every host and every service, for those who read better than they look. */
export function renderTables({ hosts, services }: Recording): Html {
  return html`<section class="panel tables" aria-labelledby="tables">
<h2 id="tables">Hosts and services as tables</h2>
<details><summary>${counted(hosts.length, 'host')}</summary>${renderTable('Hosts', ['Host', 'Cluster', 'Group', 'Zone', 'Purchase', 'States', 'What happened', 'Tasks'], hosts.map(hostRow))}</details>
<details><summary>${counted(services.length, 'service')}</summary>${renderTable('Services', ['Service', 'Cluster', 'Beginning', 'Worst moment', 'End'], services.map(serviceRow))}</details>
</section>`;
}

function renderTable(name: string, head: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="scroller" tabindex="0" role="region" aria-label="${name}"><table class="data"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function hostRow({ name, cluster, group, zone, purchase, phases, events, tasks }: HostTrack): Html {
  const states = phases.map(({ state, from }) => `${clockTimeWithSeconds(from)} ${STATE_NAMES[state]}`);
  const end = phases.at(-1)?.to;
  const gone = end === undefined ? [] : [`${clockTimeWithSeconds(end)} gone`];
  const happened = events.map(({ at, what }) => `${clockTimeWithSeconds(at)} ${what}`);
  const killed = tasks.filter(({ isKilled, isDaemon }) => isKilled === true && isDaemon !== true).length;
  return html`<tr><th scope="row">${name}</th><td>${cluster}</td><td>${group}</td><td>${zone}</td><td>${purchase}</td>
<td class="prose">${[...states, ...gone].join('; ')}</td><td class="prose">${happened.join('; ')}</td><td>${tasks.length}${killed === 0 ? '' : `, ${killed} killed`}</td></tr>`;
}

function serviceRow({ service, cluster, counts }: ServiceTrack): Html {
  const [first, last] = [counts[0], counts.at(-1)];
  const worst = counts.reduce(
    (least, each) => (each.desired - each.running > (least?.desired ?? 0) - (least?.running ?? 0) ? each : least),
    first,
  );
  const of = (each: typeof first): string => `${each?.running ?? 0} of ${each?.desired ?? 0}`;
  const isShort = worst !== undefined && worst.running < worst.desired;
  const moment = isShort ? `${of(worst)} at ${clockTimeWithSeconds(worst.at)}` : 'never short';
  return html`<tr><th scope="row">${service}</th><td>${cluster}</td><td>${of(first)}</td><td>${moment}</td><td>${of(last)}</td></tr>`;
}
