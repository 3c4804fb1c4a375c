import { describe, expect, it } from 'vitest';
import { decideStandalone, needsClusterTags, STANDALONE_TAG } from '../../../functions/termination-gate/standalone.ts';
import type { Tags } from '../../../shared/domain/cluster.ts';
import { aDrainingEvent, aNotice } from '../../builders/gate-events.ts';
import { GateWorld } from '../../builders/gate-world.ts';
import { TerminationGateProcess } from '../../builders/termination-gate-run.ts';

const tags = (value: string | undefined): Tags => (value === undefined ? {} : { [STANDALONE_TAG]: value });
const none = undefined;

describe('what becomes of a standalone task', () => {
  it.each([
    { task: none, group: none, cluster: none, stack: 'wait', is: 'wait' },
    { task: none, group: none, cluster: none, stack: 'stop', is: 'stop' },
    { task: none, group: none, cluster: 'stop', stack: 'wait', is: 'stop' },
    { task: none, group: 'wait', cluster: 'stop', stack: 'stop', is: 'wait' },
    { task: 'stop', group: 'wait', cluster: 'wait', stack: 'wait', is: 'stop' },
    { task: 'wait', group: 'stop', cluster: 'stop', stack: 'stop', is: 'wait' },
    // Not passed over for the next: only stopping can't be taken back.
    { task: 'yes', group: 'stop', cluster: 'stop', stack: 'stop', is: 'invalid' },
    { task: none, group: 'STOP', cluster: 'stop', stack: 'stop', is: 'invalid' },
    { task: none, group: none, cluster: '', stack: 'stop', is: 'invalid' },
  ] as const)(
    'with the tag of the task $task, the group $group, the cluster $cluster, the stack $stack: $is',
    ({ task, group, cluster, stack, is }) => {
      expect(decideStandalone(tags(task), tags(group), tags(cluster), stack)).toBe(is);
    },
  );

  it('can’t be told without the cluster’s tags, where no nearer tag says', () => {
    expect(decideStandalone({}, {}, undefined, 'stop')).toBe('unreadable');
    expect(decideStandalone(tags('stop'), {}, undefined, 'wait')).toBe('stop');
    expect(decideStandalone({}, tags('wait'), undefined, 'stop')).toBe('wait');
  });

  it.each([
    { task: none, group: none, needs: true },
    { task: 'wait', group: none, needs: false },
    { task: none, group: 'nonsense', needs: false },
  ])('needs the cluster’s tags with task $task, group $group: $needs', ({ task, group, needs }) => {
    expect(needsClusterTags(tags(task), tags(group))).toBe(needs);
  });
});

it('is not put off by an event of the host that comes first: it tells nothing of the group’s wishes', async () => {
  const world = new GateWorld().withHeldHost(1);
  const job = world.run(1, { group: 'family:import' });
  const process = new TerminationGateProcess(world, { standalone: 'stop' });
  await process.run(aNotice(1));
  await process.runAt(2_000, aDrainingEvent(1, { heldCpu: 256 }));
  await process.runAt(15_000, aNotice(1, { receiveCount: 2 }));
  expect([...world.stopped.keys()]).toEqual([job]);
});

it('is tried again soon when it could not be stopped, though the counts prove that it is left', async () => {
  const world = new GateWorld().withHeldHost(1);
  world.run(1, { group: 'family:job' });
  const process = new TerminationGateProcess(world, { standalone: 'stop' });
  await process.run(aNotice(1));
  world.beforeCall = (operation) => {
    if (operation === 'StopTask') throw new Error('down');
  };
  await process.runAt(15_000, aNotice(1, { receiveCount: 2 }));
  expect(world.stopped.size).toBe(0);
  world.beforeCall = () => {};
  await process.runAt(20_000, aNotice(1, { receiveCount: 3 }));
  expect(world.stopped.size).toBe(1);
});
