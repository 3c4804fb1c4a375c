import { expect } from 'vitest';
import type { GroupSpecification } from '../../../simulator/services/auto-scaling/group-specification.ts';
import { anAccount } from '../account.ts';
import { befall, throttled } from '../faults.ts';
import { aShop, SHOP } from '../scale-in/shop.ts';
import { interrupt, runOn, spotAccount } from '../spot-drain/fleet.ts';
import { aGateAccount } from '../termination-gate/gate-account.ts';
import { play } from '../timeline.ts';
import { type Cause, CLUSTER, type Row } from './cause.ts';

const DAY = 86_400_000;

/** A host with a job that does not end is terminated at 9:03. */
async function stuck(until: string, rows: (host: string) => readonly Row[], group: Partial<GroupSpecification> = {}) {
  const world = await aGateAccount({ group });
  let host = '';
  await play(world.account, {
    '9:02': () => {
      host = world.shop.ids[0] ?? '';
      world.runJob(host, { family: 'import', runs: DAY });
    },
    '9:03': () => world.terminate(host),
    [until]: () => undefined,
  });
  const shown = rows(host);
  return {
    account: world.account,
    about: `host = "${host}"`,
    shown: [shown].filter(({ length }) => length > 0),
    told: world.told,
  };
}

const deadlinePassed = (): Promise<Cause> =>
  stuck('9:20', (host) => [
    { host, reason: 'deadline-passed', result: 'CONTINUE', 'action.autoScalingGroupName': SHOP },
  ]);

const terminationHangs = (): Promise<Cause> =>
  stuck('9:10', (host) => [
    { host, cluster: SHOP, message: 'drain-hosts', reason: 'host-terminating', outcome: 'done' },
    { host, message: 'held back', reason: 'tasks-left' },
  ]);

const noticeOf =
  (group: Partial<GroupSpecification> = {}) =>
  (): Promise<Cause> =>
    stuck('9:20', () => [], group);

async function spotDrainLate(): Promise<Cause> {
  const account = await spotAccount({ clusters: [{ name: SHOP, instances: 2 }] });
  let host = '';
  let end = (): void => undefined;
  await play(account, {
    '9:02': () => {
      [host = ''] = account.cluster(SHOP).ids;
      end = befall(account, throttled, ({ operation }) => operation === 'UpdateContainerInstancesState');
      interrupt(account, [host]);
    },
    '9:02:40': () => end(),
    '9:04': () => undefined,
  });
  const late = { cluster: SHOP, host, secondsGone: expect.stringMatching(/^4\d/) };
  const heldUp = [
    { message: 'comes back', reason: 'throttled' },
    { message: 'drain-hosts', because: 'throttled' },
  ];
  return { account, shown: [[late], heldUp] };
}

/** A host with a standalone task is interrupted. */
async function interrupted(rows: (host: string, task: string) => readonly Row[]): Promise<Cause> {
  const account = await spotAccount({ clusters: [{ name: SHOP, instances: 2 }] });
  let host = '';
  let task = '';
  await play(account, {
    '9:02': () => {
      [host = ''] = account.cluster(SHOP).ids;
      task = runOn(account, SHOP, host).split('/').at(-1) ?? '';
    },
    '9:02:10': () => interrupt(account, [host]),
    '9:03': () => undefined,
  });
  return { account, about: `host = "${host}"`, shown: [rows(host, task)] };
}

const staysDraining = (): Promise<Cause> =>
  interrupted((host) => [
    { service: 'spot-drain', cluster: SHOP, instance: host, message: 'drained', reason: 'spot-interrupted' },
  ]);

const taskKilled = (): Promise<Cause> =>
  interrupted((host, task) => [
    { service: 'spot-drain', task, host, outcome: 'done', stoppedReason: `ecs-ops: Spot interruption of ${host}` },
  ]);

async function wrongCount(): Promise<Cause> {
  const account = await anAccount({ clusters: [CLUSTER] });
  const shop = account.cluster(SHOP);
  await play(account, {
    '9:05': () => {
      account.simulation.ecs.tagResource(shop.service('agent').serviceArn, { 'ecs-ops:one-per-host': 'yes' });
      shop.join(2);
    },
    '9:20': () => undefined,
  });
  const rows = [
    { cluster: SHOP, serviceName: 'agent', message: 'set-desired-count', from: '0', to: '3' },
    { cluster: SHOP, serviceName: 'agent', message: 'held back', reason: 'invalid-one-per-host' },
  ];
  return { account, about: 'serviceName = "agent"', shown: [rows] };
}

async function kept(): Promise<Cause> {
  const { account, cluster } = await aShop({ hosts: 2, group: { min: 2 } });
  await play(account, { '9:20': () => undefined });
  const [host = ''] = cluster.ids;
  const row = { cluster: SHOP, about: host, message: 'verdict', outcome: 'keep', reason: 'group-minimum' };
  return { account, about: `host = "${host}"`, shown: [[row]] };
}

async function removed(): Promise<Cause> {
  const { account, cluster } = await aShop({ hosts: 3 });
  let before: readonly string[] = [];
  await play(account, {
    '9:05': () => {
      before = cluster.ids;
    },
    '9:30': () => undefined,
  });
  const host = before.find((id) => !cluster.ids.includes(id)) ?? '';
  const row = { service: 'scale-in', cluster: SHOP, instance: host, outcome: 'done' };
  const rows = [
    { ...row, message: 'mark-and-drain-hosts', reason: 'host-idle' },
    { ...row, message: 'terminate-hosts', reason: 'host-empty' },
  ];
  return { account, about: `host = "${host}"`, shown: [rows] };
}

const retain = { tags: { 'ecs-ops:drain-outcome': 'retain' } };

/** Causes of what the other entries say of hosts, services and tasks, by heading. */
export const CAUSES_OF_HOSTS: Readonly<Record<string, () => Promise<Cause>>> = {
  'termination-gate-deadlines': deadlinePassed,
  'spot-drain-late': spotDrainLate,
  'It was let go with these tasks on it: they end with the instance.': noticeOf(),
  'Its lifecycle action was abandoned, and its group retains it: it is kept, out of service, for a person.': noticeOf({
    ...retain,
    retainOnAbandon: true,
  }),
  'It was to be retained, but its group retains no instance, so it is held on instead.': noticeOf(retain),
  'A host stays DRAINING': staysDraining,
  'A service has the wrong count': wrongCount,
  'A termination hangs': terminationHangs,
  'A host is not removed': kept,
  'A host was removed': removed,
  'A standalone task was killed': taskKilled,
};
