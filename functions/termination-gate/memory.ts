import type { LifecycleActionName } from '../../shared/domain/auto-scaling.ts';
import type { NotifyOperator } from './actions.ts';
import type { LifecycleNotice } from './notice.ts';
import type { DaemonLoad } from './tasks-left.ts';

/** What is remembered of a notice. */
export interface NoticeMemo {
  readonly notice: LifecycleNotice;
  /** When its message was last received, in milliseconds since 1970. */
  readonly seenAt: number;
  readonly isOver: boolean;
  /** The half of the hook's time-out for which a heartbeat was last sent. */
  readonly lastBeat: number | undefined;
  readonly operatorTold: boolean;
  /** What the operator could not be told. */
  readonly untold: NotifyOperator | undefined;
}

interface HostMemo {
  readonly notices: Map<string, NoticeMemo>;
  daemons: { readonly load: DaemonLoad; readonly until: number } | undefined;
  interruptedAt: number | undefined;
  /** This process has seen the host in a cluster. */
  wasFound: boolean;
  /** Since when its resources and its tasks have contradicted each other, in milliseconds since 1970. */
  heldSince: number | undefined;
  touchedAt: number;
}

/** Milliseconds after which a host that no message has been about is forgotten; messages come every 5 minutes. */
const REMEMBERED_FOR = 3_600_000;
/**
 * Milliseconds after which the tasks of a host are read again, though its counts or resources prove that some are left:
 * tags may have changed, and what is to be stopped may not have been.
 */
const TASKS_FOR = 600_000;
/** Milliseconds for which a host without tasks whose resources are held is not believed to be empty: many times ECS's lag. */
const HELD_FOR = 60_000;
/** Milliseconds after an interruption notice for which it means anything: the instance is gone after two minutes. */
const INTERRUPTION_FOR = 300_000;

/**
 * What one process remembers of the hosts it has seen, to save calls. Nothing depends on it: a process that remembers
 * nothing asks again, sends a heartbeat too many, or finds out from Auto Scaling that an action is over.
 */
export class GateMemory {
  readonly #clock: () => number;
  readonly #hosts = new Map<string, HostMemo>();

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Notices about a host that this process has seen, those that are over included. */
  noticesOf(ec2InstanceId: string): readonly NoticeMemo[] {
    return [...(this.#hosts.get(ec2InstanceId)?.notices.values() ?? [])];
  }

  /** What the DAEMON tasks of a host amounted to when its tasks were last read; undefined when that is long ago. */
  daemonsOn(ec2InstanceId: string): DaemonLoad | undefined {
    const daemons = this.#hosts.get(ec2InstanceId)?.daemons;
    return daemons && this.#clock() < daemons.until ? daemons.load : undefined;
  }

  /** When EC2 gave notice that it takes the host away; undefined when it did not, or long ago. */
  interruptedAt(ec2InstanceId: string): number | undefined {
    const at = this.#hosts.get(ec2InstanceId)?.interruptedAt;
    return at !== undefined && this.#clock() - at <= INTERRUPTION_FOR ? at : undefined;
  }

  wasFound(ec2InstanceId: string): boolean {
    return this.#hosts.get(ec2InstanceId)?.wasFound ?? false;
  }

  /** Takes note of a notice. What is known of it already stays. */
  sawNotice(notice: LifecycleNotice): void {
    const { notices } = this.#host(notice.ec2InstanceId);
    const memo = { isOver: false, lastBeat: undefined, operatorTold: false, untold: undefined };
    notices.set(notice.token, { ...memo, notice, ...notices.get(notice.token), seenAt: this.#clock() });
  }

  sawInterruption(ec2InstanceId: string, at: number): void {
    this.#host(ec2InstanceId).interruptedAt = at;
  }

  /** The tasks of a host were read, and its DAEMON tasks amount to this. */
  sawDaemons(ec2InstanceId: string, load: DaemonLoad): void {
    this.#host(ec2InstanceId).daemons = { load, until: this.#clock() + TASKS_FOR };
  }

  /** The tasks of a host are to be read at its next look, whatever its counts say. */
  forgetTasks(ec2InstanceId: string): void {
    this.#host(ec2InstanceId).daemons = undefined;
  }

  /**
   * No task of a host is left, and something holds resources of it.
   *
   * @returns whether to wait for them to agree; not for ever, for ECS may have forgotten to free what a task held
   */
  sawHeld(ec2InstanceId: string): boolean {
    const memo = this.#host(ec2InstanceId);
    memo.heldSince ??= this.#clock();
    return this.#clock() - memo.heldSince < HELD_FOR;
  }

  /** The tasks of a host and its resources agree. */
  sawNoDoubt(ec2InstanceId: string): void {
    const memo = this.#hosts.get(ec2InstanceId);
    if (memo) memo.heldSince = undefined;
  }

  sawInCluster(ec2InstanceId: string): void {
    this.#host(ec2InstanceId).wasFound = true;
  }

  /** An action has been completed, or Auto Scaling says that there is none. */
  isOver(ec2InstanceId: string, action: LifecycleActionName): void {
    this.#change(ec2InstanceId, action, { isOver: true });
  }

  /** A heartbeat has been sent. */
  beat(ec2InstanceId: string, action: LifecycleActionName, period: number): void {
    this.#change(ec2InstanceId, action, { lastBeat: period });
  }

  operatorTold(ec2InstanceId: string, action: LifecycleActionName): void {
    this.#change(ec2InstanceId, action, { operatorTold: true, untold: undefined });
  }

  /** The operator could not be told. Once the action is over, nothing but this remembers what. */
  operatorNotTold(ec2InstanceId: string, untold: NotifyOperator): void {
    this.#change(ec2InstanceId, untold.action, { untold });
  }

  /** Forgets hosts that no message has been about for long. */
  expire(): void {
    const before = this.#clock() - REMEMBERED_FOR;
    for (const [ec2InstanceId, { touchedAt }] of this.#hosts) {
      if (touchedAt < before) this.#hosts.delete(ec2InstanceId);
    }
  }

  #host(ec2InstanceId: string): HostMemo {
    const memo = this.#hosts.get(ec2InstanceId) ?? {
      notices: new Map<string, NoticeMemo>(),
      daemons: undefined,
      interruptedAt: undefined,
      wasFound: false,
      heldSince: undefined,
      touchedAt: 0,
    };
    memo.touchedAt = this.#clock();
    this.#hosts.set(ec2InstanceId, memo);
    return memo;
  }

  /** Changes what is known of an action; one named by its host is every action of that hook on it. */
  #change(ec2InstanceId: string, action: LifecycleActionName, change: Partial<NoticeMemo>): void {
    const { notices } = this.#host(ec2InstanceId);
    for (const [token, memo] of notices) {
      const isMeant =
        'token' in action
          ? token === action.token
          : memo.notice.lifecycleHookName === action.lifecycleHookName &&
            memo.notice.autoScalingGroupName === action.autoScalingGroupName;
      if (isMeant) notices.set(token, { ...memo, ...change });
    }
  }
}
