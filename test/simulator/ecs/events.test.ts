import { describe, expect, it } from 'vitest';
import { EcsTest } from './ecs-test.ts';

const ARN = /^arn:aws:ecs:eu-west-1:111122223333:/;

describe('events on the bus', () => {
  it('tell of a container instance, without task counts', () => {
    const test = new EcsTest().withHosts(1);
    expect(test.world.events).toHaveLength(1);
    const [{ at: _, ...event } = { at: 0 }] = test.world.events;
    expect(event).toEqual({
      source: 'aws.ecs',
      detailType: 'ECS Container Instance State Change',
      resources: [expect.stringMatching(/:container-instance\/main\/[0-9a-f]{32}$/)],
      detail: {
        agentConnected: true,
        attributes: expect.arrayContaining([{ name: 'ecs.availability-zone', value: 'eu-west-1a' }]),
        clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/main',
        containerInstanceArn: test.host('i-1').containerInstanceArn,
        ec2InstanceId: 'i-1',
        registeredResources: resources(2_048, 4_096),
        remainingResources: resources(2_048, 4_096),
        status: 'ACTIVE',
        version: 1,
        versionInfo: {
          agentHash: expect.any(String),
          agentVersion: expect.any(String),
          dockerVersion: expect.any(String),
        },
        updatedAt: '2026-03-02T09:00:00.000Z',
      },
    });
  });

  it('come on registration, every task start and stop, status changes, and agent connects', async () => {
    const test = await new EcsTest().withHosts(1).withService({ desiredCount: 1 });
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 0 });
    await test.pass(60);
    test.ecs.setHostStatus('i-1', 'DRAINING');
    test.ecs.setHostStatus('i-1', 'DRAINING');
    test.ecs.disconnectAgent('i-1');
    test.ecs.reconnectAgent('i-1');
    test.ecs.hostTerminated('i-1');
    await test.pass(60);
    const seen = test.world.eventsOf('ECS Container Instance State Change').map(({ detail }) => {
      const [{ integerValue } = { integerValue: 0 }] = detail['remainingResources'] as { integerValue: number }[];
      return `${detail['version']} ${detail['status']} ${detail['agentConnected']} ${integerValue}`;
    });
    expect(seen).toEqual([
      '1 ACTIVE true 2048',
      '2 ACTIVE true 1792',
      '3 ACTIVE true 2048',
      '4 DRAINING true 2048',
      '5 DRAINING false 2048',
      '6 DRAINING true 2048',
      '7 DRAINING false 2048',
      '8 INACTIVE false 2048',
    ]);
  });

  it('tell of a task’s life', async () => {
    const test = await new EcsTest().withHosts(1).withService({ desiredCount: 1 });
    test.ecs.updateService({ cluster: 'main', service: 'web', desiredCount: 0 });
    await test.pass(60);
    const events = test.world.eventsOf('ECS Task State Change');
    expect(
      events.map(({ detail }) => `${detail['version']} ${detail['lastStatus']} ${detail['desiredStatus']}`),
    ).toEqual(['1 PENDING RUNNING', '2 RUNNING RUNNING', '3 STOPPING STOPPED', '4 STOPPED STOPPED']);
    expect(events.at(-1)).toMatchObject({
      source: 'aws.ecs',
      resources: [expect.stringMatching(/:task\/main\/[0-9a-f]{32}$/)],
      detail: {
        availabilityZone: 'eu-west-1a',
        clusterArn: expect.stringMatching(ARN),
        containerInstanceArn: test.host('i-1').containerInstanceArn,
        containers: [{ name: 'web', lastStatus: 'STOPPED', exitCode: 0 }],
        createdAt: '2026-03-02T09:00:01.000Z',
        launchType: 'EC2',
        cpu: '256',
        memory: '512',
        group: 'service:web',
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: expect.stringMatching(/^Scaling activity initiated by \(deployment ecs-svc\/\d{19}\)$/),
        stoppedAt: '2026-03-02T09:01:21.000Z',
        taskArn: expect.stringMatching(ARN),
        taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
      },
    });
  });

  it('tell when a service is steady', async () => {
    const test = await new EcsTest().withHosts(1).withService({ desiredCount: 1 });
    expect(test.world.eventsOf('ECS Service Action')).toMatchObject([
      {
        source: 'aws.ecs',
        resources: ['arn:aws:ecs:eu-west-1:111122223333:service/main/web'],
        detail: { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE', clusterArn: expect.stringMatching(ARN) },
      },
    ]);
  });

  it('give way to listeners, who can leave', () => {
    const test = new EcsTest();
    const seen: string[] = [];
    const leave = test.ecs.onChange(({ kind }) => seen.push(kind));
    test.withHosts(1);
    leave();
    test.withHosts(1);
    expect(seen).toEqual(['host']);
  });
});

function resources(cpu: number, memory: number): object[] {
  return [
    { name: 'CPU', type: 'INTEGER', integerValue: cpu },
    { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
    { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '2376', '2375', '51678', '51679'] },
    { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: [] },
  ];
}
