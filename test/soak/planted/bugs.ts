/** A text of a source, and what is put in its place. */
export type Change = readonly [text: string, bug: string];

/** A bug that is planted in the source as it is built; nothing of it is in the source itself. */
export interface PlantedBug {
  readonly name: string;
  /** Of the five kinds that the soak has to catch. */
  readonly kind:
    | 'drop a heartbeat'
    | 'trust runningTasksCount'
    | 'forget a page'
    | 'count draining hosts'
    | 'swallow an error';
  /** From the repository's root. */
  readonly file: string;
  /** Texts that stand there once and only once, each with what is put in its place. */
  readonly changes: readonly Change[];
  /** What would make up for the bug, and is taken away as well. */
  readonly guard?: { readonly file: string; readonly changes: readonly Change[] };
  /** The first seed to play: one that is known to show the bug, which saves looking for it. */
  readonly seed: number;
  /** Invariants of which one has to be broken. */
  readonly invariants: readonly string[];
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'heartbeat',
    kind: 'drop a heartbeat',
    file: 'functions/termination-gate/plan-wait.ts',
    changes: [['    ...heartbeat(wait, ec2InstanceId, now),\n', '']],
    seed: 2,
    invariants: ['forgotten'],
  },
  {
    name: 'running-tasks-count',
    kind: 'trust runningTasksCount',
    file: 'functions/termination-gate/wait-end.ts',
    changes: [
      ['function isEmpty({ status, tasks }: Found)', 'function isEmpty({ status, tasks, counts }: Found)'],
      [
        "tasks.kind === 'read' && !tasks.isStillHeld && tasksLeft(tasks.tasks).length === 0;",
        "tasks.kind === 'read' && counts !== undefined && counts.runningTasksCount + counts.pendingTasksCount === 0;",
      ],
    ],
    seed: 2,
    invariants: ['too-early'],
  },
  {
    name: 'page-of-hosts',
    kind: 'forget a page',
    file: 'shared/aws/ecs.ts',
    changes: [
      [
        'arns.push(...(page.containerInstanceArns ?? []));\n',
        'arns.push(...(page.containerInstanceArns ?? []));\n      break;\n',
      ],
    ],
    seed: 18,
    invariants: ['untrue-count', 'wrong-count'],
  },
  {
    name: 'page-of-tasks',
    kind: 'forget a page',
    file: 'shared/aws/tasks.ts',
    changes: [['arns.push(...(page.taskArns ?? []));\n', 'arns.push(...(page.taskArns ?? []));\n      break;\n']],
    guard: { file: 'functions/termination-gate/wait-end.ts', changes: [['!tasks.isStillHeld && ', '']] },
    seed: 26,
    invariants: ['too-early'],
  },
  {
    name: 'draining-hosts-of-services',
    kind: 'count draining hosts',
    file: 'functions/host-sync/host-counts.ts',
    changes: [['return registered - draining.length;', 'return registered;']],
    seed: 2,
    invariants: ['untrue-count', 'wrong-count'],
  },
  {
    name: 'draining-hosts-of-headroom',
    kind: 'count draining hosts',
    file: 'functions/scale-in/cluster-facts.ts',
    changes: [["isCapacity: host.status === 'ACTIVE' && !terminating && ", 'isCapacity: ']],
    seed: 51,
    invariants: ['headroom'],
  },
  {
    name: 'error-of-an-action',
    kind: 'swallow an error',
    file: 'shared/runtime/apply.ts',
    changes: [
      [
        '    const error = asFailure(thrown);\n',
        "    if (thrown) return { action, outcome: 'done' };\n    const error = asFailure(thrown);\n",
      ],
    ],
    seed: 2,
    invariants: ['claimed'],
  },
];
