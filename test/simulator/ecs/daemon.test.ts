import { describe, expect, it } from 'vitest';
import { EcsTest, ONE_PER_HOST } from './ecs-test.ts';

describe('a DAEMON service', () => {
  it('runs one task on every ACTIVE host that matches', async () => {
    const expression = 'attribute:ecs.instance-type =~ m5.*';
    const test = await new EcsTest()
      .withHosts(2)
      .withHost(3, { instanceType: 'c5.large' })
      .withService({ schedulingStrategy: 'DAEMON', placementConstraints: [{ type: 'memberOf', expression }] });
    expect(test.places()).toEqual(['i-1', 'i-2']);
    expect(test.service()).toMatchObject({ desiredCount: 2, runningCount: 2, steady: true });
    test.withHost(4);
    await test.pass(30);
    expect(test.places()).toEqual(['i-1', 'i-2', 'i-4']);
  });

  it('is the first on a host and the last to leave it', async () => {
    const test = await new EcsTest().withService({ schedulingStrategy: 'DAEMON', serviceName: 'logs' });
    await test.withService({ ...ONE_PER_HOST, desiredCount: 2 }, { stopDuration: 30_000 });
    test.startOver();
    test.withHosts(2);
    await test.pass(60);
    expect(test.timeline('i-1 PENDING')).toEqual(['120 service:logs on i-1 PENDING', '121 service:web on i-1 PENDING']);
    test.startOver();
    test.ecs.setHostStatus('i-1', 'DRAINING');
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 1 });
    await test.pass(120);
    expect(test.timeline('on i-1')).toEqual([
      '181 service:web on i-1 STOPPING',
      '211 service:web on i-1 STOPPED',
      '212 service:logs on i-1 STOPPING',
      '232 service:logs on i-1 STOPPED',
    ]);
  });

  it('leaves a host that no longer matches, and says so', async () => {
    const placementConstraints = [{ type: 'memberOf' as const, expression: 'attribute:logs exists' }];
    const test = await new EcsTest()
      .withHosts(2, { attributes: { logs: 'yes' } })
      .withService({ schedulingStrategy: 'DAEMON', placementConstraints });
    const targetId = test.host('i-1').containerInstanceArn;
    test.call('DeleteAttributes', { cluster: 'main', attributes: [{ name: 'logs', targetId }] });
    await test.pass(60);
    expect(test.places()).toEqual(['i-2']);
    expect(test.world.eventsOf('ECS Service Action').map(({ detail }) => detail['eventName'])).toContain(
      'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED',
    );
  });

  it('replaces its tasks in place for a new deployment', async () => {
    const test = await new EcsTest().withHosts(3).withService({ schedulingStrategy: 'DAEMON' });
    const taskDefinition = test.ecs.registerTaskDefinition({ family: 'web', cpu: '128', memory: '128' });
    test.ecs.updateService({ cluster: 'main', service: 'web', taskDefinition });
    await test.pass(120);
    expect(test.places()).toEqual(['i-1', 'i-2', 'i-3']);
    expect(test.live().every((task) => task.taskDefinitionArn === taskDefinition)).toBe(true);
  });
});
