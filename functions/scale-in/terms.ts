import type { Tags } from '../../shared/domain/cluster.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { Budget, BudgetWindow } from './budget.ts';
import { BUDGET, CLOSED, FLAG, NO_BUDGET, OPT_IN, PAUSE, TagReader, wholeNumber, windowsNamed } from './tag-reader.ts';

/** Tags that people set on clusters. Those on groups are in {@link GROUP_TAGS}; on a cluster they hold for its groups. */
export const CLUSTER_TAGS = {
  headroomCpu: 'ecs-ops:scale-in-headroom-cpu',
  headroomMemory: 'ecs-ops:scale-in-headroom-memory',
  headroomCopies: 'ecs-ops:scale-in-headroom-copies',
  budget: 'ecs-ops:scale-in-budget',
  /** Names of windows of the settings, with blanks between, or `none`; all hold without it. */
  windows: 'ecs-ops:scale-in-windows',
  cooldown: 'ecs-ops:scale-in-cooldown-minutes',
  disconnected: 'ecs-ops:scale-in-disconnected-minutes',
} as const;

/** Tags that people set on Auto Scaling groups, or on clusters for all groups without that tag. */
export const GROUP_TAGS = {
  optIn: 'ecs-ops:scale-in',
  /** `true`, or a time in ISO 8601 until which nothing is removed. */
  paused: 'ecs-ops:scale-in-paused',
  consolidation: 'ecs-ops:scale-in-consolidation',
  threshold: 'ecs-ops:scale-in-threshold',
  idle: 'ecs-ops:scale-in-idle-minutes',
  minimumAge: 'ecs-ops:scale-in-minimum-age-minutes',
  minimumPerZone: 'ecs-ops:scale-in-minimum-per-zone',
  drain: 'ecs-ops:scale-in-drain-minutes',
  unjoined: 'ecs-ops:scale-in-unjoined-minutes',
  replaceDisconnected: 'ecs-ops:scale-in-replace-disconnected',
  replaceUnjoined: 'ecs-ops:scale-in-replace-unjoined',
  clearProtection: 'ecs-ops:scale-in-clear-protection',
} as const;

/** On a group, or on a container instance: it stays, unless the value is `false`. */
export const KEEP_TAG = 'ecs-ops:keep';

/** What holds for a cluster as a whole. `Infinity` stands for a tag that makes no sense: nothing is removed then. */
export interface ClusterTerms {
  /** Percent of the CPU and memory in use that stay free besides. */
  readonly headroomCpuPercent: number;
  readonly headroomMemoryPercent: number;
  /** How many more copies of the largest task there is to be room for. */
  readonly headroomCopies: number;
  readonly budget: Budget;
  readonly windows: readonly BudgetWindow[];
  /** Minutes after a scale-out, or after a host was given back, in which no host is drained. */
  readonly cooldownMinutes: number;
  /** Minutes after which a host whose agent is disconnected is no capacity any more. */
  readonly disconnectedMinutes: number;
}

/** What holds for a group. `Infinity` stands for a tag that makes no sense: nothing is removed then. */
export interface GroupTerms {
  readonly optIn: 'in' | 'out' | 'unsaid';
  /** Milliseconds since 1970 until which nothing is removed, `Infinity` for good; 0 when it is not paused. */
  readonly pausedUntil: number;
  readonly consolidates: boolean;
  /** Percent of a host's CPU or memory under which it counts as badly used. */
  readonly thresholdPercent: number;
  readonly idleMinutes: number;
  readonly minimumAgeMinutes: number;
  readonly minimumPerZone: number;
  /** Minutes that a drain may take. */
  readonly drainMinutes: number;
  /** Minutes in which an instance of the group has to join ECS. */
  readonly unjoinedMinutes: number;
  readonly replacesDisconnected: boolean;
  readonly replacesUnjoined: boolean;
  readonly clearsProtection: boolean;
}

/** What the settings of the stack say, where no tag says otherwise. */
export interface ScaleInSettings {
  readonly clusterTerms: ClusterTerms;
  readonly groupTerms: GroupTerms;
}

/** Bounds of numbers, in tags as in the settings. */
export const BOUNDS = {
  headroomPercent: [0, 1000],
  headroomCopies: [0, 1000],
  thresholdPercent: [1, 99],
  minutes: [1, 10_080],
  minimumAgeMinutes: [0, 10_080],
  minimumPerZone: [0, 1000],
} as const;

/** Terms, and the tags that make no sense. */
export interface Resolved<Terms> {
  readonly terms: Terms;
  readonly warnings: readonly Remark[];
}

/** The terms of a cluster: its tags over the settings. A wrong tag switches off what it governs. */
export function clusterTermsOf(subject: string, tags: Tags, settings: ClusterTerms): Resolved<ClusterTerms> {
  const reader = new TagReader(subject, tags);
  const tag = CLUSTER_TAGS;
  const percent = wholeNumber(BOUNDS.headroomPercent);
  const minutes = wholeNumber(BOUNDS.minutes);
  const terms: ClusterTerms = {
    headroomCpuPercent: reader.read(tag.headroomCpu, percent, settings.headroomCpuPercent, Infinity),
    headroomMemoryPercent: reader.read(tag.headroomMemory, percent, settings.headroomMemoryPercent, Infinity),
    headroomCopies: reader.read(
      tag.headroomCopies,
      wholeNumber(BOUNDS.headroomCopies),
      settings.headroomCopies,
      Infinity,
    ),
    budget: reader.read(tag.budget, BUDGET, settings.budget, NO_BUDGET),
    windows: reader.read(tag.windows, windowsNamed(settings.windows), settings.windows, [CLOSED]),
    cooldownMinutes: reader.read(tag.cooldown, minutes, settings.cooldownMinutes, Infinity),
    // Unlike the others it has no value that is safe for everything: the settings hold.
    disconnectedMinutes: reader.read(
      tag.disconnected,
      minutes,
      settings.disconnectedMinutes,
      settings.disconnectedMinutes,
    ),
  };
  return { terms, warnings: reader.warnings };
}

/** The terms of a group: tags over what holds without them. A wrong tag switches off what it governs. */
export function groupTermsOf(subject: string, tags: Tags, fallback: GroupTerms): Resolved<GroupTerms> {
  const reader = new TagReader(subject, tags);
  const tag = GROUP_TAGS;
  const minutes = wholeNumber(BOUNDS.minutes);
  const age = wholeNumber(BOUNDS.minimumAgeMinutes);
  const perZone = wholeNumber(BOUNDS.minimumPerZone);
  const flag = (name: string, otherwise: boolean): boolean => reader.read(name, FLAG, otherwise, false);
  const optIn = reader.read<GroupTerms['optIn']>(tag.optIn, OPT_IN, 'unsaid', 'out');
  const terms: GroupTerms = {
    // Whoever opts out anywhere is heard.
    optIn: fallback.optIn === 'out' || optIn === 'unsaid' ? fallback.optIn : optIn,
    pausedUntil: Math.max(fallback.pausedUntil, reader.read(tag.paused, PAUSE, 0, Infinity)),
    consolidates: flag(tag.consolidation, fallback.consolidates),
    thresholdPercent: reader.read(tag.threshold, wholeNumber(BOUNDS.thresholdPercent), fallback.thresholdPercent, 0),
    idleMinutes: reader.read(tag.idle, minutes, fallback.idleMinutes, Infinity),
    minimumAgeMinutes: reader.read(tag.minimumAge, age, fallback.minimumAgeMinutes, Infinity),
    minimumPerZone: reader.read(tag.minimumPerZone, perZone, fallback.minimumPerZone, Infinity),
    // Neither a drain without end nor one that is broken off at once is safe: what holds without the tag is.
    drainMinutes: reader.read(tag.drain, minutes, fallback.drainMinutes, fallback.drainMinutes),
    unjoinedMinutes: reader.read(tag.unjoined, minutes, fallback.unjoinedMinutes, Infinity),
    replacesDisconnected: flag(tag.replaceDisconnected, fallback.replacesDisconnected),
    replacesUnjoined: flag(tag.replaceUnjoined, fallback.replacesUnjoined),
    clearsProtection: flag(tag.clearProtection, fallback.clearsProtection),
  };
  return { terms, warnings: reader.warnings };
}
