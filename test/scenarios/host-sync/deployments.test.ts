import { describe, expect, it } from 'vitest';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { play } from '../timeline.ts';

const HOSTS = 10;
const distinct = { placementConstraints: [{ type: 'distinctInstance' }] } as const;
const spread = {
  placementConstraints: [],
  placementStrategy: [{ type: 'spread', field: 'instanceId' }],
} as const;

type Placement = typeof distinct | typeof spread;

/** Ten hosts and a service that host-sync serves, placed and deployed as given. */
async function shopWith(placement: Placement, minimumHealthyPercent: number, maximumPercent: number) {
  const account = await anAccount({ clusters: [{ name: 'shop', hosts: HOSTS, services: [{ name: 'agent' }] }] });
  account.simulation.ecs.updateService({
    cluster: 'shop',
    service: 'agent',
    placementConstraints: [...placement.placementConstraints],
    ...('placementStrategy' in placement ? { placementStrategy: [...placement.placementStrategy] } : {}),
    deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
  });
  return account;
}

const deploy = ({ simulation }: ScenarioAccount): void =>
  simulation.ecs.updateService({ cluster: 'shop', service: 'agent', forceNewDeployment: true });

/** ARNs of the tasks that are to run. */
const tasksOf = ({ simulation }: ScenarioAccount): ReadonlySet<string> =>
  new Set(
    simulation.ecs
      .view('shop')
      .tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING')
      .map(({ taskArn }) => taskArn),
  );

/** Each ACTIVE host runs one task of the service, and no other host runs any. */
function expectOneOnEach(account: ScenarioAccount): void {
  const shop = account.cluster('shop');
  expect(shop.placesOf('agent').toSorted()).toEqual(shop.activeIds.toSorted());
}

describe('a rolling deployment of a service that host-sync serves', () => {
  it.each([
    ['stops the old task first, with distinctInstance and minimum healthy 50 %', distinct, 50, 100],
    [
      'starts the new task first, with spread over instanceId, minimum healthy 100 % and maximum 200 %',
      spread,
      100,
      200,
    ],
  ] as const)('%s, and ends with one task on each host', async (_, placement, minimum, maximum) => {
    const account = await shopWith(placement, minimum, maximum);
    let old: ReadonlySet<string> = new Set();
    let fewest = HOSTS;
    await play(account, {
      '9:05': () => {
        expectOneOnEach(account);
        old = tasksOf(account);
        account.simulation.ecs.onChange(() => {
          fewest = Math.min(fewest, account.cluster('shop').placesOf('agent').length);
        });
        deploy(account);
      },
      '9:25': () => {
        expectOneOnEach(account);
        expect([...tasksOf(account)].filter((arn) => old.has(arn))).toEqual([]);
        expect(account.cluster('shop').desired).toEqual({ agent: HOSTS });
        expect(fewest).toBeGreaterThanOrEqual((HOSTS * minimum) / 100);
        expect(fewest < HOSTS).toBe(placement === distinct);
      },
    });
  });

  it('does not begin with distinctInstance and minimum healthy 100 %: no host has a place', async () => {
    const account = await shopWith(distinct, 100, 200);
    let old: ReadonlySet<string> = new Set();
    await play(account, {
      '9:05': () => {
        old = tasksOf(account);
        deploy(account);
      },
      '10:05': () => expect(tasksOf(account)).toEqual(old),
    });
  });
});
