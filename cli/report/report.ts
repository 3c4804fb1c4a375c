import type { TimeRange } from '../page/moment.ts';
import type { Decision } from '../plan/decisions.ts';
import type { FunctionUse, Rehearsal } from '../rehearse/report/rehearsal.ts';
import type { Recording } from './recording/recording.ts';

/** What a report tells of a run. Times are epoch milliseconds of virtual time. */
export interface Report {
  readonly title: string;
  readonly about: string;
  /** What it was played with, as `seed 1`. */
  readonly terms: readonly string[];
  readonly range: TimeRange;
  readonly verdict: Verdict;
  readonly recording: Recording;
  readonly decisions: readonly Decision[];
  readonly happenings: readonly Happening[];
  /** What a reader has to know besides. */
  readonly notes: readonly string[];
  readonly functions: readonly FunctionUse[];
  readonly cost: Rehearsal['cost'];
}

/** The last word on a run. */
export interface Verdict {
  /** `open`: not everything was tried, so that nothing can be said of it. */
  readonly state: 'good' | 'open' | 'bad';
  readonly headline: string;
  readonly lines: readonly string[];
}

/** What the scenario, a person or an alarm did. */
export interface Happening {
  readonly at: number;
  readonly who: string;
  readonly what: string;
}
