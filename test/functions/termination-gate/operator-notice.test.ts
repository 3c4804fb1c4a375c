import { describe, expect, it } from 'vitest';
import { operatorNotice } from '../../../functions/termination-gate/operator-notice.ts';
import type { Obstacle } from '../../../functions/termination-gate/snapshot.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aNotice, GROUP, HELD_AT, HOOK } from '../../builders/gate-events.ts';
import { aLook, aWait, hostFound } from '../../builders/gate-looks.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { hostArn, instanceId, taskArn } from '../../builders/hosts.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const MINUTE = 60_000;
const LATE = 15 * MINUTE;
const iso = (time: number) => new Date(time).toISOString();

/** The JSON at the end of a message. */
const factsIn = (message = ''): Record<string, unknown> =>
  JSON.parse(message.slice(message.indexOf('\n{'))) as Record<string, unknown>;

describe('the operator is told', () => {
  it('of each task: whose it is, its status and since when, protection, what its service says', async () => {
    const world = new GateWorld().withHeldHost(1);
    const web = world.run(1, { startedAt: HELD_AT - MINUTE });
    const stopping = world.run(1, {
      group: 'service:api',
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPING',
      stoppingAt: HELD_AT + MINUTE,
    });
    const batch = world.run(1, { group: 'family:batch', lastStatus: 'PENDING', createdAt: HELD_AT });
    world.run(1, { isDaemon: true });
    const lastEventMessage =
      '(service web) was unable to place a task because no container instance met all of its needs.';
    const service = world.services.get('web');
    if (service) world.services.set('web', { ...service, lastEventMessage });
    world.protections.set(web, HELD_AT + 60 * MINUTE);

    const process = new TerminationGateProcess(world);
    await process.runAt(LATE, aNotice(1, { receiveCount: 9 }));
    const [notice] = world.told;
    expect(notice?.subject).toBe(`ECS host ${instanceId(1)} was not drained in time`);
    expect(notice?.message.split('\n').slice(0, 9)).toEqual([
      `Host ${instanceId(1)} of the Auto Scaling group ${GROUP} was not empty in time.`,
      'The host has been held as long as it was to be held. It was let go with these tasks on it: they end with the instance.',
      '',
      'Tasks that stood in the way:',
      `- service web: RUNNING since ${iso(HELD_AT - MINUTE)}, protected from scale-in until ${iso(HELD_AT + 60 * MINUTE)} (${web})`,
      `  its service says: ${lastEventMessage}`,
      `- service api: STOPPING since ${iso(HELD_AT + MINUTE)} (${stopping})`,
      `- family web: PENDING since ${iso(HELD_AT)} (${batch})`,
      '',
    ]);
    expect(factsIn(notice?.message)).toEqual({
      event: 'drain-deadline-passed',
      reason: 'deadline-passed',
      outcome: 'CONTINUE',
      ec2InstanceId: instanceId(1),
      autoScalingGroupName: GROUP,
      lifecycleHookName: HOOK,
      clusterArn: clusterArn(),
      containerInstanceArn: hostArn(1),
      heldSince: iso(HELD_AT),
      at: iso(HELD_AT + LATE),
      tasksInAll: 3,
      tasks: [
        {
          taskArn: web,
          owner: 'service web',
          lastStatus: 'RUNNING',
          since: iso(HELD_AT - MINUTE),
          protectedUntil: iso(HELD_AT + 60 * MINUTE),
          serviceMessage: lastEventMessage,
        },
        { taskArn: stopping, owner: 'service api', lastStatus: 'STOPPING', since: iso(HELD_AT + MINUTE) },
        { taskArn: batch, owner: 'family web', lastStatus: 'PENDING', since: iso(HELD_AT) },
      ],
    });
  });

  it.each(['GetTaskProtection', 'DescribeServices'])('what is known, when %s fails', async (failing) => {
    const world = new GateWorld().withHeldHost(1);
    const task = world.run(1);
    const process = new TerminationGateProcess(world);
    await process.run(aNotice(1));
    await process.runAt(15_000, aNotice(1, { receiveCount: 2 }));
    world.beforeCall = (operation) => {
      if (operation === failing) throw new Error('down');
    };
    await process.runAt(LATE, aNotice(1, { receiveCount: 9 }));
    expect([world.released(1), factsIn(world.told[0]?.message)['tasks']]).toEqual([
      'CONTINUE',
      [{ taskArn: task, owner: 'service web', lastStatus: 'RUNNING' }],
    ]);
  });

  it('that the tasks could not be read', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    world.beforeCall = (operation) => {
      if (operation === 'ListTasks') throw new Error('down');
    };
    await new TerminationGateProcess(world).runAt(LATE, aNotice(1, { receiveCount: 9 }));
    expect(world.released(1)).toBe('CONTINUE');
    expect(world.told[0]?.message).toContain('Its tasks could not be read.');
    expect(factsIn(world.told[0]?.message)['tasks']).toEqual([]);
  });

  it('though telling failed at first, and the host is let go all the same', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    world.beforeCall = (operation) => {
      if (operation === 'Publish') throw new Error('down');
    };
    const process = new TerminationGateProcess(world);
    expect(await process.runAt(LATE, aNotice(1, { receiveCount: 9 }))).toEqual(['notice 1']);
    expect([world.released(1), world.told.length]).toEqual(['CONTINUE', 0]);
    world.beforeCall = () => undefined;
    for (const receiveCount of [10, 11]) await process.runAt(LATE + 5_000, aNotice(1, { receiveCount }));
    expect([world.told.length, world.count('CompleteLifecycleAction')]).toEqual([1, 1]);
    expect(factsIn(world.told[0]?.message)['tasks']).toHaveLength(1);
  });

  it('once by a process, however often a host that could not be let go is looked at', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.run(1);
    world.beforeCall = (operation) => {
      if (operation === 'CompleteLifecycleAction') throw new Error('down');
    };
    const process = new TerminationGateProcess(world);
    for (const receiveCount of [9, 10, 11]) await process.runAt(LATE, aNotice(1, { receiveCount }));
    expect([world.told.length, world.count('CompleteLifecycleAction')]).toEqual([1, 3]);
  });
});

it('a notice about a thousand tasks with long messages is within what SNS takes, and JSON to its end', () => {
  const obstacles = Array.from(
    { length: 1000 },
    (_, index): Obstacle => ({
      taskArn: taskArn(index),
      owner: `service ${'w'.repeat(255)}`,
      lastStatus: 'DEPROVISIONING',
      since: HELD_AT,
      protectedUntil: HELD_AT,
      serviceMessage: 'x'.repeat(5_000),
    }),
  );
  const look = aLook({ obstacles, host: hostFound() });
  const { message } = operatorNotice(aWait(), look, { reason: 'deadline-passed', ending: 'CONTINUE', now: HELD_AT });
  expect(message.length).toBeLessThanOrEqual(60_000);
  const { tasks, tasksInAll } = factsIn(message);
  expect(tasksInAll).toBe(1000);
  expect((tasks as unknown[]).length).toBeGreaterThanOrEqual(20);
});
