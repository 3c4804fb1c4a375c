import type { FaultSubject } from '../../simulator/gateway/fault.ts';
import type { FunctionPrefix } from '../scenarios/deployed-function.ts';
import type { SoakWorld } from './world.ts';

/** A broken invariant. */
export interface Breach {
  readonly invariant: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: string;
}

/** Who set a host to DRAINING. */
export interface Drain {
  readonly at: number;
  /** Undefined: none of the functions. */
  readonly by: FunctionPrefix | undefined;
}

/** Told of a call of a function just before it is carried out. */
export type CallListener = (prefix: FunctionPrefix, subject: FaultSubject) => void;

/** What really happens in an account, whatever the functions say of it. */
export class Truth {
  readonly world: SoakWorld;
  readonly breaches: Breach[] = [];
  /** Epoch milliseconds of EC2's notices, by instance. */
  readonly interruptedAt = new Map<string, number>();
  readonly rebalancedAt = new Map<string, number>();
  /** When instances began to be terminated by their group. */
  readonly leavingSince = new Map<string, number>();
  /** The last drain of each host, by instance; none once the host is ACTIVE again. */
  readonly drains = new Map<string, Drain>();
  /** When each host was last DRAINING, by instance. */
  readonly lastDraining = new Map<string, number>();
  /** Instance by container instance ARN. */
  readonly instances = new Map<string, string>();
  /** Hosts that joined, left or changed status, in words. */
  readonly changes: { readonly at: number; readonly what: string }[] = [];
  readonly #listeners: CallListener[] = [];
  #lastCall: { readonly prefix: FunctionPrefix; readonly subject: FaultSubject } | undefined;

  /** To be made before any other fault is injected: it sees every call, and lets each pass. */
  constructor(world: SoakWorld) {
    this.world = world;
    const { ec2, ecs, autoScaling, faults, clock } = world.simulation;
    ec2.onSpotNotice((id, kind) => {
      const notices = kind === 'interruption' ? this.interruptedAt : this.rebalancedAt;
      if (!notices.has(id)) notices.set(id, clock.now());
    });
    autoScaling.onChange((change) => {
      if (change.kind === 'state' && change.to === 'Terminating') this.leavingSince.set(change.instanceId, change.at);
    });
    ecs.onChange((change) => {
      if (change.kind !== 'host') return;
      this.instances.set(change.containerInstanceArn, change.ec2InstanceId);
      const agent = change.agentConnected ? '' : ', its agent disconnected';
      this.changes.push({ at: change.at, what: `host ${change.ec2InstanceId} is ${change.status}${agent}` });
      this.#hostChanged(change.ec2InstanceId, change.status, change.at);
    });
    faults.inject((subject) => {
      const prefix = world.prefixOf(subject.functionName);
      if (prefix === undefined) return undefined;
      this.#lastCall = { prefix, subject };
      for (const listener of this.#listeners) listener(prefix, subject);
      return undefined;
    });
  }

  /** Calls back before each call of a function is carried out; a fault may befall it yet. */
  onCall(listener: CallListener): void {
    this.#listeners.push(listener);
  }

  break(invariant: string, what: string): void {
    this.breaches.push({ invariant, at: this.world.simulation.clock.now(), what });
  }

  /** Whether a function writes nothing, by the settings. */
  isDry(prefix: FunctionPrefix): boolean {
    const { settings } = this.world.soakCase;
    const own = `${prefix.charAt(0).toLowerCase()}${prefix.slice(1)}DryRun`;
    return settings['dryRun'] === 'true' || settings[own] === 'true';
  }

  /** Milliseconds by which the clock of a function may be wrong. */
  get skew(): number {
    return this.world.soakCase.troubles.find(({ kind }) => kind === 'clock-skew')?.amount ?? 0;
  }

  /**
   * Whether nothing has gone wrong for a function between two moments, epoch milliseconds: no fault was in force, and it
   * was not switched off.
   */
  isCalm(prefix: FunctionPrefix, from: number, until: number): boolean {
    return this.outages(prefix).every((outage) => outage.until <= from || outage.from >= until);
  }

  /** When things went wrong for a function, or it was switched off; deaths and late events have an aftermath. */
  outages(prefix: FunctionPrefix): readonly { readonly from: number; readonly until: number }[] {
    const { began, soakCase } = this.world;
    const troubles = soakCase.troubles.filter(({ kind }) => !LASTING.has(kind));
    const off = soakCase.happenings.filter(({ kind, of }) => kind === 'switch-off' && of === prefix);
    return [
      ...troubles.map((each) => ({ from: began + each.from, until: began + each.until + AFTERMATH })),
      ...off.map(({ at, lasts }) => ({ from: began + at, until: began + at + lasts + AFTERMATH })),
    ];
  }

  /** Milliseconds between two moments in which so many calls of a function were refused that a run seldom got through. */
  refused(prefix: FunctionPrefix, from: number, until: number): number {
    const { began, soakCase } = this.world;
    const times = soakCase.troubles
      .filter(({ kind, probability }) => REFUSING.has(kind) && probability >= OFTEN)
      .filter((trouble) => trouble.function === undefined || trouble.function === prefix)
      .map((each) => ({ from: Math.max(from, began + each.from), until: Math.min(until, began + each.until) }))
      .toSorted((a, b) => a.from - b.from);
    let [sum, end] = [0, from];
    for (const time of times) {
      sum += Math.max(0, time.until - Math.max(end, time.from));
      end = Math.max(end, time.until);
    }
    return sum;
  }

  #hostChanged(id: string, status: string, at: number): void {
    if (status === 'ACTIVE') this.drains.delete(id);
    if (status !== 'DRAINING') return;
    this.lastDraining.set(id, at);
    if (!this.drains.has(id)) this.drains.set(id, { at, by: this.#drainer(id, at) });
  }

  #drainer(id: string, at: number): FunctionPrefix | undefined {
    const call = this.#lastCall;
    if (call?.subject.operation !== 'UpdateContainerInstancesState' || call.subject.now !== at) return undefined;
    const { containerInstances = [] } = call.subject.input as { readonly containerInstances?: readonly string[] };
    return containerInstances.some((arn) => this.instances.get(arn) === id) ? call.prefix : undefined;
  }
}

const REFUSING: ReadonlySet<string> = new Set(['throttle', 'server-error', 'reset']);
/** Part of the calls. A look has several, and each is tried three times. */
const OFTEN = 0.3;
/** What lasts for the whole run and breaks nothing by itself. */
const LASTING: ReadonlySet<string> = new Set(['clock-skew', 'short-pages', 'overlap']);
/** Milliseconds for which the message of a run that died is hidden, the longest of those that hold hosts; and a bit. */
const AFTERMATH = 200_000;
