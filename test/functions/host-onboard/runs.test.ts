import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { aHostRecord, HostOnboardProcess, OnboardWorld } from '../../builders/host-onboard.ts';
import { aRecord } from '../../builders/messages.ts';

const SCHEDULE = aRecord({
  id: 'schedule',
  body: JSON.stringify({ source: 'ecs-ops.schedule', 'detail-type': 'Host Onboard Schedule' }),
});
const MARKED = [{ name: 'ecs-ops.onboarded' }];
const throttled = () => new RetryableError('throttled', 'Rate exceeded');

function worldOf(count: number, overrides: Parameters<OnboardWorld['add']>[1] = {}): OnboardWorld {
  const world = new OnboardWorld();
  for (let number = 1; number <= count; number += 1) world.add(number, overrides);
  return world;
}

describe('an event', () => {
  it.each([
    ['of a host with the marker', aHostRecord(1, { attributes: MARKED })],
    ['of an external instance', aHostRecord(1, { attributes: [{ name: 'ecs.capability.external' }] })],
  ])('%s costs no call', async (_, record) => {
    const world = worldOf(1);
    expect(await new HostOnboardProcess(world).run(record)).toEqual([]);
    expect(world.calls).toEqual([]);
  });

  it('costs none if another of the same batch says that the host has the marker', async () => {
    const world = worldOf(1);
    await new HostOnboardProcess(world).run(
      aHostRecord(1, { id: 'a' }),
      aHostRecord(1, { id: 'b', attributes: MARKED }),
    );
    expect(world.calls).toEqual([]);
  });

  it('costs none if this process labelled its host a moment ago, and three calls again after ten minutes', async () => {
    const world = worldOf(1);
    const process = new HostOnboardProcess(world);
    await process.run(aHostRecord(1));
    expect(world.calls).toEqual(['describeContainerInstances', 'describeInstances', 'label']);
    await process.run(aHostRecord(1));
    expect(world.calls).toHaveLength(3);
    process.now += 600_000;
    await process.run(aHostRecord(1));
    // The host carries the marker, as is read then.
    expect(world.calls.slice(3)).toEqual(['describeContainerInstances']);
  });

  it('that is not understood is parked', async () => {
    const process = new HostOnboardProcess(worldOf(0));
    await process.run(aRecord({ body: '{' }), aRecord({ id: '2', body: '{"source":"aws.ec2","detail-type":"x"}' }));
    expect(process.parked.map(({ reason }) => reason)).toEqual(['malformed-json', 'unsupported-event']);
  });
});

describe('more hosts than a run takes', () => {
  it('come back as one message, which stands for all that are left, until all are labelled', async () => {
    const world = worldOf(450);
    const process = new HostOnboardProcess(world);
    const records = Array.from({ length: 450 }, (_, index) => aHostRecord(index + 1));
    const [kept = '', ...others] = await process.run(...records);
    expect(others).toEqual([]);
    expect(process.postponed).toEqual(new Map([[kept, 8]]));
    expect(world.calls.filter((call) => call === 'label')).toHaveLength(40);
    const number = Number(kept.replace('host ', ''));
    expect(await process.run(aHostRecord(number, { receiveCount: 2 }))).toEqual([kept]);
    expect(await process.run(aHostRecord(number, { receiveCount: 3 }))).toEqual([]);
    expect(process.telemetry.sums['HostsOnboarded']).toBe(450);
    expect(world.calls.filter((call) => call === 'label')).toHaveLength(90);
    expect(world.calls.filter((call) => call === 'listContainerInstances')).toHaveLength(2);
  });

  it('are looked for by the schedule as well', async () => {
    const world = worldOf(250);
    const process = new HostOnboardProcess(world);
    expect(await process.run(SCHEDULE)).toEqual(['schedule']);
    expect(await process.run({ ...SCHEDULE, attributes: { ApproximateReceiveCount: '2' } })).toEqual([]);
    expect(process.telemetry.sums['HostsOnboarded']).toBe(250);
  });
});

describe('what fails', () => {
  it.each(['describeContainerInstances', 'describeInstances', 'label'])(
    'for a while, %s, brings one message of the cluster back',
    async (call) => {
      const world = worldOf(3);
      const process = new HostOnboardProcess(world);
      world.failures.set(call, throttled());
      const [kept, ...others] = await process.run(aHostRecord(1), aHostRecord(2), aHostRecord(3));
      expect(others).toEqual([]);
      world.failures.clear();
      expect(await process.run(aHostRecord(1, { id: kept ?? '', receiveCount: 2 }))).toEqual([]);
      expect([1, 2, 3].map((number) => world.attributes(number)?.['ecs-ops.onboarded'])).toEqual(
        Array(3).fill('checked'),
      );
    },
  );

  it('when a person is to be told, leaves the host without its marker, and is told later', async () => {
    const world = worldOf(1, { options: { httpTokens: 'optional' } });
    const process = new HostOnboardProcess(world);
    world.failures.set('tellOperator', throttled());
    expect(await process.run(aHostRecord(1))).toEqual(['host 1']);
    expect(world.attributes(1)).toEqual({});
    expect(process.telemetry.sums['Findings']).toBeUndefined();
    world.failures.clear();
    expect(await process.run(aHostRecord(1, { receiveCount: 2 }))).toEqual([]);
    expect(world.notices).toHaveLength(1);
    expect(process.telemetry.sums).toMatchObject({ Findings: 1 });
  });

  it('when the marker is to be written, after a person was told, is told no second time', async () => {
    const world = worldOf(1, { options: { httpTokens: 'optional' } });
    const process = new HostOnboardProcess(world);
    world.failures.set('label', throttled());
    expect(await process.run(aHostRecord(1))).toEqual(['host 1']);
    world.failures.clear();
    expect(await process.run(aHostRecord(1, { receiveCount: 2 }))).toEqual([]);
    expect(world.notices).toHaveLength(1);
    expect(world.attributes(1)).toMatchObject({ 'ecs-ops.onboarded': 'imdsv1-allowed' });
    expect(process.telemetry.sums).toMatchObject({ Findings: 1 });
  });

  it('for good, one host of five, keeps none of the others from its label', async () => {
    const world = worldOf(5);
    const { label } = world.writes;
    const refusing = {
      ...world,
      reads: world.reads,
      writes: {
        ...world.writes,
        label: async (...[action, arns, signal]: Parameters<typeof label>) => {
          if (arns.some((arn) => arn.endsWith('3'))) throw new PermanentError('rejected', 'TargetNotFoundException');
          return label(action, arns, signal);
        },
      },
    };
    const process = new HostOnboardProcess(refusing as OnboardWorld);
    expect(await process.run(...[1, 2, 3, 4, 5].map((number) => aHostRecord(number)))).toEqual([]);
    const labelled = [1, 2, 3, 4, 5].filter((number) => world.attributes(number)?.['ecs-ops.onboarded'] === 'checked');
    expect(labelled).toEqual([1, 2, 4, 5]);
  });

  it('when tasks are read, leaves the hop limit open for the schedule, and labels the host', async () => {
    const world = worldOf(1, { options: { hopLimit: 1 } });
    const process = new HostOnboardProcess(world);
    world.failures.set('taskPages', throttled());
    expect(await process.run(aHostRecord(1))).toEqual([]);
    expect(world.attributes(1)).toMatchObject({ 'ecs-ops.onboarded': 'hop-limit-open' });
    world.failures.clear();
    world.tasks.push({ taskDefinitionArn: 'task-definition/legacy:1', launchType: 'EC2', hasRoleOverride: false });
    process.now += 3_600_000;
    expect(await process.run(SCHEDULE)).toEqual([]);
    expect(world.attributes(1)).toMatchObject({ 'ecs-ops.onboarded': 'hop-limit-found' });
  });

  it('its label, while its hop limit is raised, has the raise label it: a marker without a label would stay so', async () => {
    const world = worldOf(1, { options: { hopLimit: 1 } });
    world.tasks.push({ taskDefinitionArn: 'task-definition/legacy:1', launchType: 'EC2', hasRoleOverride: false });
    const { label } = world.writes;
    Object.assign(world.writes, {
      label: async (...call: Parameters<typeof label>) => {
        if (call[0].marker.includes('hop-limit-found')) throw throttled();
        return label(...call);
      },
    });
    const process = new HostOnboardProcess(world, { repairs: true });
    await process.run(aHostRecord(1));
    expect(world.attributes(1)).toMatchObject({
      'ecs-ops.lifecycle': 'on-demand',
      'ecs-ops.onboarded': 'hop-limit-raised',
    });
  });

  it('a repair, is tried again by the schedule, and the person is not told again', async () => {
    const world = worldOf(1, { options: { hopLimit: 1 } });
    world.tasks.push({ taskDefinitionArn: 'task-definition/legacy:1', launchType: 'EC2', hasRoleOverride: false });
    const process = new HostOnboardProcess(world, { repairs: true });
    world.failures.set('raiseHopLimit', throttled());
    expect(await process.run(aHostRecord(1))).toEqual([]);
    expect(world.attributes(1)).toMatchObject({ 'ecs-ops.onboarded': 'hop-limit-found' });
    world.failures.clear();
    process.now += 3_600_000;
    await process.run(SCHEDULE);
    expect(world.attributes(1)).toMatchObject({ 'ecs-ops.onboarded': 'hop-limit-raised' });
    expect(world.notices).toHaveLength(1);
  });
});
