import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countsProveTasksLeft,
  daemonLoad,
  emptySince,
  type HostTask,
  heldBesides,
  standaloneTasksLeft,
  tasksLeft,
} from '../../../functions/termination-gate/tasks-left.ts';
import { aHostTask } from '../../builders/gate-looks.ts';
import { taskArn } from '../../builders/hosts.ts';

const STATUSES = [
  'PROVISIONING',
  'PENDING',
  'ACTIVATING',
  'RUNNING',
  'DEACTIVATING',
  'STOPPING',
  'DEPROVISIONING',
  'STOPPED',
];
const daemon = (overrides: Partial<HostTask> = {}) =>
  aHostTask({ group: 'service:agent', isDaemon: true, ...overrides });

describe('a task keeps its host', () => {
  it.each(STATUSES.map((lastStatus) => ({ lastStatus, keeps: lastStatus !== 'STOPPED' })))(
    'with lastStatus $lastStatus: $keeps, wherever it is going',
    ({ lastStatus, keeps }) => {
      for (const desiredStatus of ['RUNNING', 'STOPPED']) {
        expect(tasksLeft([aHostTask({ lastStatus, desiredStatus })]).length).toBe(keeps ? 1 : 0);
        expect(tasksLeft([daemon({ lastStatus, desiredStatus })])).toEqual([]);
      }
    },
  );

  it('with a status nobody has heard of', () => {
    expect(tasksLeft([aHostTask({ lastStatus: 'HIBERNATING' })])).toHaveLength(1);
  });

  it('without a service, too', () => {
    const batch = aHostTask({ group: 'family:batch' });
    const ungrouped = aHostTask({ group: '', taskArn: taskArn(2) });
    expect(tasksLeft([batch, ungrouped])).toHaveLength(2);
    expect(standaloneTasksLeft([aHostTask(), batch, ungrouped])).toEqual([batch, ungrouped]);
  });
});

describe('what DAEMON tasks amount to', () => {
  it('counts those that are to run, and adds up what all that have not stopped hold', () => {
    const tasks = [
      daemon({ cpu: 100, memory: 200 }),
      daemon({ cpu: 10, memory: 20, desiredStatus: 'STOPPED', lastStatus: 'STOPPING' }),
      daemon({ cpu: 1, memory: 2, desiredStatus: 'STOPPED', lastStatus: 'STOPPED' }),
      aHostTask({ cpu: 5000, memory: 5000 }),
    ];
    expect(daemonLoad(tasks)).toEqual({ count: 1, held: { cpu: 110, memory: 220 } });
  });

  it('is nothing without any, and not to be told where only containers say what they reserve', () => {
    expect(daemonLoad([aHostTask()])).toEqual({ count: 0, held: { cpu: 0, memory: 0 } });
    expect(daemonLoad([daemon({ cpu: 100 })])).toEqual({ count: 1, held: undefined });
  });
});

describe('counts', () => {
  const load = (count: number) => ({ count, held: undefined });
  it.each([
    { running: 0, pending: 0, daemons: undefined, proven: false },
    { running: 9, pending: 0, daemons: undefined, proven: false },
    { running: 2, pending: 0, daemons: load(2), proven: false },
    { running: 1, pending: 0, daemons: load(2), proven: false },
    { running: 3, pending: 0, daemons: load(2), proven: true },
    { running: 2, pending: 1, daemons: load(2), proven: true },
  ])('$running running, $pending pending, daemons $daemons: $proven', ({ running, pending, daemons, proven }) => {
    expect(countsProveTasksLeft({ runningTasksCount: running, pendingTasksCount: pending }, daemons)).toBe(proven);
  });
});

describe('held resources', () => {
  const daemons = { count: 1, held: { cpu: 100, memory: 200 } };
  it.each([
    { held: undefined, of: daemons, says: 'unknown' },
    { held: { cpu: 500, memory: 500 }, of: undefined, says: 'unknown' },
    { held: { cpu: 500, memory: 500 }, of: { count: 1, held: undefined }, says: 'unknown' },
    { held: { cpu: 0, memory: 0 }, of: undefined, says: 'no-more' },
    { held: { cpu: 100, memory: 200 }, of: daemons, says: 'no-more' },
    { held: { cpu: 101, memory: 200 }, of: daemons, says: 'more' },
    { held: { cpu: 0, memory: 201 }, of: daemons, says: 'more' },
  ])('$held, of which daemons hold $of: $says', ({ held, of, says }) => {
    expect(heldBesides(held, of)).toBe(says);
  });

  it('of a host without tasks besides DAEMON ones never say that there is more', () => {
    const task = fc.record({ cpu: fc.nat({ max: 4096 }), memory: fc.nat({ max: 4096 }) });
    fc.assert(
      fc.property(fc.array(task), (amounts) => {
        const tasks = amounts.map((amount) => daemon(amount));
        const held = {
          cpu: amounts.reduce((sum, { cpu }) => sum + cpu, 0),
          memory: amounts.reduce((sum, { memory }) => sum + memory, 0),
        };
        expect(heldBesides(held, daemonLoad(tasks))).toBe('no-more');
      }),
    );
  });
});

it('a host is empty since the last task that is no DAEMON one stopped', () => {
  const stopped = (stoppedAt: number | undefined) => aHostTask({ lastStatus: 'STOPPED', stoppedAt });
  expect(emptySince([stopped(10), stopped(30), stopped(undefined), daemon({ stoppedAt: 99 })])).toBe(30);
  expect(emptySince([stopped(undefined)])).toBeUndefined();
});
