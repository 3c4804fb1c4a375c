import * as v from 'valibot';
import { clusterList, flag, wholeNumber } from '../../shared/runtime/settings.ts';
import { BUDGET_FORM, readBudget } from './budget.ts';
import { scheduleMinutes } from './look-size.ts';
import { BOUNDS, type ScaleInSettings } from './terms.ts';
import { isTimeZone, readWindows, WINDOWS_FORM } from './windows.ts';

/** A text that a reader understands; the fallback when it is not set. */
const readBy = <T>(read: (text: string) => T | undefined, allowed: string, fallback: string) =>
  v.pipe(
    v.optional(v.string(), fallback),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = read(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: `allowed: ${allowed}` });
      return NEVER;
    }),
  );

const timeZone = () =>
  readBy((text) => (isTimeZone(text) ? text : undefined), 'the name of a time zone, as in Europe/Berlin', 'UTC');

/** Windows are read in UTC here, to tell what is wrong; with the time zone by {@link toScaleInSettings}. */
const windows = () => readBy((text) => (readWindows(text, 'UTC') ? text : undefined), WINDOWS_FORM, '');

/** scale-in's own variables. Tags on clusters and groups beat them. */
export const SCALE_IN_SETTINGS = {
  /** Clusters to look at; all when empty. Which of them are served, their tags and those of their groups say. */
  SCALE_IN_CLUSTERS: clusterList(),
  /** How often it is woken, as EventBridge's rule says it; minutes, undefined for what is no rate. */
  SCALE_IN_SCHEDULE: v.pipe(v.optional(v.string(), ''), v.transform(scheduleMinutes)),
  /** Percent of the CPU in use that stays free besides. */
  SCALE_IN_HEADROOM_CPU: wholeNumber(...BOUNDS.headroomPercent, 20),
  /** Percent of the memory in use that stays free besides. */
  SCALE_IN_HEADROOM_MEMORY: wholeNumber(...BOUNDS.headroomPercent, 20),
  /** How many more copies of the cluster's largest task there is to be room for. */
  SCALE_IN_HEADROOM_COPIES: wholeNumber(...BOUNDS.headroomCopies, 1),
  /** How many hosts of a cluster may be on their way out together. */
  SCALE_IN_BUDGET: readBy(readBudget, BUDGET_FORM, '10%'),
  /** Times in which another budget holds. */
  SCALE_IN_WINDOWS: windows(),
  /** The time zone of the windows. */
  SCALE_IN_TIME_ZONE: timeZone(),
  /** Minutes after a scale-out, or after a host was given back, in which no host is drained. */
  SCALE_IN_COOLDOWN_MINUTES: wholeNumber(...BOUNDS.minutes, 15),
  /** Minutes after which a host whose agent is disconnected is no capacity any more. */
  SCALE_IN_DISCONNECTED_MINUTES: wholeNumber(...BOUNDS.minutes, 30),
  /** Whether badly used hosts go, besides idle ones. */
  SCALE_IN_CONSOLIDATION: flag(),
  /** Percent of CPU or memory under which a host counts as badly used. */
  SCALE_IN_THRESHOLD: wholeNumber(...BOUNDS.thresholdPercent, 50),
  /** Minutes for which a host has to be idle. */
  SCALE_IN_IDLE_MINUTES: wholeNumber(...BOUNDS.minutes, 10),
  /** Minutes for which a host has to be registered. */
  SCALE_IN_MINIMUM_AGE_MINUTES: wholeNumber(...BOUNDS.minimumAgeMinutes, 15),
  /** How many hosts of a group stay in each Availability Zone. */
  SCALE_IN_MINIMUM_PER_ZONE: wholeNumber(...BOUNDS.minimumPerZone, 0),
  /** Minutes that a drain may take. */
  SCALE_IN_DRAIN_MINUTES: wholeNumber(...BOUNDS.minutes, 30),
  /** Minutes in which an instance of a group has to join ECS. */
  SCALE_IN_UNJOINED_MINUTES: wholeNumber(...BOUNDS.minutes, 15),
  /** Whether hosts whose agent has been disconnected for long are replaced, and not only reported. */
  SCALE_IN_REPLACE_DISCONNECTED: flag(),
  /** Whether instances that never joined ECS are replaced, and not only reported. */
  SCALE_IN_REPLACE_UNJOINED: flag(),
  /** Whether scale-in protection is taken off hosts that have long been idle, and not only reported. */
  SCALE_IN_CLEAR_PROTECTION: flag(),
  /** Log what would be done, and do nothing. */
  SCALE_IN_DRY_RUN: flag(),
};

/** The variables as they were read. */
export type ScaleInVariables = v.InferOutput<v.ObjectSchema<typeof SCALE_IN_SETTINGS, undefined>>;

/** What the plan needs of the variables. Call it once: it parses the windows. */
export function toScaleInSettings(read: ScaleInVariables): ScaleInSettings {
  return {
    clusterTerms: {
      headroomCpuPercent: read.SCALE_IN_HEADROOM_CPU,
      headroomMemoryPercent: read.SCALE_IN_HEADROOM_MEMORY,
      headroomCopies: read.SCALE_IN_HEADROOM_COPIES,
      budget: read.SCALE_IN_BUDGET,
      windows: readWindows(read.SCALE_IN_WINDOWS, read.SCALE_IN_TIME_ZONE) ?? [],
      cooldownMinutes: read.SCALE_IN_COOLDOWN_MINUTES,
      disconnectedMinutes: read.SCALE_IN_DISCONNECTED_MINUTES,
    },
    groupTerms: {
      optIn: 'unsaid',
      pausedUntil: 0,
      consolidates: read.SCALE_IN_CONSOLIDATION,
      thresholdPercent: read.SCALE_IN_THRESHOLD,
      idleMinutes: read.SCALE_IN_IDLE_MINUTES,
      minimumAgeMinutes: read.SCALE_IN_MINIMUM_AGE_MINUTES,
      minimumPerZone: read.SCALE_IN_MINIMUM_PER_ZONE,
      drainMinutes: read.SCALE_IN_DRAIN_MINUTES,
      unjoinedMinutes: read.SCALE_IN_UNJOINED_MINUTES,
      replacesDisconnected: read.SCALE_IN_REPLACE_DISCONNECTED,
      replacesUnjoined: read.SCALE_IN_REPLACE_UNJOINED,
      clearsProtection: read.SCALE_IN_CLEAR_PROTECTION,
    },
  };
}
