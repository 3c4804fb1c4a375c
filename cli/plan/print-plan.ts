import { counted } from '../counted.ts';
import { type Row, table } from '../demo/table.ts';
import { print, styled } from '../terminal.ts';
import type { ControllerPlan, HostPlan, PlannedDecision, ServicePlan } from './make-plan.ts';

/** Prints a plan for a person. */
export function printPlan(plan: ControllerPlan, columns: number): void {
  const { hosts, services, others, notes } = plan;
  print(styled('bold', `What the controller would do at ${plan.takenAt}; nothing is written`));
  heading(`Hosts: ${hosts.length}`);
  table([['host', 'cluster', 'status', 'function', 'would', 'why'], ...foldedRows(hosts.map(hostRows))], columns);
  heading(`Services: ${services.length}`);
  table([['service', 'cluster', 'tasks', 'function', 'would', 'why'], ...services.flatMap(serviceRows)], columns);
  if (others.length > 0) heading('Besides');
  if (others.length > 0)
    table(
      others.map((each): Row => [each.subject ?? each.cluster ?? '', ...told(each)]),
      columns,
    );
  if (notes.length > 0) heading('Otherwise than in the account');
  for (const note of notes) print(`  ${note}`);
  print();
  const all = [...hosts, ...services].flatMap(({ decisions }) => decisions).concat(others);
  const count = all.filter(({ kind }) => kind === 'action').length;
  if (plan.wouldAct) print(styled('yellow', `${counted(count, 'action')} would be taken.`));
  else print(styled('green', '✓ Nothing would be done.'));
}

function heading(text: string): void {
  print();
  print(styled('bold', text));
}

/** Hosts of which the same is said are named up to this many; more are counted. */
const MOST_ALIKE = 5;

/** The rows of all hosts. Many hosts of which the same is said, in one row each, share that row. */
function foldedRows(hosts: readonly (readonly Row[])[]): readonly Row[] {
  const alike = new Map<string, (readonly Row[])[]>();
  for (const rows of hosts) {
    const key = JSON.stringify(rows.map((row, index) => (index === 0 ? row.slice(1) : row)));
    alike.set(key, [...(alike.get(key) ?? []), rows]);
  }
  return [...alike.values()].flatMap((same) => {
    const [first = []] = same;
    if (same.length <= MOST_ALIKE) return same.flat();
    return first.map((row, index) => (index === 0 ? [`${same.length} hosts`, ...row.slice(1)] : row));
  });
}

function hostRows({ host, cluster, status, isScaleInOptedIn, decisions }: HostPlan): readonly Row[] {
  const head = [host, cluster, status];
  const left = ['scale-in', 'nothing', 'Neither its cluster nor its group is opted in by ecs-ops:scale-in=true.'];
  const isJudged = decisions.some(({ function: name }) => name === 'scale-in');
  const told = rows(head, decisions);
  if (isJudged || (isScaleInOptedIn && told.length > 0)) return told;
  const last = isScaleInOptedIn ? ['', 'nothing', 'No function has anything to say of it.'] : left;
  return [...told, [...(told.length === 0 ? head : head.map(() => '')), ...last]];
}

function serviceRows({ service, cluster, running, desired, isOnePerHost, decisions }: ServicePlan): readonly Row[] {
  const head = [service, cluster, `${running}/${desired}`];
  const why = isOnePerHost ? 'Its count is right.' : 'It carries no ecs-ops:one-per-host=true.';
  return decisions.length > 0 ? rows(head, decisions) : [[...head, 'host-sync', 'nothing', why]];
}

/** What things are called once; further lines are about the same. */
function rows(head: readonly string[], decisions: readonly PlannedDecision[]): readonly Row[] {
  return decisions.map((decision, index) => [...(index === 0 ? head : head.map(() => '')), ...told(decision)]);
}

function told({ function: name, kind, what, meaning, detail, from, to, task }: PlannedDecision): readonly string[] {
  const counts = from === undefined || to === undefined ? '' : ` ${from} → ${to}`;
  const would = {
    action: `${what}${counts}${task === undefined ? '' : ` ${task}`}`,
    'held-back': 'leave it',
    warning: 'warn',
    verdict: what,
  }[kind];
  return [name, would, detail === undefined ? meaning : `${meaning} ${detail}`];
}
