/** What was seen of a simulation. Times are epoch milliseconds of virtual time. */
export interface Recording {
  readonly hosts: readonly HostTrack[];
  readonly services: readonly ServiceTrack[];
  readonly capacity: readonly CapacityTrack[];
}

/** What a host is at a moment. */
export const HOST_STATES = [
  /** Its instance is there, and it is not registered in ECS. */
  'not-registered',
  'active',
  /** Registered, and its agent is disconnected. */
  'disconnected',
  'draining',
  /** A lifecycle hook holds its termination; it may be DRAINING besides. */
  'held',
  /** EC2 is ending or stopping the instance. */
  'ending',
] as const;
export type HostState = (typeof HOST_STATES)[number];

/** A while in which a host was in one state. */
export interface Phase {
  readonly state: HostState;
  readonly from: number;
  /** Undefined while it lasts. */
  to: number | undefined;
}

/** What others did to a host, or told it: all but the functions, whose decisions are told by their logs. */
export interface HostEvent {
  readonly at: number;
  readonly kind: 'notice' | 'state' | 'hook' | 'killed';
  readonly what: string;
}

/** A task from its placement on a host to its end. */
export interface TaskSpan {
  /** `service:web`, `family:report`. */
  readonly group: string;
  readonly placedAt: number;
  runningAt?: number;
  /** When it was asked to stop. */
  stoppingAt?: number;
  stoppedAt?: number;
  /** Whether it stopped together with its host. */
  isKilled?: boolean;
  /** ECS ends tasks of DAEMON services with their host: nothing is lost with them. */
  isDaemon?: boolean;
}

/** A host over time. */
export interface HostTrack {
  /** Id of the EC2 instance. */
  readonly host: string;
  /** As timelines call it. */
  readonly name: string;
  /** Undefined for an instance of a group whose hosts are in no cluster. */
  readonly cluster: string | undefined;
  readonly group: string | undefined;
  readonly zone: string | undefined;
  readonly purchase: 'spot' | 'on-demand' | undefined;
  readonly instanceType: string | undefined;
  /** Whether it came after the beginning. */
  readonly isNew: boolean;
  readonly phases: readonly Phase[];
  readonly events: readonly HostEvent[];
  readonly tasks: readonly TaskSpan[];
}

/** A service's counts from a moment on. */
export interface ServiceCounts {
  readonly at: number;
  readonly desired: number;
  readonly running: number;
}

/** A service over time: an entry for each change. */
export interface ServiceTrack {
  readonly cluster: string;
  readonly service: string;
  readonly counts: readonly ServiceCounts[];
}

/** CPU units and MiB. */
export interface Resources {
  readonly cpu: number;
  readonly memory: number;
}

/** The ACTIVE hosts of a cluster together, at a moment. */
export interface CapacitySample {
  readonly at: number;
  readonly hosts: number;
  readonly capacity: Resources;
  /** What tasks have taken of it. */
  readonly used: Resources;
  /** What scale-in wants free besides; undefined as long as it does not look at the cluster. */
  readonly wanted: Resources | undefined;
}

/** The capacity of a cluster over time. */
export interface CapacityTrack {
  readonly cluster: string;
  readonly samples: readonly CapacitySample[];
  /** When scale-in found less headroom than is wanted, and what was missing. */
  readonly missing: readonly { readonly at: number; readonly what: string }[];
}
