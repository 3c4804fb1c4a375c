import { describe, expect, it } from 'vitest';
import { GATE_HOOK } from './auto-scaling/auto-scaling-test.ts';
import { FleetTest } from './fleet-test.ts';

describe('the agent of a new instance', () => {
  it('registers it, with what its type has', async () => {
    const test = await new FleetTest().withGroup({
      desired: 1,
      launchTemplate: { instanceType: 'g4dn.12xlarge', attributes: { tier: 'gpu' }, tags: { team: 'blue' } },
    });
    const [host] = test.hosts;
    expect(host).toMatchObject({
      ec2InstanceId: test.inService[0],
      status: 'ACTIVE',
      availabilityZone: 'eu-west-1a',
      freeCpu: 49_152,
      attributes: { 'ecs.instance-type': 'g4dn.12xlarge', tier: 'gpu' },
    });
    const gpu = { name: 'train', image: 'train', resourceRequirements: [{ type: 'GPU' as const, value: '4' }] };
    test.ecs.registerTaskDefinition({ family: 'train', cpu: '1', memory: '1', containerDefinitions: [gpu] });
    expect(test.ecs.runTask({ cluster: 'main', taskDefinition: 'train' })).toHaveLength(1);
    expect(() => test.ecs.runTask({ cluster: 'main', taskDefinition: 'train' })).toThrow('RESOURCE:GPU');
  });

  it('names the capacity provider of its group, where the cluster has it', async () => {
    const test = new FleetTest();
    await test.withGroup({ desired: 1 });
    const { arn: autoScalingGroupArn } = test.autoScaling.view('web');
    test.ecs.createCapacityProvider({ name: 'provider', autoScalingGroupProvider: { autoScalingGroupArn } });
    test.ecs.putClusterCapacityProviders({ cluster: 'main', capacityProviders: ['provider'] });
    test.autoScaling.setDesiredCapacity('web', 2);
    await test.pass(60);
    const capacityProviderStrategy = [{ capacityProvider: 'provider', weight: 1 }];
    await test.withService(2, { capacityProviderStrategy });
    const [, second] = test.hosts;
    expect(test.ecs.view('main').tasks.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual(
      Array(2).fill(second?.ec2InstanceId),
    );
  });

  it.each([
    { why: 'its user data names no cluster', launchTemplate: { cluster: '' }, failing: 0, joined: 0 },
    { why: 'it fails to start', launchTemplate: {}, failing: 1, joined: 1 },
  ])('never registers when $why', async ({ launchTemplate, failing, joined }) => {
    const test = new FleetTest();
    test.agents.failNext(failing);
    await test.withGroup({ desired: 2, launchTemplate });
    await test.pass(3_600);
    expect(test.inService).toHaveLength(2);
    expect(test.hosts).toHaveLength(joined);
  });

  it('fails in the group that is named only', async () => {
    const test = new FleetTest();
    test.agents.failNext(1, 'other');
    await test.withGroup({ desired: 1 });
    expect(test.hosts).toHaveLength(1);
    await test.withGroup({ name: 'other', desired: 2 });
    expect(test.hosts).toHaveLength(2);
  });
});

describe('a Spot interruption', () => {
  it('ends the containers after two minutes, SIGTERM or not, and takes the host away', async () => {
    const test = await (await new FleetTest().withGroup({ desired: 1, purchase: 'spot' })).withService(2);
    const [id = ''] = test.inService;
    test.ec2.interrupt(id);
    await test.pass(119);
    expect(test.ecs.containersRunning(id)).toMatchObject([{ lastStatus: 'RUNNING' }, { lastStatus: 'RUNNING' }]);
    expect(test.hosts).toMatchObject([{ status: 'ACTIVE' }]);
    await test.pass(2);
    expect(test.ecs.containersRunning(id)).toEqual([]);
    await test.pass(10);
    expect(test.ecs.isRegistered(id)).toBe(false);
    expect(test.ecs.view('main').tasks).toMatchObject([
      { stoppedReason: `Host EC2 (instance ${id}) terminated.` },
      { stoppedReason: `Host EC2 (instance ${id}) terminated.` },
    ]);
  });

  it('has the agent drain its host where it is told to, a second after the notice', async () => {
    const launchTemplate = { spotInstanceDraining: true };
    const test = await new FleetTest().withGroup({ desired: 1, purchase: 'spot', launchTemplate });
    const [id = ''] = test.inService;
    test.ec2.recommendRebalance(id);
    await test.pass(5);
    expect(test.hosts).toMatchObject([{ status: 'ACTIVE' }]);
    test.ec2.interrupt(id);
    await test.pass(1);
    expect(test.hosts).toMatchObject([{ status: 'DRAINING' }]);
  });

  it('is not heard of by an agent that is not there', async () => {
    const test = new FleetTest();
    test.agents.failNext(1);
    await test.withGroup({ desired: 1, purchase: 'spot', launchTemplate: { spotInstanceDraining: true } });
    test.ec2.interrupt(test.inService[0] ?? '');
    await test.pass(300);
    expect(test.hosts).toHaveLength(1);
  });
});

describe('a terminating instance', () => {
  it('keeps its containers while a hook holds it, and loses them when it is let go', async () => {
    const test = await (await new FleetTest().withGroup({ desired: 1, hooks: [GATE_HOOK] })).withService(1);
    const [instanceId = ''] = test.inService;
    test.autoScaling.terminateInstances([instanceId], { decrement: true });
    await test.pass(200);
    expect(test.ecs.containersRunning(instanceId)).toHaveLength(1);
    test.autoScaling.completeLifecycleAction({ groupName: 'web', hookName: 'gate', instanceId });
    await test.pass(5);
    expect(test.ecs.containersRunning(instanceId)).toEqual([]);
  });
});

describe('in a warm pool', () => {
  const pooled = { desired: 0, max: 1, warmPool: { reuseOnScaleIn: true } };

  it('an agent without the pool’s check registers there, and stays the same host in service', async () => {
    const test = await new FleetTest().withGroup({ ...pooled, warmPool: { ...pooled.warmPool, poolState: 'Running' } });
    const [before] = test.hosts;
    expect(before).toMatchObject({ agentConnected: true });
    test.autoScaling.setDesiredCapacity('web', 1);
    await test.pass(60);
    expect(test.hosts).toMatchObject([{ containerInstanceArn: before?.containerInstanceArn, agentConnected: true }]);
  });

  it('an agent that checks registers only once the instance leaves the pool for service', async () => {
    const test = await new FleetTest().withGroup({ ...pooled, launchTemplate: { warmPoolsCheck: true } });
    await test.pass(600);
    expect(test.hosts).toEqual([]);
    test.autoScaling.setDesiredCapacity('web', 1);
    await test.pass(60);
    expect(test.hosts).toMatchObject([{ status: 'ACTIVE', agentConnected: true }]);
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.pass(60);
    expect(test.hosts).toMatchObject([{ status: 'ACTIVE', agentConnected: false }]);
  });

  it('an instance that is terminated from the pool is no container instance any more', async () => {
    const test = await new FleetTest().withGroup({ ...pooled, desired: 1 });
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.pass(60);
    expect(test.hosts).toMatchObject([{ agentConnected: false }]);
    test.callAutoScaling('DeleteWarmPool', { AutoScalingGroupName: 'web', ForceDelete: true });
    await test.pass(60);
    expect(test.hosts).toEqual([]);
  });
});
