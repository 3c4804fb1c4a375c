import { describe, expect, it } from 'vitest';
import { EcsTest, ONE_PER_HOST } from './ecs-test.ts';

describe('a host that is lost', () => {
  it('ends its containers at once, and ECS notices a little later', async () => {
    const test = await new EcsTest().withHosts(3).withService({ desiredCount: 3 });
    test.startOver();
    test.ecs.hostTerminated('i-1');
    expect(test.ecs.containersRunning('i-1')).toEqual([]);
    expect(test.host('i-1')).toMatchObject({ status: 'ACTIVE', runningTasksCount: 1 });
    await test.pass(60);
    expect(test.timeline('i-1')).toEqual(['65 i-1 ACTIVE', '65 service:web on i-1 STOPPED', '65 i-1 INACTIVE']);
    expect(test.ecs.isRegistered('i-1')).toBe(false);
    expect(test.service()).toMatchObject({ runningCount: 3, steady: true });
    const [lost] = test.ecs.view('main').tasks.filter(({ ec2InstanceId }) => ec2InstanceId === 'i-1');
    expect(lost?.stoppedReason).toBe('Host EC2 (instance i-1) terminated.');
  });

  it('can be described as INACTIVE, and is no longer listed or counted', async () => {
    const test = new EcsTest().withHosts(2);
    const containerInstances = [test.host('i-1').containerInstanceArn];
    test.ecs.hostTerminated('i-1');
    await test.pass(60);
    expect(test.call('DescribeContainerInstances', { cluster: 'main', containerInstances })).toMatchObject({
      containerInstances: [{ status: 'INACTIVE', agentConnected: false, runningTasksCount: 0 }],
      failures: [],
    });
    expect(test.call('ListContainerInstances', { cluster: 'main' })).toMatchObject({
      containerInstanceArns: [test.host('i-2').containerInstanceArn],
    });
    expect(test.call('DescribeClusters', { clusters: ['main'] })).toMatchObject({
      clusters: [{ registeredContainerInstancesCount: 1 }],
    });
    await test.pass(3_600);
    expect(test.call('DescribeContainerInstances', { cluster: 'main', containerInstances })).toMatchObject({
      containerInstances: [],
      failures: [{ reason: 'MISSING' }],
    });
  });

  it('does not finish what its agent was doing', async () => {
    const test = await new EcsTest().withHosts(1).withService({ desiredCount: 1 }, { stopDuration: 3_000 });
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 0 });
    await test.pass(2);
    test.startOver();
    test.ecs.hostTerminated('i-1');
    await test.pass(60);
    expect(test.timeline('web')).toEqual(['67 service:web on i-1 STOPPED']);
  });
});

describe('a host that stops and starts, as in a warm pool', () => {
  it.each(['ACTIVE', 'DRAINING'] as const)(
    'comes back as the same container instance, %s as it was',
    async (status) => {
      const test = await new EcsTest().withHosts(1).withService({ ...ONE_PER_HOST, desiredCount: 1 });
      const { containerInstanceArn } = test.host('i-1');
      test.ecs.setHostStatus('i-1', status);
      test.ecs.hostStopped('i-1');
      expect(test.ecs.containersRunning('i-1')).toEqual([]);
      await test.pass(60);
      expect(test.host('i-1')).toMatchObject({ status, agentConnected: false, runningTasksCount: 0 });
      expect(test.service().messages[0]).toContain(status === 'ACTIVE' ? '"AGENT"' : 'No Container Instances');
      test.ecs.hostStarted('i-1');
      await test.pass(60);
      expect(test.host('i-1')).toMatchObject({ containerInstanceArn, status, agentConnected: true });
      expect(test.live()).toHaveLength(status === 'ACTIVE' ? 1 : 0);
    },
  );
});

describe('an agent that loses its connection', () => {
  it('gets no tasks, and takes up its orders when it is back', async () => {
    const test = await new EcsTest().withHosts(2).withService();
    test.ecs.disconnectAgent('i-1');
    test.ecs.setHostStatus('i-1', 'DRAINING');
    await test.pass(600);
    expect(test.ecs.containersRunning('i-1')).toMatchObject([{ desiredStatus: 'STOPPED', lastStatus: 'STOPPING' }]);
    test.ecs.reconnectAgent('i-1');
    await test.pass(30);
    expect(test.ecs.containersRunning('i-1')).toEqual([]);
    test.ecs.disconnectAgent('i-2');
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 3 });
    await test.pass(60);
    expect(test.service().messages[0]).toContain('encountered error "AGENT"');
  });

  it('comes and goes by itself when the simulation wants it', async () => {
    const test = new EcsTest({ agentReconnectsPerHour: 4 }).withHosts(10);
    await test.pass(3_600);
    const events = test.world.eventsOf('ECS Container Instance State Change');
    expect(events.length).toBeGreaterThan(50);
    expect(events.length).toBeLessThan(120);
    expect(test.ecs.view('main').hosts.every(({ agentConnected }) => agentConnected)).toBe(true);
  });
});

describe('a registration', () => {
  it('passes REGISTERING when it takes time', async () => {
    const test = new EcsTest().withHost(1, { registrationDuration: 30_000 });
    await test.withService({ desiredCount: 1 });
    expect(test.timeline('i-1')).toEqual([
      '0 i-1 REGISTERING',
      '30 i-1 ACTIVE',
      '31 service:web on i-1 PENDING',
      '41 service:web on i-1 RUNNING',
    ]);
  });
});

describe('standalone tasks', () => {
  it('end by themselves after their run', async () => {
    const test = new EcsTest().withHosts(1);
    test.ecs.registerTaskDefinition({ family: 'job', cpu: '256', memory: '512' }, { runDuration: 120_000 });
    test.ecs.runTask({ cluster: 'main', taskDefinition: 'job' });
    await test.pass(300);
    expect(test.timeline('job')).toEqual([
      '0 family:job on i-1 PENDING',
      '10 family:job on i-1 RUNNING',
      '130 family:job on i-1 STOPPED',
    ]);
    expect(test.host('i-1')).toMatchObject({ freeCpu: 2_048, freeMemory: 4_096 });
  });

  it('are a failure where they don’t fit', () => {
    const test = new EcsTest().withHosts(1);
    test.ecs.registerTaskDefinition({ family: 'job', cpu: '1024', memory: '512' });
    expect(test.call('RunTask', { cluster: 'main', taskDefinition: 'job', count: 3 })).toMatchObject({
      tasks: [{ group: 'family:job' }, { group: 'family:job' }],
      failures: [{ arn: test.host('i-1').containerInstanceArn, reason: 'RESOURCE:CPU' }],
    });
  });

  it('go where StartTask says', () => {
    const test = new EcsTest().withHosts(2);
    test.ecs.registerTaskDefinition({ family: 'job', cpu: '1024', memory: '512' });
    const containerInstances = [test.host('i-2').containerInstanceArn, 'f'.repeat(32)];
    expect(test.call('StartTask', { cluster: 'main', taskDefinition: 'job', containerInstances })).toMatchObject({
      tasks: [{ containerInstanceArn: containerInstances[0] }],
      failures: [{ reason: 'MISSING' }],
    });
  });
});
