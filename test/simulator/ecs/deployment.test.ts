import { describe, expect, it } from 'vitest';
import { EcsTest, ONE_PER_HOST } from './ecs-test.ts';

describe('a deployment', () => {
  it('starts new tasks before it stops old ones, as far as the percents allow', async () => {
    const test = await new EcsTest().withHosts(3).withService({ desiredCount: 3 });
    test.startOver();
    const taskDefinition = test.ecs.registerTaskDefinition({ family: 'web', cpu: '128', memory: '128' });
    test.ecs.updateService({ cluster: 'main', service: 'web', taskDefinition });
    await test.pass(90);
    const steps = test.timeline('web').map((line) => line.replace(/ service.* /, ' '));
    expect(steps).toEqual([
      ...Array.from({ length: 3 }, () => '61 PENDING'),
      ...Array.from({ length: 3 }, () => '71 RUNNING'),
      ...Array.from({ length: 3 }, () => '72 STOPPING'),
      ...Array.from({ length: 3 }, () => '92 STOPPED'),
    ]);
    expect(test.live().every((task) => task.taskDefinitionArn === taskDefinition)).toBe(true);
    expect(test.world.eventsOf('ECS Deployment State Change').map(({ detail }) => detail['eventName'])).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_COMPLETED',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_COMPLETED',
    ]);
  });

  it('is described while it goes on: PRIMARY and ACTIVE, each with its counts, then one that is COMPLETED', async () => {
    const test = await new EcsTest().withHosts(3).withService({ desiredCount: 3 });
    const shown = (): object => test.call('DescribeServices', { cluster: 'main', services: ['web'] });
    const [before] = test.live();
    const taskDefinition = test.ecs.registerTaskDefinition({ family: 'web', cpu: '128', memory: '128' });
    test.call('UpdateService', { cluster: 'main', service: 'web', taskDefinition });
    await test.pass(5);
    const older = { status: 'ACTIVE', taskDefinition: before?.taskDefinitionArn, rolloutState: 'COMPLETED' };
    const newer = { status: 'PRIMARY', taskDefinition, desiredCount: 3, rolloutState: 'IN_PROGRESS' };
    expect(shown()).toMatchObject({
      services: [
        {
          taskDefinition,
          runningCount: 3,
          pendingCount: 3,
          deployments: [
            { ...newer, runningCount: 0, pendingCount: 3 },
            { ...older, runningCount: 3, pendingCount: 0 },
          ],
        },
      ],
    });
    await test.pass(90);
    expect(shown()).toMatchObject({
      services: [
        { runningCount: 3, pendingCount: 0, deployments: [{ ...newer, runningCount: 3, rolloutState: 'COMPLETED' }] },
      ],
    });
  });

  it('is blocked by distinctInstance on full hosts at a minimum of 100 %', async () => {
    const test = await new EcsTest().withHosts(2).withService(ONE_PER_HOST);
    test.ecs.updateService({ cluster: 'main', service: 'web', forceNewDeployment: true });
    await test.pass(600);
    expect(test.service().messages[0]).toContain('DistinctInstance placement constraint unsatisfied.');
    const beside = await new EcsTest({ distinctInstancePer: 'deployment' }).withHosts(2).withService(ONE_PER_HOST);
    beside.ecs.updateService({ cluster: 'main', service: 'web', forceNewDeployment: true });
    await beside.pass(600);
    expect(beside.service()).toMatchObject({ steady: true, runningCount: 2 });
  });

  it('goes host by host with distinctInstance and a lower minimum', async () => {
    const test = await new EcsTest().withHosts(4).withService({
      ...ONE_PER_HOST,
      desiredCount: 4,
      deploymentConfiguration: { minimumHealthyPercent: 75, maximumPercent: 100 },
    });
    const lowest: number[] = [];
    test.ecs.onChange(() => lowest.push(test.service().runningCount));
    test.ecs.updateService({ cluster: 'main', service: 'web', forceNewDeployment: true });
    await test.pass(600);
    expect(Math.min(...lowest)).toBe(3);
    expect(test.service()).toMatchObject({ steady: true, runningCount: 4 });
  });
});
