import { describe, expect, it } from 'vitest';
import { aHost, EcsTest, ONE_PER_HOST } from './ecs-test.ts';

/** The one container instance as DescribeContainerInstances shows it. */
function described(test: EcsTest): unknown {
  const { containerInstances } = test.call<{ containerInstances: readonly unknown[] }>('DescribeContainerInstances', {
    cluster: 'main',
    containerInstances: [test.host('i-1').containerInstanceArn],
  });
  return containerInstances[0];
}

describe('DescribeContainerInstances', () => {
  it('shows what a host has and what is left of it: CPU, memory, ports in use, GPUs', async () => {
    const test = new EcsTest();
    test.ecs.registerHost({ ...aHost(), gpus: 2, ports: [22] });
    const [gpu] = [{ type: 'GPU' as const, value: '1' }];
    const ports = [
      { containerPort: 80, hostPort: 8_080 },
      { containerPort: 53, hostPort: 53, protocol: 'udp' as const },
    ];
    const container = { name: 'train', image: 'train', resourceRequirements: [gpu], portMappings: ports };
    test.ecs.registerTaskDefinition({ family: 'train', cpu: '512', memory: '1024', containerDefinitions: [container] });
    test.ecs.runTask({ cluster: 'main', taskDefinition: 'train' });
    await test.pass(30);
    expect(described(test)).toMatchObject({
      runningTasksCount: 1,
      registeredResources: [
        { name: 'CPU', integerValue: 2_048 },
        { name: 'MEMORY', integerValue: 4_096 },
        { name: 'PORTS', stringSetValue: ['22'] },
        { name: 'PORTS_UDP', stringSetValue: [] },
        { name: 'GPU', stringSetValue: [expect.any(String), expect.any(String)] },
      ],
      remainingResources: [
        { name: 'CPU', integerValue: 1_536 },
        { name: 'MEMORY', integerValue: 3_072 },
        { name: 'PORTS', stringSetValue: ['22', '8080'] },
        { name: 'PORTS_UDP', stringSetValue: ['53'] },
        { name: 'GPU', stringSetValue: [expect.any(String)] },
      ],
    });
  });
});

describe('a service that finds no room', () => {
  it('shows the missing tasks as neither running nor pending, with a message, until there is room', async () => {
    const test = await new EcsTest().withHosts(2).withService({ ...ONE_PER_HOST, desiredCount: 4 });
    const shown = (): object => test.call('DescribeServices', { cluster: 'main', services: ['web'] });
    const message = expect.stringContaining('was unable to place a task because no container instance met all');
    expect(shown()).toMatchObject({
      services: [{ desiredCount: 4, runningCount: 2, pendingCount: 0, events: [{ message }, {}] }],
    });
    test.withHost(3);
    await test.pass(5);
    expect(shown()).toMatchObject({ services: [{ runningCount: 2, pendingCount: 1 }] });
    expect(described(test)).toMatchObject({ runningTasksCount: 1, pendingTasksCount: 0 });
    await test.pass(30);
    expect(shown()).toMatchObject({ services: [{ runningCount: 3, pendingCount: 0 }] });
  });
});

describe('an agent that is away for hours', () => {
  it('leaves its host ACTIVE and its tasks counted, and ECS does not replace them', async () => {
    const test = await new EcsTest().withHosts(2).withService();
    const [task] = test.live().filter(({ ec2InstanceId }) => ec2InstanceId === 'i-1');
    test.ecs.disconnectAgent('i-1');
    test.startOver();
    await test.pass(6 * 3_600);
    expect(test.timeline('web')).toEqual([]);
    expect(described(test)).toMatchObject({ status: 'ACTIVE', agentConnected: false, runningTasksCount: 1 });
    const shown = (): object => test.call('DescribeTasks', { cluster: 'main', tasks: [task?.taskArn] });
    expect(shown()).toMatchObject({ tasks: [{ lastStatus: 'RUNNING', connectivity: 'DISCONNECTED' }] });
    test.ecs.reconnectAgent('i-1');
    expect(shown()).toMatchObject({ tasks: [{ connectivity: 'CONNECTED' }] });
  });
});

describe('capacity providers', () => {
  const provide = (test: EcsTest, name: string, settings: object = {}): object =>
    test.call('CreateCapacityProvider', {
      name,
      autoScalingGroupProvider: { autoScalingGroupArn: `arn:of:${name}`, ...settings },
    });

  it('are described with the defaults of what is left out', () => {
    const test = new EcsTest();
    provide(test, 'managed', { managedScaling: { status: 'ENABLED', targetCapacity: 80 } });
    expect(test.call('DescribeCapacityProviders', { capacityProviders: ['managed'] })).toMatchObject({
      capacityProviders: [
        {
          autoScalingGroupProvider: {
            autoScalingGroupArn: 'arn:of:managed',
            managedScaling: {
              status: 'ENABLED',
              targetCapacity: 80,
              minimumScalingStepSize: 1,
              maximumScalingStepSize: 10_000,
              instanceWarmupPeriod: 300,
            },
            managedTerminationProtection: 'DISABLED',
            managedDraining: 'ENABLED',
          },
        },
      ],
    });
  });

  it('protect from termination only with managed scaling', () => {
    const test = new EcsTest();
    const protection = { managedTerminationProtection: 'ENABLED' };
    expect(() => provide(test, 'bare', protection)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException' }),
    );
    expect(provide(test, 'managed', { ...protection, managedScaling: { status: 'ENABLED' } })).toMatchObject({
      capacityProvider: { autoScalingGroupProvider: { managedTerminationProtection: 'ENABLED' } },
    });
  });

  it('come in pages of ten, those of Fargate among them', () => {
    const test = new EcsTest();
    for (let number = 0; number < 15; number += 1) provide(test, `own-${number}`);
    const names: string[] = [];
    const sizes: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = test.call<{ capacityProviders: { name: string }[]; nextToken?: string }>(
        'DescribeCapacityProviders',
        { nextToken },
      );
      sizes.push(page.capacityProviders.length);
      names.push(...page.capacityProviders.map(({ name }) => name));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(sizes).toEqual([10, 7]);
    expect(new Set(names).size).toBe(17);
    expect(names).toEqual(expect.arrayContaining(['FARGATE', 'FARGATE_SPOT', 'own-14']));
    expect(() => test.call('DescribeCapacityProviders', { maxResults: 11 })).toThrow('between 1 and 10');
  });
});
