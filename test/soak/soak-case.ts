/** Anything of a case that can be left out by itself. Its id stays the same whatever else is left out. */
interface Part {
  readonly id: string;
}

/** A lifecycle hook of a group. */
export interface HookCase {
  /** Told through the stack's topic, or by EventBridge. */
  readonly told: 'topic' | 'bus';
  /** Seconds. */
  readonly heartbeat: number;
  /** Minutes. */
  readonly deadline: number;
}

/** An Auto Scaling group. */
export interface GroupCase extends Part {
  readonly name: string;
  readonly cluster: string;
  /** Instances at first; what is given by hand in place of the number drawn makes a case smaller. */
  readonly size: number;
  readonly min: number;
  readonly purchase: 'spot' | 'on-demand';
  readonly tier: 'small' | 'large';
  readonly hooks: readonly HookCase[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it is the group of a capacity provider of its cluster, and whether ECS then sizes and drains it. */
  readonly provider: 'none' | 'plain' | 'managed';
  /** New instances are protected from scale-in. */
  readonly protected: boolean;
}

/** A service. */
export interface ServiceCase extends Part {
  readonly name: string;
  readonly cluster: string;
  /** `served`: one task on each host, by host-sync. */
  readonly kind: 'replica' | 'daemon' | 'served';
  readonly cpu: number;
  readonly memory: number;
  readonly desired: number;
  /** Only on the hosts of that tier. */
  readonly tier: 'small' | 'large' | undefined;
  /** Only on the hosts of the capacity provider of that group. */
  readonly provider: string | undefined;
  readonly distinct: boolean;
  readonly strategy: 'spread' | 'binpack' | 'none';
  /** Percents. */
  readonly deployment: readonly [minimumHealthy: number, maximum: number];
  /** Milliseconds. */
  readonly starts: number;
  readonly stops: number;
  readonly deregistrationDelay: number;
}

/** A cluster. */
export interface ClusterCase extends Part {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What happens once, and to what; the hosts concerned are drawn when it happens. */
export interface HappeningCase extends Part {
  /** Milliseconds from the beginning. */
  readonly at: number;
  readonly kind: HappeningKind;
  /** Name of a group, service, cluster or function, as the kind asks for. */
  readonly of: string;
  readonly count: number;
  /** Milliseconds that it lasts. */
  readonly lasts: number;
}

export const HAPPENINGS = {
  group: [
    'interrupt',
    'rebalance',
    'terminate',
    'terminate-and-replace',
    'roll',
    'grow',
    'shrink',
    'lose',
    'drain-by-hand',
    'disconnect',
    'release-by-hand',
    'fail-to-join',
  ],
  service: ['load', 'deploy', 'protect-tasks'],
  cluster: ['job', 'join', 'pause'],
  function: ['switch-off', 'garbage', 'twice'],
} as const;

export type HappeningKind = (typeof HAPPENINGS)[keyof typeof HAPPENINGS][number];

export const TROUBLES = [
  'throttle',
  'server-error',
  'reset',
  'slow',
  'stale',
  'partial',
  'kill',
  'lost-events',
  'doubled-events',
  'late-events',
  'overlap',
  'clock-skew',
  'short-pages',
] as const;

export type TroubleKind = (typeof TROUBLES)[number];

/** What goes wrong for a while. `clock-skew` and `short-pages` last from the beginning to the end. */
export interface TroubleCase extends Part {
  readonly kind: TroubleKind;
  /** Milliseconds from the beginning. */
  readonly from: number;
  readonly until: number;
  /** From 0 to 1. */
  readonly probability: number;
  /** Function that it befalls, by its prefix; undefined for all. */
  readonly function: string | undefined;
  /** Milliseconds, items or calls, as the kind asks for. */
  readonly amount: number;
}

/** A run, as plain data: the same case gives the same run. */
export interface SoakCase {
  readonly seed: number;
  /** Settings of the stack. */
  readonly settings: Readonly<Record<string, string>>;
  readonly clusters: readonly ClusterCase[];
  readonly groups: readonly GroupCase[];
  readonly services: readonly ServiceCase[];
  readonly happenings: readonly HappeningCase[];
  readonly troubles: readonly TroubleCase[];
  /** Milliseconds after which nothing new happens and nothing goes wrong any more. */
  readonly lively: number;
}
