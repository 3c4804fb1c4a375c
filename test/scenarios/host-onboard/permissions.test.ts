import type { ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import { befall, throttled } from '../faults.ts';
import { provePermissions } from '../permissions.ts';
import { play } from '../timeline.ts';
import { emails, hopLimits, labels, launch, ONE_HOP, runTask, subscribe } from './fleet.ts';

const shop = { clusters: [{ name: 'shop' }] };

const stateOf = (account: ScenarioAccount) => ({ labels: labels(account), isSettled: account.isSettled });

provePermissions('HostOnboard', [
  {
    name: 'hosts that join, and whose hop limit is raised',
    layout: { ...shop, amend: [withVariables('HostOnboard', { HOST_ONBOARD_REPAIR: 'true' })] },
    play: async (account) => {
      subscribe(account);
      await play(account, {
        '9:01': () => launch(account, 1),
        '9:02': () => runTask(account, 'legacy'),
        '9:05': () => launch(account, 1, { metadataOptions: ONE_HOP }),
        '9:06': () => undefined,
      });
      return {
        ...stateOf(account),
        told: emails(account).length,
        hopLimits: hopLimits(account),
        done: account.metric('HostsOnboarded'),
      };
    },
    end: {
      labels: { 'spot checked': 1, 'spot hop-limit-raised': 1 },
      isSettled: true,
      told: 1,
      hopLimits: [2, 2],
      done: 2,
    },
  },
  {
    name: 'hosts whose events are lost',
    layout: { ...shop, events: false },
    play: async (account) => {
      await play(account, { '9:01': () => launch(account, 1), '10:01': () => undefined });
      return stateOf(account);
    },
    end: { labels: { 'spot checked': 1 }, isSettled: true },
  },
  {
    name: 'labels that are throttled for a while',
    layout: shop,
    play: async (account) => {
      const over = befall(account, throttled, ({ operation }) => operation === 'PutAttributes');
      await play(account, { '9:01': () => launch(account, 1), '9:01:40': over, '9:03': () => undefined });
      return stateOf(account);
    },
    end: { labels: { 'spot checked': 1 }, isSettled: true },
  },
  {
    name: 'a message that is not JSON',
    play: async (account) => {
      account.send('not JSON');
      await play(account, { '9:00:20': () => undefined });
      return account.of('HostOnboard').parkedFor;
    },
    end: ['malformed-json'],
  },
]);
