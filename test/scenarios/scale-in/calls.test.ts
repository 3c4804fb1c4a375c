import { expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aShop } from './shop.ts';

const HOSTS = 1_000;
const SERVICES = 10;
const TASKS = 1_000;
const SCHEDULE = JSON.stringify({ source: 'ecs-ops.schedule', 'detail-type': 'Scale In Schedule' });

/** What a look at a thousand hosts, ten services and ten thousand tasks takes in any case. */
const LARGE = {
  'ecs:ListClusters': 1,
  'ecs:DescribeClusters': 1,
  'autoscaling:DescribeAutoScalingGroups': 1,
  'autoscaling:DescribeInstanceRefreshes': 1,
  'ecs:ListContainerInstances': 10,
  'ecs:DescribeContainerInstances': 10,
  'ecs:ListTasks': 100,
  'ecs:DescribeTasks': 100,
  'ecs:ListServices': 1,
  'ecs:DescribeServices': 1,
  'ecs:DescribeTaskDefinition': 10,
};
const sum = (calls: Readonly<Record<string, number>>): number =>
  Object.values(calls).reduce((total, count) => total + count, 0);

it.each([
  ['236 calls', {}, {}, {}, 236],
  [
    '346 calls where all hosts may be emptied and all services have a constraint',
    { SCALE_IN_CONSOLIDATION: 'true', SCALE_IN_THRESHOLD: '99' },
    { placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.instance-type =~ m7g.*' } as const] },
    { 'ecs:ListContainerInstances': 20, 'ecs:GetTaskProtection': 100 },
    346,
  ],
])(
  'a thousand hosts and ten thousand tasks take %s, none of which is throttled',
  async (_, settings, service, more, all) => {
    const shop = await aShop({ hosts: HOSTS, group: { min: HOSTS }, schedule: false, settings });
    const { account, scaleIn } = shop;
    await play(account, {
      '9:05': () => {
        for (let number = 0; number < SERVICES; number += 1) {
          shop.run(`web-${number}`, {
            tasks: TASKS,
            cpu: 128,
            memory: 256,
            service: { placementStrategy: [], ...service },
          });
        }
      },
      '9:20': () => {
        expect(shop.isWhole).toBe(true);
        scaleIn.send(SCHEDULE);
      },
      '9:21': () => {
        const expected = { ...LARGE, ...more };
        expect(sum(expected)).toBe(all);
        expect(scaleIn.calls()).toEqual(expected);
        expect(scaleIn.metric('Throttles')).toBe(0);
        expect(Object.values(shop.latest)).toHaveLength(HOSTS);
        expect(scaleIn.invocationLog().map(({ outcome }) => outcome.kind)).toEqual(['succeeded']);
        // Not more than the time that is left to the rates of ECS, nor than a look may take to read.
        expect(scaleIn.invocationLog()[0]?.billedMilliseconds).toBeLessThan(15_000);
        scaleIn.send(SCHEDULE);
      },
      '9:22': () => {
        // Task definitions are known by now.
        const { 'ecs:DescribeTaskDefinition': _known, ...again } = { ...LARGE, ...more };
        expect(scaleIn.calls('9:21')).toEqual(again);
        expect(scaleIn.metric('Throttles')).toBe(0);
      },
    });
  },
);

it('a small cluster takes ten calls, and half a second, a minute', async () => {
  const shop = await aShop({ hosts: 3, group: { min: 3 } });
  const { account, scaleIn } = shop;
  await play(account, {
    '9:02': () => shop.run('web', { tasks: 6 }),
    '10:30': () => {
      const looks = scaleIn.invocationLog('9:30');
      expect(looks).toHaveLength(60);
      expect(sum(scaleIn.calls('9:30'))).toBe(60 * 10);
      const seconds = looks.reduce((total, { billedMilliseconds }) => total + billedMilliseconds, 0) / 60 / 1_000;
      expect(seconds).toBeLessThan(0.5);
    },
  });
});
