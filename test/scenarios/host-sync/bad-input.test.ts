import { describe, expect, it } from 'vitest';
import { anEvent } from '../../builders/messages.ts';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import { play } from '../timeline.ts';

const TYPE = 'ECS Container Instance State Change';
const threeHosts = { name: 'shop', hosts: 3, services: [{ name: 'agent', desiredCount: 3 }] };

/** An account in which nothing happens by itself; its queue gets what the scenario sends. */
const quietAccount = (settings: Readonly<Record<string, string>> = {}) =>
  anAccount({
    clusters: [threeHosts],
    events: false,
    schedule: false,
    amend: [withVariables('HostSync', settings)],
  });

/** A container-instance event about a cluster of the account, as ECS sends it. */
function stateChange({ simulation }: ScenarioAccount, clusterArn: unknown, changes: object = {}): string {
  const { id: account, region } = simulation.world.account;
  const event = anEvent('ecs-container-instance-state-change', { account, region, ...changes });
  return JSON.stringify({ ...event, detail: { ...(event['detail'] as object), clusterArn } });
}

const aboutShop = (account: ScenarioAccount, changes: object = {}) =>
  stateChange(account, account.cluster('shop').arn, changes);

describe('a message that can never be handled', () => {
  const bad: readonly [what: string, reason: string, body: (account: ScenarioAccount) => string][] = [
    ['that is not JSON', 'malformed-json', () => '{"source":"aws.ecs",'],
    ['that is no event', 'malformed-event', () => '[]'],
    ['of another source', 'unsupported-event', (account) => aboutShop(account, { source: 'my.app' })],
    ['of another type', 'unsupported-event', (account) => aboutShop(account, { 'detail-type': `${TYPE}s` })],
    ['without a cluster', 'malformed-event', (account) => stateChange(account, undefined)],
    ['with a name where the ARN belongs', 'malformed-event', (account) => stateChange(account, 'shop')],
    ['about another account', 'foreign-account', (account) => aboutShop(account, { account: '999999999999' })],
    ['about another Region', 'foreign-account', (account) => aboutShop(account, { region: 'us-east-1' })],
    [
      'about a cluster of another account',
      'foreign-account',
      (account) => stateChange(account, account.cluster('shop').arn.replace('111122223333', '999999999999')),
    ],
  ];

  it.each(bad)('%s is parked as %s, and the rest of its batch is done', async (_, reason, body) => {
    const account = await quietAccount();
    const shop = account.cluster('shop');
    shop.join(1);
    const bodies = [body(account), aboutShop(account), body(account)];
    await play(account, {
      '9:01': () => bodies.map((each) => account.send(each)),
      '9:02': () => {
        expect(account.of('HostSync').metricValues('EventsTaken')[0]?.value).toBe(3);
        expect(shop.desired).toEqual({ agent: 4 });
        expect(account.deadLetters.messages().map((message) => message.body)).toEqual([bodies[0], bodies[2]]);
        expect(account.of('HostSync').parkedFor).toEqual([reason, reason]);
        expect(account.metric('Parked', { reason })).toBe(2);
        expect(account.isSettled).toBe(true);
      },
    });
  });
});

describe('a message about something that is gone is acknowledged', () => {
  /** Nothing was parked, nothing comes back, and the rest of the batch was done. */
  function expectDone(account: ScenarioAccount): void {
    expect(account.cluster('shop').desired['agent']).toBe(4);
    expect(account.deadLetters.messages()).toEqual([]);
    expect(account.metric('Retried')).toBe(0);
    expect(account.isSettled).toBe(true);
  }

  it('with the reason: an unknown cluster, where a listed service may be', async () => {
    const account = await quietAccount({ HOST_SYNC_SERVICES: 'agent' });
    const shop = account.cluster('shop');
    shop.join(1);
    await play(account, {
      '9:01': () => {
        account.send(stateChange(account, shop.arn.replace('shop', 'shut')));
        account.send(aboutShop(account));
      },
      '9:02': () => {
        expectDone(account);
        // By the one look that was asked for: nothing brings its message back.
        expect(account.metric('HeldBack', { reason: 'unknown-cluster' })).toBe(1);
      },
    });
  });

  it('without a call: an unknown cluster, where no served service can be', async () => {
    const account = await quietAccount();
    const shop = account.cluster('shop');
    await play(account, {
      '9:01': () => account.send(stateChange(account, shop.arn.replace('shop', 'shut'))),
      '9:02': () => {
        expect(account.calls()).toEqual({ 'tagging:GetResources': 1 });
        expect(account.deadLetters.messages()).toEqual([]);
        expect(account.isSettled).toBe(true);
      },
    });
  });

  it('with the reason: a service that was deleted since it was found', async () => {
    const account = await quietAccount();
    const shop = account.cluster('shop');
    shop.addService({ name: 'logs', desiredCount: 3 });
    await play(account, {
      // Now it is remembered for a minute.
      '9:01': () => account.send(aboutShop(account)),
      '9:01:20': async () => {
        await shop.deleteService('logs');
        shop.join(1);
        account.send(aboutShop(account));
      },
      '9:02': () => {
        expectDone(account);
        expect(account.metric('HeldBack', { reason: 'service-not-active' })).toBeGreaterThan(0);
        expect(account.calls('9:01:20')).not.toHaveProperty('tagging:GetResources');
      },
    });
  });

  it('with the reason: a service that is deleted between the read and the write', async () => {
    const account = await quietAccount();
    const shop = account.cluster('shop');
    shop.addService({ name: 'logs', desiredCount: 3 });
    shop.join(1);
    const deleted = shop.service('logs').serviceArn;
    account.simulation.faults.inject(({ operation, input }) => {
      const isMeant = operation === 'UpdateService' && (input as { service: string }).service === deleted;
      return isMeant ? serviceNotActive : undefined;
    });
    await play(account, {
      '9:01': () => account.send(aboutShop(account)),
      '9:02': () => {
        expectDone(account);
        expect(account.metric('HeldBack', { reason: 'service-gone' })).toBeGreaterThan(0);
      },
    });
  });
});

/** ECS API reference, UpdateService: "The specified service isn't active." */
const serviceNotActive = {
  kind: 'error',
  code: 'ServiceNotActiveException',
  message: 'Service was not ACTIVE.',
  httpStatus: 400,
} as const;
