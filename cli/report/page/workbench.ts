import { type Html, html, jsonForScript } from '../../page/html.ts';
import type { Picture } from '../layout/picture.ts';

/** What a mark or a colour of the picture stands for; the class is that of the thing itself. */
const LEGEND: readonly (readonly [sample: string, meaning: string])[] = [
  ['phase active', 'ACTIVE; darker: tasks on it'],
  ['phase draining', 'DRAINING'],
  ['phase held', 'held by its lifecycle hook'],
  ['phase not-registered', 'NOT registered in ECS'],
  ['phase disconnected', 'agent disconnected'],
  ['phase ending', 'shutting down'],
];
const MARKS: readonly (readonly [kind: string, meaning: string])[] = [
  ['notice', 'Spot notice'],
  ['hook', 'lifecycle hook'],
  ['state', 'change of state'],
  ['killed', 'tasks killed'],
  ['headroom', 'headroom missing'],
  ['happening', 'scenario, person or alarm'],
  ['action', 'action of a function'],
  ['held-back', 'held back'],
  ['warning', 'warning'],
];

/** Picture and decisions, side by side; the page's script fills both from the data in it. */
export function renderWorkbench(picture: Picture): Html {
  return html`<div class="workbench" data-workbench>
<section class="panel picture" aria-labelledby="picture">
<h2 id="picture">Hosts and services over time</h2>
<div class="tools" role="search" aria-label="What is shown">
<label class="tool search">Search <input type="search" data-search placeholder="host, group, zone, service, reason" autocomplete="off"></label>
<label class="tool">Cluster <select data-cluster><option value="">all</option></select></label>
<label class="tool">Service <select data-service><option value="">all</option></select></label>
<div class="tool zoom" role="group" aria-label="Time"><button type="button" data-zoom="earlier" aria-label="Earlier">←</button><button type="button" data-zoom="in" aria-label="Zoom in">+</button><button type="button" data-zoom="out" aria-label="Zoom out">−</button><button type="button" data-zoom="later" aria-label="Later">→</button><button type="button" data-zoom="whole">Whole time</button></div>
</div>
<p class="found soft" role="status" data-found></p>
<div class="lane-legend" aria-label="Legend" role="group">${LEGEND.map(([sample, meaning]) => html`<span><i class="sample ${sample}"></i>${meaning}</span>`)}${MARKS.map(([kind, meaning]) => html`<span><i class="mark-shape" data-kind="${kind}"></i>${meaning}</span>`)}</div>
<p class="soft hint" id="lane-keys">Tab reaches the lanes; up and down go from lane to lane, right and left along one, Enter opens it. Click a mark for its decision, and a decision for its place.</p>
<div class="lanes" data-lanes aria-describedby="lane-keys"></div>
</section>
<section class="panel decisions" aria-labelledby="decisions">
<h2 id="decisions">Decisions</h2>
<div class="tools"><div class="kinds" role="group" aria-label="Kinds of decisions" data-kinds></div>
<label class="tool">Function <select data-function><option value="">all</option></select></label></div>
<p class="soft" role="status" data-counted></p>
<ol class="decision-list" data-decision-list></ol>
</section>
<script type="application/json" data-picture>${jsonForScript(picture)}</script>
</div>`;
}
