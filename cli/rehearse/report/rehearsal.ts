import type { Decision } from '../../plan/decisions.ts';

/** Times are ISO 8601, in UTC, of virtual time. */
type Time = string;

/** What became of a rehearsal; plain data, the same for the same file, scenario, settings and seed. */
export interface Rehearsal {
  readonly verdict: RehearsalVerdict;
  readonly scenario: string;
  readonly about: string;
  readonly seed: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly optedIn: boolean;
  readonly from: Time;
  readonly to: Time;
  /** What the simulation has otherwise than the account, and what was opted in. */
  readonly notes: readonly string[];
  /** What of the scenario did not happen as written, and what would make it; what did not happen at all first. */
  readonly notApplied: readonly NotApplied[];
  readonly timeline: readonly TimelineEntry[];
  readonly decisions: readonly ReportedDecision[];
  readonly hosts: readonly HostFate[];
  readonly services: readonly ServiceFate[];
  /** Tasks that stopped with their host, before they had come to their end. */
  readonly killed: readonly KilledTask[];
  /** Standalone tasks that a function asked to stop. */
  readonly stopped: readonly StoppedTask[];
  readonly alarms: readonly AlarmEntry[];
  readonly functions: readonly FunctionUse[];
  /** US dollars. */
  readonly cost: { readonly lambda: number; readonly sqs: number; readonly logs: number; readonly total: number };
  /** What was lost, or left behind at the end; empty is what one wants. */
  readonly lost: readonly Loss[];
}

/** The last word on a rehearsal. */
export interface RehearsalVerdict {
  /** `not-played`: nothing was lost, but something of the scenario did not happen at all. `lost` comes before it. */
  readonly state: 'fine' | 'not-played' | 'lost';
  /** In a sentence. */
  readonly headline: string;
}

export interface NotApplied {
  /** What was to happen, as `interrupt`, or the function that the scenario is there to show. */
  readonly event: string;
  /** How often this was so. */
  readonly times: number;
  /** Whether the scenario has it happen at another time, or otherwise than written. */
  readonly extent: 'not-at-all' | 'in-part';
  readonly what: string;
  /** What would make it happen. */
  readonly mend: string;
}

export interface TimelineEntry {
  readonly at: Time;
  readonly who: string;
  readonly what: string;
  readonly why?: string;
}

export type ReportedDecision = Omit<Decision, 'at'> & { readonly at: Time };

/** A host from its first moment to its last. */
export interface HostFate {
  /** Id of the EC2 instance. */
  readonly host: string;
  /** As the timeline calls it. */
  readonly name: string;
  readonly cluster: string;
  readonly group: string | undefined;
  readonly zone: string | undefined;
  readonly purchase: 'spot' | 'on-demand' | undefined;
  readonly isNew: boolean;
  readonly fate: 'kept' | 'draining' | 'held' | 'terminated';
  readonly noticeAt?: Time;
  readonly drainingAt?: Time;
  readonly activeAgainAt?: Time;
  readonly endedAt?: Time;
  /** Who ended it. */
  readonly endedBy?: string;
  /** Why: reasons of the actions that concerned it, in sentences, each once. */
  readonly why: readonly string[];
}

export interface ServiceFate {
  readonly cluster: string;
  readonly service: string;
  readonly start: Counts;
  /** The moment at which most tasks were missing; of several the first. */
  readonly least: Counts & { readonly at: Time };
  readonly end: Counts;
}

export interface Counts {
  readonly running: number;
  readonly desired: number;
}

export interface KilledTask {
  readonly at: Time;
  /** `service:web`, `family:report`. */
  readonly group: string;
  readonly taskArn: string;
  readonly host: string;
  /** ECS ends tasks of DAEMON services with their host: nothing is lost with them. */
  readonly isDaemon: boolean;
  readonly by: string;
}

export interface StoppedTask {
  readonly at: Time;
  readonly task: string;
  readonly by: string;
  readonly why: string;
}

export interface AlarmEntry {
  readonly at: Time;
  readonly name: string;
  readonly reason: string;
}

export interface FunctionUse {
  readonly function: string;
  readonly invocations: number;
  /** Runs that ended with an error or a time-out. */
  readonly failures: number;
  readonly billedMilliseconds: number;
  /** By `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface Loss {
  readonly what: 'task-killed' | 'service-short' | 'host-left' | 'message-parked';
  readonly about: string;
  readonly message: string;
}
