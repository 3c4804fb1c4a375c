import { describe, expect, it } from 'vitest';
import { EcsTest, ONE_PER_HOST } from './ecs-test.ts';

/** Seconds at which `i-1` is set to DRAINING in every scenario: after the minute in which the service starts. */
const DRAIN_AT = 60;

describe('draining a host', () => {
  it('replaces its tasks first when the minimum is 100 %', async () => {
    const test = await new EcsTest().withHosts(2).withService({ desiredCount: 2 });
    expect(test.places()).toEqual(['i-1', 'i-2']);
    test.startOver();
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(60);
    expect(test.timeline()).toEqual([
      `${DRAIN_AT} i-1 DRAINING`,
      '61 service:web on i-2 PENDING',
      '71 service:web on i-2 RUNNING',
      '72 service:web on i-1 STOPPING',
      '92 service:web on i-1 STOPPED',
    ]);
    expect(test.service().messages[0]).toBe('(service web) has reached a steady state.');
  });

  it('waits until a replacement counts as healthy', async () => {
    const test = await new EcsTest({ healthyAfter: 40_000 }).withHosts(2).withService({ desiredCount: 2 });
    test.startOver();
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(120);
    expect(test.timeline('web')).toEqual([
      '61 service:web on i-2 PENDING',
      '71 service:web on i-2 RUNNING',
      '111 service:web on i-1 STOPPING',
      '131 service:web on i-1 STOPPED',
    ]);
  });

  it('stops tasks first when the minimum allows it', async () => {
    const test = await new EcsTest()
      .withHosts(2)
      .withService({ deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 } });
    test.startOver();
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(60);
    expect(test.timeline('web')).toEqual([
      '61 service:web on i-1 STOPPING',
      '81 service:web on i-1 STOPPED',
      '82 service:web on i-2 PENDING',
      '92 service:web on i-2 RUNNING',
    ]);
  });

  it('stops tasks that are not RUNNING yet at once', async () => {
    const test = await new EcsTest().withHosts(1).withService({ desiredCount: 1 }, { startDuration: 3_600_000 });
    test.withHosts(1);
    test.startOver();
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(10);
    expect(test.timeline('web')).toEqual([
      '61 service:web on i-1 PENDING',
      '61 service:web on i-2 PENDING',
      '61 service:web on i-1 STOPPED',
    ]);
  });

  it.each([
    [
      '100/100 leaves no room',
      { minimumHealthyPercent: 100, maximumPercent: 100 },
      {},
      'the service deployment configuration',
    ],
    ['no other host takes the replacement', {}, ONE_PER_HOST, 'DistinctInstance placement constraint unsatisfied.'],
  ])('never ends when %s', async (_, deploymentConfiguration, constraints, message) => {
    const test = await new EcsTest().withHosts(2).withService({ ...constraints, deploymentConfiguration });
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(47 * 3_600);
    expect(test.places()).toEqual(['i-1', 'i-2']);
    expect(test.host('i-1')).toMatchObject({ status: 'DRAINING', runningTasksCount: 1 });
    expect(test.service().messages[0]).toContain(message);
  });

  it('ends when the desired count falls: the draining host’s task is the one to stop', async () => {
    const test = await new EcsTest().withHosts(4).withService({ ...ONE_PER_HOST, desiredCount: 4 });
    test.ecs.setHostStatus('i-3', 'DRAINING');
    await test.pass(600);
    test.startOver();
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 3 });
    await test.pass(60);
    expect(test.timeline()).toEqual(['661 service:web on i-3 STOPPING', '681 service:web on i-3 STOPPED']);
    expect(test.places()).toEqual(['i-1', 'i-2', 'i-4']);
  });

  it('goes on when a host joins that takes the replacement', async () => {
    const test = await new EcsTest().withHosts(2).withService(ONE_PER_HOST);
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(600);
    test.withHosts(1);
    await test.pass(60);
    expect(test.places()).toEqual(['i-2', 'i-3']);
    expect(test.ecs.containersRunning('i-1')).toEqual([]);
  });

  it('takes the host back when it is set ACTIVE', async () => {
    const test = await new EcsTest().withHosts(2).withService(ONE_PER_HOST);
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(600);
    test.ecs.setHostStatus('i-1', 'ACTIVE');
    await test.pass(60);
    expect(test.places()).toEqual(['i-1', 'i-2']);
    expect(test.service()).toMatchObject({ steady: true, runningCount: 2 });
  });

  it('leaves standalone tasks alone', async () => {
    const test = new EcsTest().withHosts(2);
    test.ecs.registerTaskDefinition({ family: 'job', cpu: '256', memory: '512' });
    test.ecs.runTask({
      cluster: 'main',
      taskDefinition: 'job',
      placementStrategy: [{ type: 'spread', field: 'instanceId' }],
      count: 2,
    });
    await test.pass(60);
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(3_600);
    expect(test.places('family:job')).toEqual(['i-1', 'i-2']);
  });

  it('spares protected tasks until their protection ends', async () => {
    const test = await new EcsTest().withHosts(2).withService();
    const task = test.live().find(({ ec2InstanceId }) => ec2InstanceId === 'i-1')?.taskArn;
    test.call('UpdateTaskProtection', {
      cluster: 'main',
      tasks: [task],
      protectionEnabled: true,
      expiresInMinutes: 10,
    });
    test.ecs.setHostStatus('i-1', 'DRAINING');
    test.startOver();
    await test.pass(900);
    expect(test.timeline('on i-1')).toEqual(['660 service:web on i-1 STOPPING', '680 service:web on i-1 STOPPED']);
  });

  it('lets load balancers finish before a task gets its SIGTERM, and kills it after its stop timeout', async () => {
    const test = new EcsTest().withHosts(2);
    const containerDefinitions = [{ name: 'api', image: 'api', stopTimeout: 120 }];
    test.ecs.registerTaskDefinition(
      { family: 'api', cpu: '256', memory: '512', containerDefinitions },
      { stopDuration: 600_000 },
    );
    test.ecs.createService({
      cluster: 'main',
      serviceName: 'api',
      taskDefinition: 'api',
      desiredCount: 1,
      deregistrationDelay: 300_000,
    });
    await test.pass(60);
    const [{ ec2InstanceId = '' } = {}] = test.live('service:api');
    test.startOver();
    test.ecs.setHostStatus(ec2InstanceId, 'DRAINING');
    await test.pass(600);
    expect(test.timeline(`api on ${ec2InstanceId}`)).toEqual([
      `72 service:api on ${ec2InstanceId} DEACTIVATING`,
      `372 service:api on ${ec2InstanceId} STOPPING`,
      `492 service:api on ${ec2InstanceId} STOPPED`,
    ]);
  });

  it('misses tasks that are being stopped in the counts, though their containers run', async () => {
    const test = await new EcsTest().withHosts(2).withService({}, { stopDuration: 25_000 });
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(20);
    expect(test.host('i-1')).toMatchObject({ runningTasksCount: 0, pendingTasksCount: 0 });
    expect(test.ecs.containersRunning('i-1')).toMatchObject([{ lastStatus: 'STOPPING', daemon: false }]);
    const { taskArns } = test.call<{ taskArns: string[] }>('ListTasks', {
      cluster: 'main',
      containerInstance: test.host('i-1').containerInstanceArn,
    });
    expect(taskArns).toEqual([]);
  });
});
