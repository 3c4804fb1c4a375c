import fc from 'fast-check';
import { MANAGED_DRAINING_HOOK } from '../../functions/termination-gate/hooks.ts';
import type { GateSettings, GroupView, HostLook, HostView, Wait } from '../../functions/termination-gate/snapshot.ts';
import type { HostTask } from '../../functions/termination-gate/tasks-left.ts';
import { HELD_AT } from './gate-events.ts';
import {
  aHook,
  aHostTask,
  aLifecycleNotice,
  aLook,
  anUnnotedWait,
  aWait,
  gateSettings,
  groupRead,
  hostFound,
  memberRead,
  tasksRead,
} from './gate-looks.ts';
import { taskArn } from './hosts.ts';

const STATUSES = ['PENDING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING', 'STOPPED'] as const;
const HOST_STATUSES = ['REGISTERING', 'ACTIVE', 'DRAINING', 'DRAINING', 'DRAINING', 'DEREGISTERING'] as const;

const task: fc.Arbitrary<HostTask> = fc
  .record({
    number: fc.nat({ max: 99 }),
    group: fc.constantFrom('service:web', 'family:batch'),
    isDaemon: fc.boolean(),
    lastStatus: fc.constantFrom(...STATUSES),
    isStopping: fc.boolean(),
  })
  .map(({ number, group, isDaemon, lastStatus, isStopping }) => {
    const desiredStatus = isStopping || lastStatus !== 'RUNNING' ? 'STOPPED' : 'RUNNING';
    const ofDaemon = isDaemon && group === 'service:web';
    return aHostTask({ taskArn: taskArn(number), group, isDaemon: ofDaemon, lastStatus, desiredStatus });
  });

const tasks = fc.uniqueArray(task, { maxLength: 4, selector: ({ taskArn: arn }) => arn });

const group: fc.Arbitrary<GroupView> = fc
  .record({
    retains: fc.boolean(),
    managed: fc.nat({ max: 4 }).map((draw) => draw === 0),
    heartbeatTimeout: fc.constantFrom(30, 300, 3600),
    standalone: fc.constantFrom('wait', 'stop', undefined),
  })
  .map(({ retains, managed, heartbeatTimeout, standalone }) => {
    const hooks = [
      aHook({ heartbeatTimeout }),
      ...(managed ? [aHook({ lifecycleHookName: MANAGED_DRAINING_HOOK })] : []),
    ];
    return groupRead(standalone ? { 'ecs-ops:standalone-on-termination': standalone } : {}, { hooks, retains });
  });

const outcome = fc.constantFrom('continue', 'stop-tasks', 'retain', undefined);

/** A wait of the one hook that the groups here have. */
function wait(number: number): fc.Arbitrary<Wait> {
  return fc
    .record({
      group,
      outcome,
      noted: fc.nat({ max: 4 }).map((draw) => draw > 0),
      operatorTold: fc.boolean(),
      destination: fc.constantFrom('EC2', 'WarmPool'),
    })
    .map((drawn) => {
      if (!drawn.noted) return anUnnotedWait(number, { group: drawn.group });
      const metadata = drawn.outcome ? { outcome: drawn.outcome } : {};
      const notice = aLifecycleNotice(number, { metadata, destination: drawn.destination });
      return aWait({ number, notice, group: drawn.group, operatorTold: drawn.operatorTold });
    });
}

const host = (number: number): fc.Arbitrary<HostView> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ status: fc.constantFrom(...HOST_STATUSES), tasks, idle: fc.boolean() }).map((drawn) =>
        hostFound({
          number,
          status: drawn.status,
          tasks: tasksRead(drawn.tasks),
          counts: { runningTasksCount: drawn.idle ? 0 : 1, pendingTasksCount: 0 },
        }),
      ),
    },
    { weight: 1, arbitrary: fc.constant<HostView>({ kind: 'not-found', wasKnown: false }) },
  );

/** Looks at hosts of which all could be read that is there, at some age of their waits, in milliseconds. */
export interface RandomLooks {
  readonly looks: readonly HostLook[];
  readonly settings: GateSettings;
  readonly age: number;
}

const look = (number: number): fc.Arbitrary<HostLook> =>
  fc
    .record({
      wait: wait(number),
      host: host(number),
      isAsked: fc.boolean(),
      interruptedAt: fc.option(fc.nat({ max: 1_000_000 }), { nil: undefined, freq: 5 }),
    })
    .map(({ wait: one, host: view, isAsked, interruptedAt }) =>
      aLook({
        number,
        waits: [one],
        host: view,
        member: isAsked ? memberRead(number, 'Terminating:Wait') : { kind: 'not-asked' },
        interruptedAt: interruptedAt === undefined ? undefined : HELD_AT + interruptedAt,
        obstacles: view.kind === 'found' ? [] : undefined,
      }),
    );

export const randomLooks: fc.Arbitrary<RandomLooks> = fc.record({
  looks: fc
    .integer({ min: 1, max: 14 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => look(at)))),
  settings: fc
    .record({
      outcome: fc.constantFrom('continue', 'stop-tasks', 'retain'),
      standalone: fc.constantFrom('wait', 'stop'),
    })
    .map((drawn) => gateSettings(drawn)),
  age: fc.oneof(fc.nat({ max: 1_000_000 }), fc.nat({ max: 180_000_000 })),
});
