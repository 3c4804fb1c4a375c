import { AutoScalingClient, DeleteLifecycleHookCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeContainerInstancesCommand,
  ECSClient,
  ListContainerInstancesCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { withVariables } from '../amendments.ts';
import { aLivelyAccount, CLUSTERS, type LivelyAccount } from './lively-account.ts';
import { FUNCTIONS, OWNER, switchFunctions } from './operator.ts';

/** DRAINING hosts of a cluster that match a filter, by the commands of `docs/removal.md`. */
async function listDraining(ecs: ECSClient, cluster: string, filter?: string): Promise<readonly string[]> {
  const list = new ListContainerInstancesCommand({ cluster, status: 'DRAINING', ...(filter && { filter }) });
  const { containerInstanceArns: containerInstances = [] } = await ecs.send(list);
  if (containerInstances.length === 0) return [];
  const answer = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }));
  return answer.containerInstances?.map(({ ec2InstanceId = '' }) => ec2InstanceId) ?? [];
}

/** Sets the DRAINING hosts of all clusters that match a filter ACTIVE. */
async function activate(ecs: ECSClient, filter: string): Promise<void> {
  for (const cluster of CLUSTERS) {
    const { containerInstanceArns: containerInstances = [] } = await ecs.send(
      new ListContainerInstancesCommand({ cluster, status: 'DRAINING', filter }),
    );
    if (containerInstances.length === 0) continue;
    await ecs.send(new UpdateContainerInstancesStateCommand({ cluster, containerInstances, status: 'ACTIVE' }));
  }
}

/** Two Spot hosts, one or more badly used ones, one that returns into its pool and one that is terminated are drained. */
async function drainByEveryFunction(): Promise<LivelyAccount> {
  const world = await aLivelyAccount({
    groups: { shop: { purchase: 'on-demand', warmPool: { minSize: 0, poolState: 'Stopped', reuseOnScaleIn: true } } },
    amend: [
      withVariables('SpotDrain', { SPOT_DRAIN_REBALANCE: 'true' }),
      withVariables('ScaleIn', { SCALE_IN_CONSOLIDATION: 'true' }),
    ],
  });
  const { account } = world;
  const { autoScaling, ec2, ecs } = account.simulation;
  await world.rest('9:01:30');
  // Its tasks take long to stop: a drain lasts.
  const containerDefinitions = [{ name: 'slow', image: 'slow:latest', stopTimeout: 1_800 }];
  ecs.registerTaskDefinition(
    { family: 'slow', cpu: '64', memory: '64', containerDefinitions },
    { stopDuration: 1_500_000 },
  );
  ecs.createService({
    cluster: 'store',
    serviceName: 'slow',
    taskDefinition: 'slow',
    desiredCount: 5,
    launchType: 'EC2',
    placementStrategy: [{ type: 'spread', field: 'instanceId' }],
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
  });
  await world.rest('9:06');
  autoScaling.setDesiredCapacity('shop', 4);
  for (const id of account.cluster('spot').activeIds.slice(0, 2)) ec2.recommendRebalance(id);
  await world.rest('9:09:50');
  const spot = account.cluster('spot');
  const busy = spot.placesOf('web').find((id) => spot.activeIds.includes(id)) ?? '';
  autoScaling.terminateInstances([busy], { decrement: false });
  await world.rest('9:10');
  return world;
}

it('a stack that is removed by the procedure leaves no host DRAINING or held', async () => {
  const world = await drainByEveryFunction();
  const { account } = world;
  const { autoScaling, endpointUrl: endpoint } = account.simulation;
  const settings = { endpoint, region: 'eu-west-1', credentials: OWNER };
  const ecs = new ECSClient(settings);
  const groups = new AutoScalingClient(settings);
  const byScaleIn = 'attribute:ecs-ops.scale-in-drained-at exists';
  const forPool = 'attribute:ecs-ops.drained-for exists';

  // Who has drained what.
  expect(await listDraining(ecs, 'store', byScaleIn)).not.toEqual([]);
  expect(await listDraining(ecs, 'shop', forPool)).toHaveLength(1);
  expect(await listDraining(ecs, 'spot')).toHaveLength(3);
  expect(world.held.map(({ groupName }) => groupName)).toContain('spot');

  // Nothing more is drained for Spot or for want of use, and scale-in gives back what it has drained.
  await switchFunctions(account, ['SpotDrain'], false);
  account.of('ScaleIn').deployWith({ SCALE_IN_CLUSTERS: 'none' });
  await world.rest('9:13');
  expect(await listDraining(ecs, 'store', byScaleIn)).toEqual([]);
  expect(account.cluster('store').hosts.filter(({ attributes }) => attributes['ecs-ops.scale-in-drained-at'])).toEqual(
    [],
  );

  // Nothing is held any more, and nothing will be.
  expect(world.held).toEqual([]);
  for (const AutoScalingGroupName of CLUSTERS) {
    await groups.send(new DeleteLifecycleHookCommand({ AutoScalingGroupName, LifecycleHookName: 'ecs-ops-drain' }));
  }

  // What is left DRAINING are hosts that live on: two after a recommendation, one in its pool.
  expect(world.draining).toHaveLength(3);
  await activate(ecs, 'attribute:ecs-ops.drained-for !exists');
  await world.rest('9:15');
  expect(account.isRight).toBe(true);
  account.simulation.removeStack();
  // Later, for while host-sync is there it counts hosts in a pool if they are ACTIVE.
  await activate(ecs, forPool);

  await world.rest('9:30');
  expect(world.draining).toEqual([]);
  expect(world.unwell).toEqual([]);
  expect(world.held).toEqual([]);
  expect(world.timedOut('9:00')).toEqual([]);
  expect(world.writes(FUNCTIONS, '9:15:10')).toEqual([]);

  // Life goes on without it: a host that is terminated goes at once, and one comes back from the pool.
  const [gone = ''] = autoScaling.view('spot').instances.map(({ instanceId }) => instanceId);
  autoScaling.terminateInstances([gone], { decrement: true });
  autoScaling.setDesiredCapacity('shop', 5);
  await world.rest('9:40');
  expect(world.held).toEqual([]);
  expect(autoScaling.view('spot').instances.map(({ instanceId }) => instanceId)).not.toContain(gone);
  expect(account.cluster('shop').activeIds).toHaveLength(5);
  expect(world.draining).toEqual([]);
  ecs.destroy();
  groups.destroy();
});
