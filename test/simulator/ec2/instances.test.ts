import { describe, expect, it } from 'vitest';
import { Ec2Simulator } from '../../../simulator/services/ec2/ec2-simulator.ts';
import type { LaunchSpecification } from '../../../simulator/services/ec2/instance.ts';
import { TestWorld } from './test-world.ts';

/** EC2 with round durations, and what its instances go through. */
class Ec2Test {
  readonly world = new TestWorld();
  readonly ec2 = new Ec2Simulator(this.world, {
    durations: { pending: 10_000, shuttingDown: 30_000, stopping: 20_000 },
  });
  readonly timeline: string[] = [];

  constructor() {
    this.ec2.onStateChange(({ instance, at }) => this.timeline.push(`${this.world.elapsed(at)} ${instance.state}`));
  }

  launch(overrides: Partial<LaunchSpecification> = {}): string {
    const specification = { instanceType: 'm7g.large', availabilityZone: 'eu-west-1a', ...overrides };
    return this.ec2.launch(specification).instanceId;
  }
}

describe('an instance', () => {
  it('is launched, stopped, started and terminated in its time', async () => {
    const test = new Ec2Test();
    const id = test.launch();
    await test.world.pass(60);
    test.ec2.stop(id);
    await test.world.pass(60);
    test.ec2.start(id);
    await test.world.pass(60);
    test.ec2.terminate(id);
    await test.world.pass(60);
    expect(test.timeline).toEqual([
      '0 pending',
      '10 running',
      '60 stopping',
      '80 stopped',
      '120 pending',
      '130 running',
      '180 shutting-down',
      '210 terminated',
    ]);
  });

  it('that is terminated while it is pending never runs', async () => {
    const test = new Ec2Test();
    const id = test.launch();
    await test.world.pass(4);
    test.ec2.terminate(id);
    await test.world.pass(60);
    expect(test.timeline).toEqual(['0 pending', '4 shutting-down', '34 terminated']);
  });

  it('that is terminated while it stops is terminated once', async () => {
    const test = new Ec2Test();
    const id = test.launch();
    await test.world.pass(60);
    test.ec2.stop(id);
    await test.world.pass(5);
    test.ec2.terminate(id);
    test.ec2.terminate(id);
    await test.world.pass(60);
    expect(test.timeline.slice(2)).toEqual(['60 stopping', '65 shutting-down', '95 terminated']);
  });

  it('that is stopped and started while it was pending takes its whole time again', async () => {
    const world = new TestWorld();
    const ec2 = new Ec2Simulator(world, { durations: { pending: 10_000, stopping: 1_000 } });
    const { instanceId } = ec2.launch({ instanceType: 'm7g.large', availabilityZone: 'eu-west-1a' });
    await world.pass(2);
    ec2.stop(instanceId);
    await world.pass(2);
    ec2.start(instanceId);
    await world.pass(9);
    expect(ec2.require(instanceId).state).toBe('pending');
    await world.pass(1);
    expect(ec2.require(instanceId).state).toBe('running');
  });

  it('is forgotten an hour after its termination', async () => {
    const test = new Ec2Test();
    const id = test.launch();
    test.ec2.terminate(id);
    await test.world.pass(3600);
    expect(test.ec2.instance(id)?.state).toBe('terminated');
    await test.world.pass(60);
    expect(test.ec2.instance(id)).toBeUndefined();
    expect(() => test.ec2.require(id)).toThrow(`The instance ID '${id}' does not exist`);
  });

  it('can be started only when it is stopped', async () => {
    const test = new Ec2Test();
    const id = test.launch();
    expect(() => test.ec2.start(id)).toThrow('not in a state from which it can be started');
  });

  it('announces every state on the event bus', async () => {
    const test = new Ec2Test();
    const id = test.launch();
    await test.world.pass(10);
    expect(test.world.eventsOf('EC2 Instance State-change Notification')).toMatchObject(
      ['pending', 'running'].map((state) => ({
        source: 'aws.ec2',
        resources: [`arn:aws:ec2:eu-west-1:111122223333:instance/${id}`],
        detail: { 'instance-id': id, state },
      })),
    );
  });

  it('needs a size when its type is not in the table', () => {
    const test = new Ec2Test();
    expect(() => test.launch({ instanceType: 'u7i-12tb.224xlarge' })).toThrow(RangeError);
    const id = test.launch({ instanceType: 'u7i-12tb.224xlarge', size: { vCpus: 896, memoryMiB: 12_582_912 } });
    expect(test.ec2.require(id).size.vCpus).toBe(896);
  });
});

describe('Spot', () => {
  it.each([
    { interruption: {}, after: ['130 shutting-down', '160 terminated'] },
    { interruption: { notice: 39_000 }, after: ['49 shutting-down', '79 terminated'] },
    { interruption: { action: 'stop' as const }, after: ['130 stopping', '150 stopped'] },
    { interruption: { action: 'hibernate' as const }, after: ['10 stopping', '30 stopped'] },
  ])('interrupts with $interruption', async ({ interruption, after }) => {
    const test = new Ec2Test();
    const id = test.launch({ lifecycle: 'spot' });
    await test.world.pass(10);
    test.ec2.interrupt(id, interruption);
    await test.world.pass(300);
    expect(test.timeline.slice(2)).toEqual(after);
    expect(test.world.events.filter(({ detailType }) => detailType.includes('Spot'))).toEqual([
      {
        source: 'aws.ec2',
        detailType: 'EC2 Spot Instance Interruption Warning',
        resources: [`arn:aws:ec2:eu-west-1a:instance/${id}`],
        detail: { 'instance-id': id, 'instance-action': interruption.action ?? 'terminate' },
        at: expect.any(Number),
      },
    ]);
  });

  it('may end an instance without a warning, which is best effort', async () => {
    const test = new Ec2Test();
    const id = test.launch({ lifecycle: 'spot' });
    test.ec2.interrupt(id, { warned: false, notice: 60_000 });
    await test.world.pass(300);
    expect(test.world.eventsOf('EC2 Spot Instance Interruption Warning')).toEqual([]);
    expect(test.ec2.require(id)).toMatchObject({ state: 'terminated', stateReason: 'Server.SpotInstanceTermination' });
  });

  it('leaves an instance alone that is gone when its time comes', async () => {
    const test = new Ec2Test();
    const id = test.launch({ lifecycle: 'spot' });
    await test.world.pass(10);
    test.ec2.interrupt(id);
    test.ec2.terminate(id);
    await test.world.pass(7200);
    expect(test.timeline.slice(2)).toEqual(['10 shutting-down', '40 terminated']);
  });

  it('recommends a rebalance', () => {
    const test = new Ec2Test();
    const id = test.launch({ lifecycle: 'spot' });
    const heard: string[] = [];
    test.ec2.onSpotNotice((instanceId, kind) => heard.push(`${instanceId} ${kind}`));
    test.ec2.recommendRebalance(id);
    expect(heard).toEqual([`${id} rebalance`]);
    expect(test.world.eventsOf('EC2 Instance Rebalance Recommendation')).toMatchObject([
      { resources: [`arn:aws:ec2:eu-west-1a:instance/${id}`], detail: { 'instance-id': id } },
    ]);
  });
});

it('plays the same run for the same seed', async () => {
  const run = async (): Promise<unknown> => {
    const world = new TestWorld(7);
    const ec2 = new Ec2Simulator(world);
    for (const { instanceId } of ec2.launchSeveral({ instanceType: 'm7g.large', availabilityZone: 'eu-west-1a' }, 5)) {
      world.clock.after(50_000, 'stop', () => void ec2.stop(instanceId));
    }
    await world.pass(600);
    return world.events;
  };
  expect(await run()).toEqual(await run());
});
