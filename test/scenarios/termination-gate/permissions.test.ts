import { describe, expect, it } from 'vitest';
import type { ScenarioAccount } from '../account.ts';
import type { Amendment } from '../amendments.ts';
import { provePermissions } from '../permissions.ts';
import { play } from '../timeline.ts';
import { protect } from './by-hand.ts';
import { aGateAccount, type GateAccount, type GroupLayout, SHOP, withGroup } from './gate-account.ts';
import { withoutPolicyStatement, withRoleOfAnother } from './gate-amendments.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const layout = { clusters: [{ name: SHOP }], schedule: false };

/** The first host of the group is terminated at 9:03, busy with what was prepared at 9:02. */
async function aHostLeaves(
  account: ScenarioAccount,
  group: GroupLayout,
  prepare: (world: GateAccount, id: string) => void,
) {
  const world = withGroup(account, { hosts: 1, ...group });
  let leaving = '';
  await play(account, {
    '9:02': () => {
      leaving = world.shop.ids[0] ?? '';
      prepare(world, leaving);
    },
    '9:03': () => world.terminate(leaving),
  });
  return { world, leaving };
}

/** How the wait of a host ended, and how long it was. */
function endOf(world: GateAccount, ec2InstanceId: string) {
  const { end } = world.actionOf(ec2InstanceId);
  return { result: end?.result, how: end?.reason.kind, minutes: Math.round(world.heldFor(ec2InstanceId) / MINUTE) };
}

const job = (runs: number) => (world: GateAccount, id: string) => world.runJob(id, { family: 'import', runs });

provePermissions('TerminationGate', [
  {
    name: 'a slow drain under a hook with a short time-out',
    layout,
    play: async (account) => {
      const { world, leaving } = await aHostLeaves(account, { hook: { heartbeatTimeout: 60 } }, job(3 * MINUTE));
      await play(account, { '9:03:10': () => undefined });
      const status = world.shop.statusOf(leaving);
      await play(account, { '9:06:30': () => undefined });
      return {
        status,
        ...endOf(world, leaving),
        left: world.gate.queue.messages().length,
        runs: world.gate.metric('Runs') > 0,
      };
    },
    end: { status: 'DRAINING', result: 'CONTINUE', how: 'completed', minutes: 2, left: 0, runs: true },
  },
  {
    name: 'a job that the tags of its cluster want stopped',
    layout: { ...layout, clusters: [{ name: SHOP, tags: { 'ecs-ops:standalone-on-termination': 'stop' } }] },
    play: async (account) => {
      const { world, leaving } = await aHostLeaves(account, {}, job(DAY));
      await play(account, { '9:04': () => undefined });
      return endOf(world, leaving);
    },
    end: { result: 'CONTINUE', how: 'completed', minutes: 0 },
  },
  {
    name: 'a deadline that a protected task of a service stands in the way of, which finds no other place',
    layout,
    play: async (account) => {
      const hook = { notificationMetadata: JSON.stringify({ deadlineMinutes: 2 }) };
      const { world } = await aHostLeaves(account, { hook }, (before) =>
        before.runService({ family: 'web' }, { tasks: 1 }),
      );
      await protect(world);
      await play(account, { '9:05:10': () => undefined });
      const lines = world.told.flatMap((message) => message.split('\n')).filter((line) => /^(- | {2}its)/.test(line));
      return lines.map((line) => line.replace(/ since [^,]+| until .*| \(.*/g, ''));
    },
    end: ['- service web: RUNNING, protected from scale-in', '  its service says:'],
  },
  {
    name: 'a host that goes into its warm pool and comes back',
    layout,
    play: async (account) => {
      const warmPool = { minSize: 0, poolState: 'Running', reuseOnScaleIn: true } as const;
      const world = withGroup(account, { group: { max: 2, warmPool } });
      const { autoScaling } = account.simulation;
      let pooled = '';
      let status: string | undefined;
      await play(account, {
        '9:02': () => autoScaling.setDesiredCapacity(SHOP, 1),
        '9:03': () => {
          pooled = autoScaling.view(SHOP).pooled[0]?.instanceId ?? '';
          status = world.shop.statusOf(pooled);
          autoScaling.setDesiredCapacity(SHOP, 2);
        },
        '9:04': () => undefined,
      });
      const host = world.shop.hosts.find(({ ec2InstanceId }) => ec2InstanceId === pooled);
      return { pooled: status, back: host?.status, isMarked: host && 'ecs-ops.drained-for' in host.attributes };
    },
    end: { pooled: 'DRAINING', back: 'ACTIVE', isMarked: false },
  },
  {
    name: 'a host whose notice is lost',
    layout: { ...layout, schedule: true },
    play: async (account) => {
      const isFromServices = ({ source }: { readonly source: string }) => source !== 'aws.events';
      Object.assign(account.simulation.eventBridge.faults, { loss: 1, concerns: isFromServices });
      const { world, leaving } = await aHostLeaves(account, { hookHasTarget: false }, job(DAY));
      await play(account, { '9:05:10': () => undefined });
      return world.shop.statusOf(leaving);
    },
    end: 'DRAINING',
  },
  {
    name: 'a message that is not JSON',
    layout,
    play: async (account) => {
      account.send('not JSON');
      await play(account, { '9:00:10': () => undefined });
      return account.of('TerminationGate').parkedFor;
    },
    end: ['malformed-json'],
  },
]);

provePermissions(
  'TerminationGate',
  [
    {
      name: 'a hook that names the topic',
      layout,
      play: async (account) => {
        const { world, leaving } = await aHostLeaves(account, {}, job(DAY));
        await play(account, { '9:03:10': () => undefined });
        return world.shop.statusOf(leaving);
      },
      end: 'DRAINING',
    },
  ],
  'TerminationGateHookRole',
);

describe('the policy of the topic', () => {
  const amend = withRoleOfAnother('AnotherRole');
  const put = async (...others: readonly Amendment[]) => {
    const world = await aGateAccount({ amend: [amend, ...others] });
    const { autoScaling, stack, iam } = world.account.simulation;
    const roleArn = iam.role(stack.resources['AnotherRole']?.ref ?? '')?.arn;
    autoScaling.putLifecycleHook(SHOP, world.hook(true, { name: 'new', roleArn }));
  };

  it('is what keeps others from publishing: without its statement they would', async () => {
    await expect(put()).rejects.toThrow('Unable to publish test message');
    await expect(
      put(withoutPolicyStatement('TerminationGateTopicPolicy', 'NobodyElsePublishes')),
    ).resolves.toBeUndefined();
  });
});
