import { SCHEDULE_MESSAGE } from '../../../functions/host-sync/event.ts';
import { withVariables } from '../amendments.ts';
import { provePermissions } from '../permissions.ts';
import { play } from '../timeline.ts';

provePermissions('HostSync', [
  {
    name: 'hosts that join',
    layout: { schedule: false, clusters: [{ name: 'shop', hosts: 2, services: [{ name: 'agent' }] }] },
    play: async (account) => {
      await play(account, { '9:00:30': () => undefined });
      const { desired } = account.cluster('shop');
      return { desired, set: account.metric('Actions'), isSettled: account.isSettled };
    },
    // With the confirming look behind it, 10 s after the write.
    end: { desired: { agent: 2 }, set: 1, isSettled: true },
  },
  {
    name: 'a message that is not JSON',
    layout: { schedule: false },
    play: async (account) => {
      account.send('not JSON');
      await play(account, { '9:00:30': () => undefined });
      return { parkedFor: account.of('HostSync').parkedFor, left: account.queue.messages().length };
    },
    end: { parkedFor: ['malformed-json'], left: 0 },
  },
  {
    name: 'a service that the settings name without its cluster',
    layout: {
      schedule: false,
      events: false,
      clusters: [{ name: 'shop', hosts: 2, services: [{ name: 'agent', served: false }] }],
      amend: [withVariables('HostSync', { HOST_SYNC_SERVICES: 'agent' })],
    },
    play: async (account) => {
      account.send(JSON.stringify(SCHEDULE_MESSAGE));
      await play(account, { '9:00:30': () => undefined });
      return account.cluster('shop').desired;
    },
    end: { agent: 2 },
  },
  {
    name: 'a service with a capacity provider',
    layout: { schedule: false },
    play: async (account) => {
      account.simulation.ecs.createCapacityProvider({ name: 'spot' });
      const shop = account.addCluster({
        name: 'shop',
        hosts: 1,
        capacityProviders: ['spot'],
        services: [{ name: 'agent', capacityProvider: 'spot' }],
      });
      shop.join(2, { capacityProvider: 'spot' });
      await play(account, { '9:00:30': () => undefined });
      return shop.desired;
    },
    end: { agent: 2 },
  },
]);
