import type { ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import { befall, throttled } from '../faults.ts';
import { provePermissions } from '../permissions.ts';
import { momentOf, play } from '../timeline.ts';

const oneHost = { clusters: [{ name: 'shop', instances: 1 }] };

provePermissions('SpotDrain', [
  {
    name: 'an interruption of a host with a standalone task',
    layout: oneHost,
    play: async (account) => {
      const { ecs } = account.simulation;
      ecs.registerTaskDefinition({ family: 'job', cpu: '64', memory: '64' });
      await play(account, { '9:01': () => ecs.runTask({ cluster: 'shop', taskDefinition: 'job' }) });
      const id = await interruptAt(account, '9:02');
      await play(account, { '9:02:05': () => undefined });
      const [task] = ecs.view('shop').tasks;
      return { ...stateOf(account), stopped: task?.stoppedReason?.replace(id, 'i'), done: account.metric('Actions') };
    },
    end: { status: 'DRAINING', isSettled: true, stopped: 'ecs-ops: Spot interruption of i', done: 2 },
  },
  {
    name: 'a rebalance recommendation for a group that wants it',
    play: async (account) => {
      const { autoScaling, ec2 } = account.simulation;
      account.addCluster({ name: 'shop' });
      autoScaling.createGroup({
        name: 'workers',
        min: 1,
        max: 1,
        purchase: 'spot',
        tags: { 'ecs-ops:drain-on-rebalance': 'true' },
        launchTemplate: { instanceType: 'm5.large', cluster: 'shop' },
      });
      await play(account, {
        '9:02': () => ec2.recommendRebalance(theHost(account)),
        '9:02:05': () => undefined,
      });
      return stateOf(account);
    },
    end: { status: 'DRAINING', isSettled: true },
  },
  {
    name: 'a drain that is throttled for a few seconds',
    layout: oneHost,
    play: async (account) => {
      const over = befall(account, throttled, ({ operation }) => operation === 'UpdateContainerInstancesState');
      await interruptAt(account, '9:01');
      await play(account, { '9:01:10': over, '9:01:30': () => undefined });
      return stateOf(account);
    },
    end: { status: 'DRAINING', isSettled: true },
  },
  {
    name: 'a dry run',
    layout: { ...oneHost, amend: [withVariables('SpotDrain', { SPOT_DRAIN_DRY_RUN: 'true' })] },
    play: async (account) => {
      await interruptAt(account, '9:01');
      await play(account, { '9:01:05': () => undefined });
      return { ...stateOf(account), would: account.metric('ActionsDryRun') };
    },
    end: { status: 'ACTIVE', isSettled: true, would: 1 },
  },
  {
    name: 'a message that is not JSON',
    play: async (account) => {
      account.send('not JSON');
      await play(account, { '9:00:10': () => undefined });
      return account.of('SpotDrain').parkedFor;
    },
    end: ['malformed-json'],
  },
]);

const theHost = (account: ScenarioAccount): string => account.cluster('shop').ids[0] ?? '';

async function interruptAt(account: ScenarioAccount, time: string): Promise<string> {
  await account.simulation.clock.runUntil(momentOf(time));
  const id = theHost(account);
  account.simulation.ec2.interrupt(id);
  return id;
}

const stateOf = (account: ScenarioAccount) => ({
  status: account.cluster('shop').hosts[0]?.status,
  isSettled: account.isSettled,
});
