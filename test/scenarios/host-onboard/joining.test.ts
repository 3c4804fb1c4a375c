import { describe, expect, it } from 'vitest';
import { momentOf, play } from '../timeline.ts';
import { emails, labels, launch, onboardAccount } from './fleet.ts';

/** The fullest moment: calls within a span of seconds, at most. */
function most(times: readonly number[], seconds: number): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + seconds * 1_000).length),
  );
}

describe('a thousand hosts that join at once', () => {
  it('are labelled within a minute and within the rates of the API, and their events cost no call from then on', async () => {
    const account = await onboardAccount();
    const shop = account.cluster('shop');
    const calls = (operation: string) =>
      account
        .of('HostOnboard')
        .callLog()
        .filter((call) => call.operation === operation);
    await play(account, {
      '9:01': () => {
        launch(account, 600, { lifecycle: 'spot', bootTime: 10_000 });
        launch(account, 400, { lifecycle: 'on-demand', bootTime: 10_000 });
      },
      '9:02:30': () => expect(labels(account)).toEqual({ 'spot checked': 600, 'on-demand checked': 400 }),
      '9:10': () => {
        const times = calls('PutAttributes').map(({ time }) => time);
        // Two runs of 40 writes, of which ECS allows a burst of 100; and a quarter of the 40 a second that it allows for longer.
        expect(most(times, 5)).toBeLessThanOrEqual(80);
        expect(times.length / ((Math.max(...times) - Math.min(...times)) / 1_000)).toBeLessThanOrEqual(20);
        expect(account.metric('Throttles')).toBe(0);
        expect(account.metric('HostsOnboarded')).toBe(1_000);
        expect(times.length).toBeLessThanOrEqual(210);
        expect(calls('DescribeInstances').length).toBeLessThanOrEqual(15);
        expect(calls('DescribeContainerInstances').length).toBeLessThanOrEqual(15);
        expect(account.calls()['ecs:ListContainerInstances'] ?? 0).toBeLessThanOrEqual(40);
        expect(account.calls()['ecs:ListTasks']).toBeUndefined();
        expect(emails(account)).toEqual([]);
        expect(account.isSettled).toBe(true);
      },
      '9:20': () => shop.reconnectAgents(...shop.ids),
      '9:22': () => {
        expect(account.invocations('9:20')).toBeGreaterThan(0);
        expect(account.calls('9:20')).toEqual({});
      },
    });
  });
});

describe('a host that joins', () => {
  it('costs three calls, however many events of it wait', async () => {
    const account = await onboardAccount({}, { schedule: false });
    const shop = account.cluster('shop');
    account.of('HostOnboard').awake = false;
    await play(account, {
      '9:01': () => launch(account, 1),
      '9:02': () => {
        for (let count = 0; count < 10; count += 1) shop.reconnectAgents(...shop.ids);
      },
      '9:03': () => {
        expect(account.queue.messages().length).toBeGreaterThan(10);
        account.of('HostOnboard').awake = true;
      },
      '9:04': () => {
        expect(labels(account)).toEqual({ 'spot checked': 1 });
        expect(account.calls()).toEqual({
          'ecs:DescribeContainerInstances': 1,
          'ec2:DescribeInstances': 1,
          'ecs:PutAttributes': 1,
        });
      },
    });
  });

  it('and whose events are lost is found by the schedule', async () => {
    const account = await onboardAccount({}, { events: false });
    await play(account, {
      '9:01': () => launch(account, 3, { lifecycle: 'on-demand' }),
      '9:59': () => expect(labels(account)).toEqual({ 'none none': 3 }),
      '10:01': () => expect(labels(account)).toEqual({ 'on-demand checked': 3 }),
    });
  });

  it('takes no task that is kept to On-Demand hosts, if EC2 may take it away', async () => {
    const account = await onboardAccount();
    const { ecs } = account.simulation;
    await play(account, {
      '9:01': () => {
        launch(account, 3, { lifecycle: 'spot' });
        launch(account, 1, { lifecycle: 'on-demand' });
        account
          .cluster('shop')
          .addService({ name: 'payments', on: ['ecs-ops.lifecycle', 'on-demand'], served: false, desiredCount: 1 });
      },
      '9:05': () => {
        const [place] = account.cluster('shop').placesOf('payments');
        const hosts = ecs.view('shop').hosts.filter(({ ec2InstanceId }) => ec2InstanceId === place);
        expect(hosts.map(({ attributes }) => attributes['ecs-ops.lifecycle'])).toEqual(['on-demand']);
      },
    });
  });

  it('is left alone where it is no EC2 instance of ours', async () => {
    const account = await onboardAccount();
    const { ecs } = account.simulation;
    await play(account, {
      '9:01': () => {
        ecs.registerHost({
          cluster: 'shop',
          ec2InstanceId: 'mi-0123456789abcdef0',
          availabilityZone: 'eu-west-1a',
          cpu: 2_048,
          memory: 4_096,
          attributes: { 'ecs.capability.external': '' },
        });
      },
      '9:02': () => {
        expect(account.calls()).toEqual({});
        expect(account.metric('HeldBack', { reason: 'external-host' })).toBeGreaterThan(0);
        launch(account, 1, { operator: 'ecs.amazonaws.com' });
      },
      '9:03': () => {
        expect(labels(account)).toEqual({ 'none none': 2 });
        expect(account.metric('HeldBack', { reason: 'managed-instance' })).toBe(1);
        account.cluster('shop').reconnectAgents(...account.cluster('shop').ids);
      },
      '9:04': () => {
        expect(account.calls('9:03')).toEqual({});
        expect(account.isSettled).toBe(true);
      },
    });
  });

  it('is only talked about in a dry run', async () => {
    const account = await onboardAccount({ HOST_ONBOARD_DRY_RUN: 'true', HOST_ONBOARD_REPAIR: 'true' });
    await play(account, {
      '9:01': () => launch(account, 1, { metadataOptions: { HttpTokens: 'optional' } }),
      '9:02': () => {
        expect(labels(account)).toEqual({ 'none none': 1 });
        expect(emails(account)).toEqual([]);
        expect(account.metric('ActionsDryRun', { kind: 'label-hosts' })).toBe(1);
        expect(account.metric('Findings')).toBe(0);
      },
    });
  });

  it('is no business of a stack whose settings name other clusters', async () => {
    const account = await onboardAccount({ HOST_ONBOARD_CLUSTERS: 'other' });
    await play(account, {
      '9:01': () => launch(account, 1),
      '9:30': () => {
        expect(labels(account)).toEqual({ 'none none': 1 });
        expect(account.calls()).toEqual({});
        expect(momentOf('9:30')).toBe(account.simulation.clock.now());
      },
      '10:01': () => expect(account.calls()).toEqual({ 'ecs:DescribeClusters': 1 }),
    });
  });
});
