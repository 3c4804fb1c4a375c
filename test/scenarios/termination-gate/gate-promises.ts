import type { LifecycleActionRecord } from '../../../simulator/services/auto-scaling/journal.ts';
import type { ScenarioAccount } from '../account.ts';

/** When hosts of a group are to be let go at the latest, by the name of the hook that holds them. */
export type Deadlines = ReadonlyMap<string, { readonly minutes: number }>;

/**
 * Milliseconds for which a host may be held past its deadline where calls fail: until a wait is a quarter of an hour
 * old, a look that fails is made again within 45 s.
 */
const RETRY = 45_000;
/** A host whose notice was lost is found by the next sweep. */
const SWEEP = 300_000;
/** A run that dies hides its messages until the queue's visibility time-out is over. */
const DEATH = 181_000;

/** Watches an account from the first moment on, by what really happens in it, and writes down every broken promise. */
export class PromiseWatch {
  /** In words. */
  readonly broken: string[] = [];
  /** Actions that termination-gate completed. */
  released = 0;
  readonly #account: ScenarioAccount;
  readonly #deadlines: Deadlines;
  /** When instances began to be terminated, which is a moment before their hooks hold them. */
  readonly #leavingSince = new Map<string, number>();

  /** @param deadlines by `group hook` */
  constructor(account: ScenarioAccount, deadlines: Deadlines) {
    this.#account = account;
    this.#deadlines = deadlines;
    const { autoScaling, ecs } = account.simulation;
    autoScaling.onChange((change) => {
      if (change.kind === 'state' && change.to === 'Terminating') this.#leavingSince.set(change.instanceId, change.at);
      if (change.kind === 'lifecycle-action' && change.what === 'ended') this.#ended(change.action);
    });
    ecs.onChange((change) => {
      if (change.kind !== 'host' || change.status !== 'DRAINING') return;
      const state = autoScaling.membershipOf(change.ec2InstanceId)?.state;
      // What is drained just when its group has let go of it is no harm.
      if (state !== undefined && !state.startsWith('Terminat'))
        this.#break(change.ec2InstanceId, `drained in ${state}`);
    });
  }

  /** Writes down what is still held. To be asked once every deadline is over. */
  assertNobodyIsHeld(): void {
    const held = this.#account.simulation.autoScaling.lifecycleActions().filter(({ end }) => end === undefined);
    for (const { instanceId } of held) this.#break(instanceId, 'forgotten');
  }

  #ended(action: LifecycleActionRecord): void {
    const { instanceId, end } = action;
    if (end === undefined) return;
    if (end.reason.kind !== 'completed') {
      this.#break(instanceId, `let go by ${end.reason.kind}`);
      return;
    }
    this.released += 1;
    const late = end.at - this.#deadlineOf(action) - this.#delayOf(action);
    if (late > 0) this.#break(instanceId, `held ${late} ms too long`);
    const running = this.#account.simulation.ecs.containersRunning(instanceId).filter(({ daemon }) => !daemon);
    const [first] = running;
    if (first && end.result === 'CONTINUE' && end.at < this.#earliest(action)) {
      this.#break(instanceId, `let go while ${first.group} was ${first.lastStatus}`);
    }
  }

  #deadlineOf({ groupName, hookName, startedAt }: LifecycleActionRecord): number {
    return startedAt + this.#minutesOf(groupName, hookName) * 60_000;
  }

  /** Without a notice the deadline counts from when the instance began to be terminated. */
  #earliest(action: LifecycleActionRecord): number {
    const { startedAt, instanceId } = action;
    const since = this.#isNoted(action) ? startedAt : (this.#leavingSince.get(instanceId) ?? startedAt);
    return since + this.#minutesOf(action.groupName, action.hookName) * 60_000;
  }

  /** How long past its deadline a host may be held, as things have gone. */
  #delayOf(action: LifecycleActionRecord): number {
    const since = this.#deadlineOf(action) - DEATH;
    const deaths = this.#account.simulation.calls.count({ outcome: 'killed', since });
    return 2 * RETRY + (this.#isNoted(action) ? 0 : SWEEP) + deaths * DEATH;
  }

  /** Whether a topic announced it, which loses nothing. */
  #isNoted({ hookName }: LifecycleActionRecord): boolean {
    return hookName.endsWith('topic');
  }

  #minutesOf(groupName: string, hookName: string): number {
    const deadline = this.#deadlines.get(`${groupName} ${hookName}`);
    if (deadline === undefined) throw new Error(`No deadline is known for ${hookName} of ${groupName}`);
    return deadline.minutes;
  }

  #break(instanceId: string, what: string): void {
    const time = new Date(this.#account.simulation.clock.now()).toISOString().slice(11, 19);
    this.broken.push(`${time} ${instanceId}: ${what}`);
  }
}
