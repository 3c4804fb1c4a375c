import { type PlanCost, scaleInPlan } from './scale-in-plan.ts';
import { printTable } from './table.ts';

/** Bounds on the plan of the largest cluster. Milliseconds are of the processor at hand. */
const MOST_MILLISECONDS = 2_000;
const MOST_MEBIBYTES = 512;
/** Ten times the hosts may take so many times as long. */
const MOST_GROWTH = 20;
/** As many in every cluster, so that what grows is the hosts and their tasks. */
const SERVICES = 400;
const LARGEST = 5_000;

/** Plans of scale-in for clusters of up to 5,000 hosts. @returns what missed its threshold */
export async function scaleInPlans(): Promise<readonly string[]> {
  const plans: { readonly kind: string; readonly cost: PlanCost }[] = [];
  for (const kind of ['idle', 'badly-used'] as const)
    for (const hosts of [500, 1_000, LARGEST]) plans.push({ kind, cost: await scaleInPlan(hosts, SERVICES, kind) });
  printTable(
    'A plan of scale-in: consolidation on, one host of ten may go; milliseconds of the processor',
    ['hosts that go', 'hosts', 'services', 'tasks', 'drained', 'tasks moved', 'ms', 'MiB'],
    plans.map(({ kind, cost: { hosts, services, tasks, drained, moves, milliseconds, mebibytes } }) => [
      ...[kind, hosts, services, tasks, drained, moves, milliseconds, mebibytes],
    ]),
  );
  return plans.flatMap(({ kind, cost }) => {
    const small = plans.find((each) => each.kind === kind)?.cost;
    return faultsOf(kind, cost, small ? cost.milliseconds / Math.max(1, small.milliseconds) : 0);
  });
}

function faultsOf(kind: string, { hosts, milliseconds, mebibytes }: PlanCost, growth: number): readonly string[] {
  if (hosts === LARGEST) console.log(`${kind}: ten times the hosts take ${growth.toFixed(1)} times as long`);
  return [
    ...(growth > MOST_GROWTH ? [`a plan grows ${growth.toFixed(1)} times, at most ${MOST_GROWTH} wanted`] : []),
    ...(milliseconds > MOST_MILLISECONDS
      ? [`a plan takes ${milliseconds} ms of the processor, at most ${MOST_MILLISECONDS} wanted`]
      : []),
    ...(mebibytes > MOST_MEBIBYTES ? [`a plan takes ${mebibytes} MiB, at most ${MOST_MEBIBYTES} wanted`] : []),
  ];
}
