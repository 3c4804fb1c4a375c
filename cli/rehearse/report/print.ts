import { spoken } from '../../demo/duration.ts';
import { layOut } from '../../demo/layout.ts';
import { type Row, table } from '../../demo/table.ts';
import { print, styled } from '../../terminal.ts';
import type { HostFate, Rehearsal, ServiceFate, TimelineEntry } from './rehearsal.ts';
import { missingLine } from './verdict.ts';

const WHO_WIDTH = 22;
/** Rows of hosts that nothing happened to are counted instead. */
const QUIET: HostFate['fate'] = 'kept';

/** Prints a rehearsal for a person, with or without its timeline. */
export function printRehearsal(rehearsal: Rehearsal, columns: number, withTimeline = true): void {
  heading(`${rehearsal.scenario}: ${rehearsal.about}`);
  printNotPlayed(rehearsal, columns);
  printOptIn(rehearsal, columns);
  for (const note of rehearsal.notes) paragraph(`note: ${note}`, columns);
  if (withTimeline) printTimeline(rehearsal, columns);
  printHosts(rehearsal, columns);
  printServices(rehearsal.services, columns);
  printTasks(rehearsal, columns);
  printAlarms(rehearsal, columns);
  printUse(rehearsal, columns);
  printVerdict(rehearsal, columns);
}

function printTimeline({ timeline }: Rehearsal, columns: number): void {
  heading('What happens');
  for (const entry of timeline) printEntry(entry, columns);
  if (timeline.length === 0) print('  Nothing.');
}

function heading(text: string): void {
  print();
  print(styled('bold', text));
}

function paragraph(text: string, columns: number): void {
  for (const line of layOut([[text, 'dim']], columns - 2)) print(`  ${line}`);
}

function printOptIn({ optedIn, decisions }: Rehearsal, columns: number): void {
  if (optedIn)
    paragraph(
      'Opted in for this rehearsal alone: the notes say which tags and hooks were added. The account does not have them.',
      columns,
    );
  else if (!decisions.some(({ kind }) => kind === 'action'))
    paragraph('As the file has it: what carries no tag and no hook is left alone. --opt-in shows the rest.', columns);
}

function printEntry({ at, who, what, why }: TimelineEntry, columns: number): void {
  const head = `  ${styled('dim', at.slice(11, 19))}  ${styled('cyan', who.padEnd(WHO_WIDTH))} `;
  const gap = ' '.repeat(8 + WHO_WIDTH + 5);
  const text = layOut(why === undefined ? [[what]] : [[what], [why, 'dim']], columns - gap.length);
  for (const [index, line] of text.entries()) print(`${index === 0 ? head : gap}${line}`);
}

function printHosts({ hosts }: Rehearsal, columns: number): void {
  const eventful = hosts.filter((host) => host.fate !== QUIET || host.isNew || host.drainingAt !== undefined);
  heading(`Hosts: ${hosts.length} in all, ${hosts.length - eventful.length} kept as they were`);
  if (eventful.length === 0) return;
  table([['host', 'group', 'fate', 'when, and why'], ...eventful.map((host): Row => hostRow(host))], columns);
}

function hostRow({ name, group = 'no group', fate, isNew, why, ...rest }: HostFate): Row {
  const moments = [
    ['notice', rest.noticeAt],
    ['DRAINING', rest.drainingAt],
    ['ACTIVE again', rest.activeAgainAt],
    ['ended', rest.endedAt],
  ] as const;
  const times = moments.flatMap(([what, at]) => (at === undefined ? [] : [`${what} ${at.slice(11, 19)}`]));
  const by = rest.endedBy === undefined ? [] : [`ended by ${rest.endedBy}`];
  return [
    name,
    group,
    isNew ? `${fate} (new)` : fate,
    [...times, ...by, ...why.map((text) => text.replace(/\.$/, ''))].join('; '),
  ];
}

function printServices(services: readonly ServiceFate[], columns: number): void {
  heading('Services: tasks that ran, of those wanted');
  const rows = services.map(
    ({ service, start, least, end }): Row => [
      service,
      `${start.running}/${start.desired}`,
      `${least.running}/${least.desired}`,
      `${end.running}/${end.desired}`,
      least.running < least.desired ? `least at ${least.at.slice(11, 19)}` : 'never short',
    ],
  );
  table([['service', 'start', 'least', 'end', ''], ...rows], columns);
}

function printTasks({ killed, stopped }: Rehearsal, columns: number): void {
  const lost = killed.filter(({ isDaemon }) => !isDaemon);
  const daemons = killed.length - lost.length;
  const besides = daemons === 0 ? '' : `; besides ${daemons} of DAEMON services, which end with their host`;
  heading(`Tasks killed with their host: ${lost.length}${besides}`);
  if (lost.length > 0)
    table(
      [
        ['time', 'task', 'host', 'ended by'],
        ...lost.map((each) => [each.at.slice(11, 19), each.group, each.host, each.by]),
      ],
      columns,
    );
  if (stopped.length === 0) return;
  heading('Standalone tasks that were asked to stop');
  table(
    stopped.map(({ at, task, by, why }): Row => [at.slice(11, 19), task, by, why]),
    columns,
  );
}

function printAlarms({ alarms }: Rehearsal, columns: number): void {
  heading(`Alarms that went off: ${alarms.length}`);
  if (alarms.length > 0)
    table(
      alarms.map(({ at, name, reason }): Row => [at.slice(11, 19), name, reason]),
      columns,
    );
}

/** Operations shown of each function, the most frequent ones. */
const SHOWN = 4;

function printUse({ functions, cost, from, to }: Rehearsal, columns: number): void {
  heading(`What it took, in ${spoken(Date.parse(to) - Date.parse(from))} of cluster life`);
  const rows = functions.map(({ function: name, invocations, billedMilliseconds, calls }): Row => {
    const most = Object.entries(calls).toSorted(([, a], [, b]) => b - a);
    const shown = most.slice(0, SHOWN).map(([operation, count]) => `${operation.replace(/^\w+:/, '')}\u00a0${count}`);
    const total = most.reduce((sum, [, count]) => sum + count, 0);
    const detail = [...shown, ...(most.length > SHOWN ? ['…'] : [])].join(', ');
    return [name, `${invocations}`, `${billedMilliseconds} ms`, `${total}`, detail];
  });
  table([['function', 'runs', 'billed', 'calls', 'most of them'], ...rows], columns);
  const dollars = (amount: number): string => `$${amount.toFixed(6)}`;
  const { lambda, sqs, logs, total } = cost;
  print(`  cost ${dollars(total)}: Lambda ${dollars(lambda)}, SQS ${dollars(sqs)}, logs ${dollars(logs)}`);
}

/** Before anything else that could be taken for an answer: what was not played. */
function printNotPlayed({ verdict, notApplied }: Rehearsal, columns: number): void {
  const missing = notApplied.filter(({ extent }) => extent === 'not-at-all');
  if (missing.length === 0) return;
  marked('yellow', '!', `${verdict.headline}.`, columns);
  for (const each of missing) marked('yellow', ' ', missingLine(each), columns);
}

const MARKS = { fine: ['green', '✓'], 'not-played': ['yellow', '!'], lost: ['red', '✗'] } as const;

function printVerdict({ verdict, lost, notApplied }: Rehearsal, columns: number): void {
  print();
  for (const each of notApplied) marked('yellow', '!', missingLine(each), columns);
  for (const { message } of lost) marked('red', '✗', message, columns);
  const [colour, mark] = MARKS[verdict.state];
  marked(colour, mark, `${verdict.headline}.`, columns);
}

function marked(colour: 'green' | 'yellow' | 'red', mark: string, text: string, columns: number): void {
  for (const [index, line] of layOut([[text]], columns - 2).entries())
    print(styled(colour, `${index === 0 ? mark : ' '} ${line}`));
}
