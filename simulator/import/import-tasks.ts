import type { Task } from '@aws-sdk/client-ecs';
import type { Simulation } from '../simulation.ts';
import type { AccountState, Note } from './account-state.ts';
import type { Machine } from './machines.ts';

/** Puts tasks in where they are, and makes each host's free resources those that it reported. */
export function importTasks(
  { ecs }: Simulation,
  state: AccountState,
  machines: ReadonlyMap<string, Machine>,
  note: Note,
): void {
  const hosts = [...machines.values()].flatMap(({ host }) => host ?? []);
  const hostArns = new Set(hosts.map(({ containerInstanceArn }) => containerInstanceArn));
  const protections = new Map(state.protectedTasks.map((each) => [each.taskArn, each]));
  const [present, over] = partition(
    state.tasks,
    ({ lastStatus }) => lastStatus !== 'STOPPED' && lastStatus !== 'DELETED',
  );
  const [placed, lost] = partition(
    present,
    ({ containerInstanceArn: host }) => host === undefined || hostArns.has(host),
  );
  for (const task of placed) ecs.restore.task(task, protections.get(task.taskArn));
  if (over.length > 0) note(`${over.length} tasks`, 'stopped already: left out');
  for (const { taskArn = '' } of lost) note(taskArn, 'its host is not there: left out');
  const settled = hosts.flatMap((host) => {
    const difference = ecs.restore.settle(host);
    return difference === undefined ? [] : [{ ...difference, about: host.ec2InstanceId ?? '' }];
  });
  const [first] = settled;
  if (first !== undefined)
    note(
      `${settled.length} hosts`,
      'report other free resources than their task definitions leave, as where tasks override sizes; theirs are kept: ' +
        `on ${first.about} ${first.cpu} CPU units and ${first.memory} MiB more are taken`,
    );
}

function partition(tasks: readonly Task[], matches: (task: Task) => boolean): [Task[], Task[]] {
  return [tasks.filter(matches), tasks.filter((task) => !matches(task))];
}
