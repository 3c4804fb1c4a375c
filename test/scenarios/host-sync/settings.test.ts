import { describe, expect, it } from 'vitest';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import { play } from '../timeline.ts';

const threeHosts = { name: 'shop', hosts: 3, services: [{ name: 'agent' }] };

/** Settings of the stack and of the function, each of which is wrong; one has a name that is no setting's. */
const WRONG = {
  DRY_RUN: 'yes',
  LOG_LEVEL: 'LOUD',
  QUEUE_URL: 'nowhere',
  HOST_SYNC_DRY_RUN: '1',
  HOST_SYNC_SERVICES: 'shop/agent, shop/agent/1',
  HOST_SYNC_CLUSTERS: 'shop, the other one',
  HOST_SYNC_CLUSTER: 'shop',
};
const FAULTS = [
  'DRY_RUN is "yes"; allowed: true, false',
  'LOG_LEVEL is "LOUD"; allowed: DEBUG, INFO, WARN, ERROR',
  'QUEUE_URL is "nowhere"; required: the URL of an SQS queue',
  'HOST_SYNC_SERVICES is not right in "shop/agent/1"; allowed: service ARNs, cluster/service or service names',
  'HOST_SYNC_CLUSTERS is not right in "the other one"; allowed: cluster ARNs or names',
  'HOST_SYNC_DRY_RUN is "1"; allowed: true, false',
  'HOST_SYNC_CLUSTER is not a setting; allowed: HOST_SYNC_SERVICES, HOST_SYNC_CLUSTERS, HOST_SYNC_DRY_RUN',
];

/** The settings of a stack that sets none of these. */
function rightSettings(account: ScenarioAccount): Record<string, string> {
  const none = Object.keys(WRONG).map((name) => [name, '']);
  return { ...Object.fromEntries(none), QUEUE_URL: account.simulation.stack.outputs['HostSyncQueueUrl'] ?? '' };
}

describe('wrong settings', () => {
  it('stop the function with every fault named; its messages wait until they are right', async () => {
    const account = await anAccount({ clusters: [threeHosts], amend: [withVariables('HostSync', WRONG)] });
    const hostSync = account.of('HostSync');
    const shop = account.cluster('shop');
    await play(account, {
      '9:05': () => {
        const [first] = hostSync.invocationLog();
        expect(first?.outcome).toMatchObject({ kind: 'failed', errorType: 'ConfigError' });
        const message = first?.outcome.kind === 'failed' ? first.outcome.errorMessage : '';
        for (const fault of FAULTS) expect(message).toContain(`\n- ${fault}`);
        expect(message.split('\n- ')).toHaveLength(1 + FAULTS.length);
      },
      '9:10': () => shop.join(1),
      '9:20': () => {
        // Not even read: it ends before it makes a call.
        expect(account.calls()).toEqual({});
        expect(shop.desired).toEqual({ agent: 0 });
        expect(account.queue.metrics).toMatchObject({ deleted: 0, redriven: 0, expired: 0 });
        // One of the schedule, and one at least for each of the four hosts.
        expect(account.queue.messages().length).toBe(account.queue.metrics.sent);
        expect(account.queue.metrics.sent).toBeGreaterThan(4);
        hostSync.deployWith(rightSettings(account));
      },
      // What was received just before appears again after the queue's visibility time-out, 365 s.
      '9:27': () => {
        expect(shop.running).toEqual({ agent: 4 });
        expect(account.isSettled).toBe(true);
        expect(account.deadLetters.messages()).toEqual([]);
      },
    });
  });

  it('of a running function stop the next deployment of it only: nothing is half done', async () => {
    const account = await anAccount({ clusters: [threeHosts] });
    const shop = account.cluster('shop');
    await play(account, {
      '9:05': () => {
        expect(shop.desired).toEqual({ agent: 3 });
        account.of('HostSync').deployWith(WRONG);
        shop.join(1);
      },
      '9:10': () => {
        expect(shop.desired).toEqual({ agent: 3 });
        account.of('HostSync').deployWith(rightSettings(account));
      },
      '9:17': () => expect(shop.desired).toEqual({ agent: 4 }),
    });
  });
});

describe('a dry run', () => {
  it.each(['DRY_RUN', 'HOST_SYNC_DRY_RUN'])('by %s writes nothing, and says what it would do', async (variable) => {
    const account = await anAccount({
      clusters: [threeHosts],
      amend: [withVariables('HostSync', { [variable]: 'true' })],
    });
    const shop = account.cluster('shop');
    await play(account, {
      '9:04': () => {
        expect(shop.desired).toEqual({ agent: 0 });
        expect(account.calls()).toEqual({
          'tagging:GetResources': 1,
          'ecs:DescribeClusters': 1,
          'ecs:DescribeServices': 1,
          'ecs:ListContainerInstances': 1,
        });
        expect(account.metric('ActionsDryRun', { kind: 'set-desired-count' })).toBe(1);
        expect(account.metric('Actions')).toBe(0);
        expect(account.isSettled).toBe(true);
        expect(wouldBeDone(account)).toEqual([
          { reason: 'too-few-tasks', cluster: 'shop', serviceName: 'agent', from: 0, to: 3 },
        ]);
        account.of('HostSync').deployWith({ [variable]: 'false' });
      },
      '9:06': () => expect(shop.desired).toEqual({ agent: 3 }),
    });
  });
});

/** What the log says that a run without dry run would do. */
function wouldBeDone(account: ScenarioAccount): readonly unknown[] {
  const actions = account.of('HostSync').log.filter(({ fields }) => fields?.['outcome'] === 'dry-run');
  return actions.map(({ fields: { reason, cluster, serviceName, from, to } = {} }) => {
    return { reason, cluster, serviceName, from, to };
  });
}
