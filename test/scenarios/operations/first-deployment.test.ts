import { ECSClient, TagResourceCommand } from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import type { FunctionPrefix } from '../deployed-function.ts';
import { aLivelyAccount, expectAllWell, type LivelyAccount } from './lively-account.ts';
import { FUNCTIONS, OWNER } from './operator.ts';

/** Writes that are about a cluster, its services or the instances of its group. */
function writesAbout(
  world: LivelyAccount,
  name: string,
  functions: readonly FunctionPrefix[],
  from: string,
): unknown[] {
  const { autoScaling } = world.account.simulation;
  const ids = autoScaling.stateHistory().filter(({ groupName }) => groupName === name);
  const words = [`/${name}"`, `/${name}/`, `"${name}"`, ...ids.map(({ instanceId }) => instanceId)];
  const isAbout = (input: unknown) => words.some((word) => JSON.stringify(input).includes(word));
  return world.writes(functions, from).filter(({ input }) => isAbout(input));
}

async function tag(world: LivelyAccount, resourceArn: string, key: string): Promise<void> {
  const { endpointUrl: endpoint } = world.account.simulation;
  const client = new ECSClient({ endpoint, region: 'eu-west-1', credentials: OWNER });
  await client.send(new TagResourceCommand({ resourceArn, tags: [{ key, value: 'true' }] }));
  client.destroy();
}

it('the first deployment: it observes, then acts on what opted in, then on everything', async () => {
  const optedIn = ['spot', 'store'];
  const world = await aLivelyAccount({ optedIn, hook: { heartbeatTimeout: 60 }, settings: { DRY_RUN: 'true' } });
  const { account } = world;
  const { autoScaling, ecs } = account.simulation;

  // Observe: nothing is written, and each function says what it would do.
  await world.rest('9:05');
  await world.live('9:30');
  expect(world.writes(FUNCTIONS, '9:00')).toEqual([]);
  for (const prefix of FUNCTIONS) {
    expect(account.of(prefix).metric('ActionsDryRun')).toBeGreaterThan(0);
    const lines = account.of(prefix).log.filter(({ fields }) => fields?.['outcome'] === 'dry-run');
    expect(lines).not.toEqual([]);
  }

  // Act on what opted in.
  for (const group of optedIn) autoScaling.putLifecycleHook(group, world.hook());
  world.deploy({ DRY_RUN: 'false', SPOT_DRAIN_CLUSTERS: 'spot', HOST_ONBOARD_CLUSTERS: 'spot' });
  await world.live('9:50');
  for (const prefix of FUNCTIONS) expect(world.writes([prefix], '9:30')).not.toEqual([]);
  expect(writesAbout(world, 'shop', FUNCTIONS, '9:00')).toEqual([]);

  // Act on everything.
  autoScaling.putLifecycleHook('shop', world.hook());
  await tag(world, account.cluster('shop').arn, 'ecs-ops:scale-in');
  await tag(
    world,
    ecs.view('shop').services.find(({ serviceName }) => serviceName === 'agent')?.serviceArn ?? '',
    'ecs-ops:one-per-host',
  );
  world.deploy({ SPOT_DRAIN_CLUSTERS: '', HOST_ONBOARD_CLUSTERS: '' });
  await world.live('10:10');
  await world.rest('10:40');
  for (const prefix of FUNCTIONS) expect(writesAbout(world, 'shop', [prefix], '9:50')).not.toEqual([]);
  // While it only observed, hosts were held until the heartbeat time-out.
  expect(world.timedOut('9:00')).not.toEqual([]);
  expectAllWell(world, '9:30');
});
