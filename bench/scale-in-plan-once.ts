/** `node bench/scale-in-plan-once.ts HOSTS SERVICES idle|badly-used`: plans a made cluster, and prints what it cost as JSON. */
import { plan } from '../functions/scale-in/plan.ts';
import type { PlanCost } from './scale-in-plan.ts';
import { madeSnapshot, NOW } from './scale-in-world.ts';

const ROUNDS = 5;
const hosts = Number(process.argv[2]);
const services = Number(process.argv[3]);
const snapshot = madeSnapshot(hosts, services, process.argv[4] === 'badly-used' ? 'badly-used' : 'idle');

let milliseconds = Infinity;
let made = plan(snapshot, NOW);
for (let round = 0; round < ROUNDS; round += 1) {
  const since = process.cpuUsage();
  made = plan(snapshot, NOW);
  const { user, system } = process.cpuUsage(since);
  milliseconds = Math.min(milliseconds, (user + system) / 1_000);
}

const cost: PlanCost = {
  hosts,
  services,
  tasks: snapshot.clusters.reduce((sum, view) => sum + (view.kind === 'read' ? view.tasks.length : 0), 0),
  drained: made.verdicts.filter(({ outcome }) => outcome === 'drain').length,
  moves: made.moves.length,
  milliseconds: Math.round(milliseconds),
  // Kilobytes on Linux and macOS alike (libuv, uv_getrusage).
  mebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
};
console.log(JSON.stringify(cost));
