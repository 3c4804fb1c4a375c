import { describe, expect, it, onTestFinished } from 'vitest';
import type { LoadedSimulation, LoadOptions } from '../../../cli/snapshot/loaded-simulation.ts';
import { simulationFrom } from '../../../cli/snapshot/simulation-from.ts';
import type { Snapshot } from '../../../cli/snapshot/snapshot.ts';
import { awsCliSnapshot } from './aws-cli-file.ts';

const MINUTE = 60_000;

async function loaded(snapshot: Snapshot, options: LoadOptions = {}): Promise<LoadedSimulation> {
  const result = await simulationFrom(snapshot, options);
  onTestFinished(() => result.simulation.close());
  return result;
}

describe('a file of the AWS CLI', () => {
  it('stands as the account stood', async () => {
    const { simulation } = await loaded(awsCliSnapshot());
    const { hosts, tasks, services } = simulation.ecs.view('acme');
    expect(simulation.world.account).toEqual({ id: '123456789012', region: 'eu-central-1', partition: 'aws' });
    expect(hosts).toMatchObject([
      {
        ec2InstanceId: 'i-0a1b2c3d4e5f60711',
        runningTasksCount: 2,
        registeredCpu: 4096,
        freeCpu: 3008,
        freeMemory: 13424,
      },
      { ec2InstanceId: 'i-0a1b2c3d4e5f60712', runningTasksCount: 3, attributes: { tenant: 'blue' }, freeCpu: 2752 },
    ]);
    expect(tasks.map(({ group, ec2InstanceId }) => `${group} ${ec2InstanceId?.at(-1)}`)).toEqual([
      'service:shop-web 1',
      'service:shop-web 2',
      'service:node-exporter 1',
      'service:node-exporter 2',
      'family:import 2',
    ]);
    expect(services.map(({ desiredCount, runningCount, steady }) => [desiredCount, runningCount, steady])).toEqual([
      [2, 2, true],
      [2, 2, true],
    ]);
    expect(simulation.autoScaling.view('acme-spot')).toMatchObject({
      min: 1,
      max: 10,
      desired: 2,
      instances: [
        { state: 'InService', purchase: 'spot', protectedFromScaleIn: false },
        { state: 'InService', purchase: 'spot', protectedFromScaleIn: true },
      ],
    });
    expect(simulation.ec2.instances()).toMatchObject([{ metadataOptions: { HttpPutResponseHopLimit: 1 } }, {}]);
  });

  it('changes nothing by itself', async () => {
    const { simulation } = await loaded(awsCliSnapshot());
    const before = simulation.ecs.view('acme');
    await simulation.runFor(MINUTE);
    expect(simulation.ecs.view('acme')).toEqual(before);
    expect(simulation.autoScaling.stateHistory()).toEqual([]);
  });

  it('lives on: a Spot interruption has the host drained, and the tasks of services move', async () => {
    const { simulation } = await loaded(awsCliSnapshot());
    simulation.ec2.interrupt('i-0a1b2c3d4e5f60711');
    await simulation.runFor(10_000);
    expect(simulation.ecs.view('acme').hosts[0]?.status).toBe('DRAINING');
    await simulation.runFor(10 * MINUTE);
    const { hosts, services } = simulation.ecs.view('acme');
    expect(hosts).toMatchObject([
      { ec2InstanceId: 'i-0a1b2c3d4e5f60712' },
      {
        registeredCpu: 4096,
        registeredMemory: 15600,
        attributes: { tenant: 'blue', 'ecs.instance-type': 'm6i.xlarge' },
      },
    ]);
    expect(services.map(({ runningCount }) => runningCount)).toEqual([2, 2]);
  });

  it('has the hook of the real stack tell the simulated one', async () => {
    const { simulation } = await loaded(awsCliSnapshot());
    expect(simulation.autoScaling.view('acme-spot').hooks).toMatchObject([
      { name: 'ecs-ops-drain', notificationTargetArn: simulation.stack.outputs['TerminationGateTopicArn'] },
    ]);
    simulation.autoScaling.terminateInstances(['i-0a1b2c3d4e5f60711'], { decrement: true });
    await simulation.runFor(5 * MINUTE);
    expect(simulation.ecs.view('acme').hosts).toHaveLength(1);
    expect(simulation.autoScaling.lifecycleActions()[0]?.end?.reason.kind).toBe('completed');
  });

  it('is given hooks where it has none, when that is asked for', async () => {
    const withoutHooks = { ...awsCliSnapshot(), lifecycleHooks: [] };
    const { simulation, notes } = await loaded(withoutHooks, { terminateHooks: 'add' });
    expect(simulation.autoScaling.view('acme-spot').hooks).toMatchObject([{ name: 'ecs-ops-drain' }]);
    expect(notes).toContainEqual(expect.objectContaining({ about: 'acme-spot' }));
    const untouched = await loaded(withoutHooks);
    expect(untouched.simulation.autoScaling.view('acme-spot').hooks).toEqual([]);
  });
});

describe('what stands half-way goes on', () => {
  it('a task that is being stopped ends, one that starts runs, a draining host stays draining', async () => {
    const snapshot = awsCliSnapshot();
    const [first, second, ...rest] = snapshot.tasks;
    if (first === undefined || second === undefined) throw new Error('The file has no tasks');
    const tasks = [
      { ...first, lastStatus: 'RUNNING' as const, desiredStatus: 'STOPPED' as const },
      { ...second, lastStatus: 'PENDING' as const },
      ...rest,
    ];
    const [host, ...hosts] = snapshot.containerInstances;
    if (host === undefined) throw new Error('The file has no hosts');
    const containerInstances = [{ ...host, status: 'DRAINING' as const }, ...hosts];
    const { simulation } = await loaded({ ...snapshot, tasks, containerInstances });
    expect(simulation.ecs.view('acme').hosts[0]).toMatchObject({ status: 'DRAINING', runningTasksCount: 1 });
    await simulation.runFor(MINUTE);
    const of = (arn: string) => simulation.ecs.view('acme').tasks.find(({ taskArn }) => taskArn === arn)?.lastStatus;
    expect([of(first.taskArn), of(second.taskArn)]).toEqual(['STOPPED', 'RUNNING']);
  });

  it('an instance that waits for its hook is drained and let go', async () => {
    const snapshot = awsCliSnapshot();
    const autoScalingGroups = snapshot.autoScalingGroups.map((group) => ({
      ...group,
      DesiredCapacity: 1,
      Instances: (group.Instances ?? []).map((member, index) =>
        index === 0 ? { ...member, LifecycleState: 'Terminating:Wait' as const } : member,
      ),
    }));
    const { simulation, notes } = await loaded({ ...snapshot, autoScalingGroups });
    expect(notes.map(({ message }) => message)).toContainEqual(expect.stringContaining('heartbeats begin anew'));
    await simulation.runFor(10 * MINUTE);
    expect(simulation.ecs.view('acme').hosts.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual([
      'i-0a1b2c3d4e5f60712',
    ]);
    expect(simulation.ec2.instance('i-0a1b2c3d4e5f60711')?.state).toBe('terminated');
  });

  it('protection of tasks and of instances holds', async () => {
    const snapshot = awsCliSnapshot();
    const protectedTasks = [{ taskArn: snapshot.tasks[0]?.taskArn ?? '', protectionEnabled: true }];
    const { simulation } = await loaded({ ...snapshot, protectedTasks });
    simulation.ecs.setHostStatus('i-0a1b2c3d4e5f60711', 'DRAINING');
    await simulation.runFor(10 * MINUTE);
    const groups = simulation.ecs.containersRunning('i-0a1b2c3d4e5f60711').map(({ group }) => group);
    expect(groups).toEqual(['service:shop-web']);
  });
});

describe('what is missing has a fallback and a note', () => {
  const parts = ['capacityProviders', 'taskDefinitions', 'autoScalingGroups', 'instances'] as const;
  it.each(parts)('%s', async (part) => {
    const { simulation, notes } = await loaded({ ...awsCliSnapshot(), [part]: [] });
    const { hosts, services } = simulation.ecs.view('acme');
    expect(hosts.map(({ freeCpu }) => freeCpu)).toEqual([3008, 2752]);
    expect(services.map(({ runningCount }) => runningCount)).toEqual([2, 2]);
    expect(simulation.ec2.instances()).toHaveLength(2);
    if (part !== 'autoScalingGroups') expect(notes).not.toEqual([]);
  });

  it('tasks: the hosts keep the room that they reported', async () => {
    const { simulation, notes } = await loaded({ ...awsCliSnapshot(), services: [], tasks: [] });
    expect(simulation.ecs.view('acme').hosts.map(({ freeCpu }) => freeCpu)).toEqual([3008, 2752]);
    expect(notes.map(({ about }) => about)).toContain('2 hosts');
  });

  it('groups that have nothing to do with the clusters are left out', async () => {
    const snapshot = awsCliSnapshot();
    const foreign = {
      AutoScalingGroupName: 'ci',
      MinSize: 3,
      MaxSize: 3,
      DesiredCapacity: 3,
      AvailabilityZones: ['eu-central-1a'],
    };
    const autoScalingGroups = [...snapshot.autoScalingGroups, foreign];
    const { simulation, notes } = await loaded({ ...snapshot, autoScalingGroups });
    await simulation.runFor(MINUTE);
    expect(simulation.autoScaling.views().map(({ name }) => name)).toEqual(['acme-spot']);
    expect(simulation.ec2.instances()).toHaveLength(2);
    expect(notes.map(({ about }) => about)).toContain('1 groups');
  });

  it('a constraint that is not understood is left out, and said', async () => {
    const snapshot = awsCliSnapshot();
    const services = snapshot.services.map((service) => ({
      ...service,
      placementConstraints: [{ type: 'memberOf' as const, expression: 'something new' }],
    }));
    const { notes } = await loaded({ ...snapshot, services });
    expect(notes.filter(({ message }) => message.includes('something new'))).toHaveLength(2);
  });
});
