import { describe, expect, it } from 'vitest';
import { EcsTest, ONE_PER_HOST } from './ecs-test.ts';

describe('a REPLICA service', () => {
  it('spreads over zones, then over hosts', async () => {
    const test = await new EcsTest().withHosts(6).withService({ desiredCount: 9 });
    const zones = test.live().map(({ ec2InstanceId = '' }) => test.host(ec2InstanceId).availabilityZone);
    expect(Object.values(Object.groupBy(zones, (zone) => zone)).map((each) => each?.length)).toEqual([3, 3, 3]);
    expect(new Set(test.places()).size).toBe(6);
  });

  it.each([
    ['binpack on memory', [{ type: 'binpack' as const, field: 'memory' }], ['i-1', 'i-1', 'i-1', 'i-1']],
    ['spread over instances', [{ type: 'spread' as const, field: 'instanceId' }], ['i-1', 'i-1', 'i-2', 'i-3']],
    [
      'spread over an attribute, then binpack',
      [
        { type: 'spread' as const, field: 'attribute:rack' },
        { type: 'binpack' as const, field: 'memory' },
      ],
      ['i-1', 'i-1', 'i-3', 'i-3'],
    ],
  ])('obeys %s', async (_, placementStrategy, places) => {
    const test = new EcsTest()
      .withHost(1, { memory: 2_048, attributes: { rack: 'left' } })
      .withHost(2, { attributes: { rack: 'left' } })
      .withHost(3, { attributes: { rack: 'right' } });
    await test.withService({ desiredCount: 3, placementStrategy });
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 4 });
    await test.pass(60);
    const spread = places.includes('i-2') ? new Set(test.places()).size : undefined;
    if (spread === undefined) expect(test.places()).toEqual(places);
    else expect(spread).toBe(new Set(places).size);
  });

  it('keeps to the hosts that match its expression, whatever else is free', async () => {
    const test = new EcsTest().withHosts(130, { attributes: { tier: 'web' } }).withHosts(120);
    const memberOf = { type: 'memberOf' as const, expression: 'attribute:tier == web' };
    await test.withService({
      desiredCount: 250,
      placementConstraints: [...ONE_PER_HOST.placementConstraints, memberOf],
    });
    expect(test.live()).toHaveLength(130);
    expect(test.service().messages[0]).toContain('was unable to place a task');
  });

  it('starts its missing tasks as soon as a host joins', async () => {
    const test = await new EcsTest().withHosts(1).withService({ ...ONE_PER_HOST, desiredCount: 3 });
    test.startOver();
    test.withHosts(1);
    await test.pass(30);
    expect(test.timeline()).toEqual([
      '60 i-2 ACTIVE',
      '61 service:web on i-2 PENDING',
      '71 service:web on i-2 RUNNING',
    ]);
  });

  it('starts its missing tasks as soon as another task makes room', async () => {
    const test = new EcsTest().withHosts(1);
    test.ecs.registerTaskDefinition({ family: 'job', cpu: '2048', memory: '512' }, { runDuration: 300_000 });
    test.ecs.runTask({ cluster: 'main', taskDefinition: 'job' });
    await test.withService({ desiredCount: 1 });
    expect(test.live()).toEqual([]);
    await test.pass(300);
    expect(test.timeline('web')).toEqual(['311 service:web on i-1 PENDING', '321 service:web on i-1 RUNNING']);
  });

  it('scales in where most of its tasks are, zone before host', async () => {
    const test = await new EcsTest().withHost(1).withHost(4).withHost(2).withService({ desiredCount: 5 });
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 2 });
    await test.pass(60);
    const zones = test.live().map(({ ec2InstanceId = '' }) => test.host(ec2InstanceId).availabilityZone);
    expect(zones.toSorted()).toEqual(['eu-west-1a', 'eu-west-1b']);
  });

  it('spares protected tasks when it scales in', async () => {
    const test = await new EcsTest().withHosts(3).withService({ desiredCount: 3 });
    const [first] = test.live();
    test.call('UpdateTaskProtection', { cluster: 'main', tasks: [first?.taskArn], protectionEnabled: true });
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 1 });
    await test.pass(60);
    expect(test.live()).toEqual([first]);
  });

  it('takes resources and ports until a task has stopped', async () => {
    const test = new EcsTest().withHosts(1);
    const containerDefinitions = [{ name: 'web', image: 'web', portMappings: [{ containerPort: 80, hostPort: 80 }] }];
    test.ecs.registerTaskDefinition({ family: 'web', cpu: '256', memory: '512', containerDefinitions });
    const configuration = { minimumHealthyPercent: 0, maximumPercent: 100 };
    test.ecs.createService({
      cluster: 'main',
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 1,
      deploymentConfiguration: configuration,
    });
    await test.pass(60);
    test.startOver();
    test.ecs.updateService({ cluster: 'main', service: 'web', forceNewDeployment: true });
    await test.pass(60);
    expect(test.timeline()).toEqual([
      '61 service:web on i-1 STOPPING',
      '81 service:web on i-1 STOPPED',
      '82 service:web on i-1 PENDING',
      '92 service:web on i-1 RUNNING',
    ]);
  });

  it.each([
    ['no host at all', {}, 0, 'Reason: No Container Instances were found in your cluster.'],
    ['too little memory', { memory: '5000' }, 1, 'has insufficient memory available.'],
    ['too little CPU', { cpu: '4096' }, 1, 'has insufficient CPU units available.'],
    ['a port in use', { hostPort: 22 }, 1, 'is already using a port required by your task.'],
  ])(
    'says that it can’t be placed: %s',
    async (_, { hostPort, ...size }: { hostPort?: number; memory?: string; cpu?: string }, hosts, message) => {
      const test = new EcsTest().withHosts(hosts);
      const portMappings = hostPort === undefined ? [] : [{ containerPort: 80, hostPort }];
      const containerDefinitions = [{ name: 'big', image: 'big', portMappings }];
      test.ecs.registerTaskDefinition({ family: 'big', cpu: '256', memory: '512', ...size, containerDefinitions });
      test.ecs.createService({ cluster: 'main', serviceName: 'big', taskDefinition: 'big', desiredCount: 1 });
      await test.pass(7 * 3_600);
      expect(test.service('big').messages).toEqual([expect.stringContaining(message)]);
      expect(test.world.eventsOf('ECS Service Action')).toMatchObject([
        { detail: { eventType: 'ERROR', eventName: 'SERVICE_TASK_PLACEMENT_FAILURE' } },
      ]);
    },
  );

  it('launches no more tasks a minute than the quota allows', async () => {
    const test = await new EcsTest({ launchesPerMinute: 10 }).withHosts(100).withService({ desiredCount: 100 });
    expect(test.live()).toHaveLength(19);
    await test.pass(60);
    expect(test.live()).toHaveLength(29);
  });
});
