import type { Scheduled } from '../../kernel/virtual-clock.ts';
import { ServiceError } from '../../wire/service-error.ts';
import type { Context } from './context.ts';
import { validationError } from './errors.ts';
import { uuid } from './ids.ts';
import type { ActionEnd, LifecycleActionRecord } from './journal.ts';
import type { ActionResult, Group, LifecycleHook, Member, Place, Transition } from './model.ts';
import { actionNotice, announceAction } from './notices.ts';

/** The transition that hooks may hold up. */
export interface Passage {
  readonly transition: Transition;
  readonly origin: Place;
  readonly destination: Place;
}

/** How a call names a lifecycle action: by token, or by instance. */
export interface ActionKey {
  readonly groupName: string | undefined;
  readonly hookName: string | undefined;
  readonly token?: string | undefined;
  readonly instanceId?: string | undefined;
}

interface Running {
  record: LifecycleActionRecord;
  readonly hook: LifecycleHook;
  readonly globalDeadline: number;
  timer: Scheduled;
}

interface Wait {
  readonly running: Map<string, Running>;
  readonly onFinished: (result: ActionResult) => void;
}

/** 48 hours. */
const LONGEST_WAIT = 48 * 3_600_000;

/** Seconds that an instance may wait for a hook, however many heartbeats come. Source: user guide, lifecycle hooks. */
export function globalTimeout(hook: Pick<LifecycleHook, 'heartbeatTimeout'>): number {
  return Math.min(LONGEST_WAIT / 1000, 100 * hook.heartbeatTimeout);
}

/**
 * The lifecycle actions that instances wait for. All hooks of a transition run side by side; the wait is over when
 * all have continued, or one was abandoned.
 */
export class LifecycleActions {
  readonly #context: Context;
  readonly #waits = new Map<string, Wait>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Tells whether a group has hooks for a transition. */
  appliesTo(group: Group, transition: Transition): boolean {
    return hooksFor(group, transition).length > 0;
  }

  /** Starts the actions of a transition. The group has hooks for it. */
  begin(group: Group, member: Member, passage: Passage, onFinished: (result: ActionResult) => void): void {
    const running = new Map<string, Running>();
    this.#waits.set(member.instanceId, { running, onFinished });
    for (const hook of hooksFor(group, passage.transition)) {
      const action = this.#start(group, member, passage, hook);
      running.set(action.record.token, action);
    }
  }

  /**
   * CompleteLifecycleAction.
   * @param by ARN of the principal
   * @throws ServiceError `ValidationError` when no such action runs: finished, expired, or never there
   */
  complete(key: ActionKey, result: ActionResult, by: string): void {
    this.#end(this.#find(key), result, { kind: 'completed', by });
  }

  /** RecordLifecycleActionHeartbeat: the heartbeat time-out starts anew. @throws ServiceError `ValidationError` */
  heartbeat(key: ActionKey): void {
    const running = this.#find(key);
    const now = this.#context.world.clock.now();
    running.record = { ...running.record, heartbeats: [...running.record.heartbeats, now] };
    running.timer.cancel();
    running.timer = this.#timer(running);
    this.#tell('heartbeat', running.record);
  }

  /** Ends the outstanding actions of a hook that is deleted. Source: API reference, DeleteLifecycleHook. */
  hookDeleted(group: Group, hook: LifecycleHook): void {
    const result = hook.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'ABANDON' : 'CONTINUE';
    for (const { record } of this.#running()) {
      if (record.groupName !== group.name || record.hookName !== hook.name) continue;
      const running = this.#waits.get(record.instanceId)?.running.get(record.token);
      if (running !== undefined) this.#end(running, result, { kind: 'cancelled' });
    }
  }

  /** Ends the wait of an instance that has left it by another way; nobody is told to go on. */
  cancel(instanceId: string): void {
    const wait = this.#waits.get(instanceId);
    this.#waits.delete(instanceId);
    for (const running of wait?.running.values() ?? []) this.#close(running, 'ABANDON', { kind: 'cancelled' });
  }

  #start(group: Group, member: Member, passage: Passage, hook: LifecycleHook): Running {
    const { world, random } = this.#context;
    const now = world.clock.now();
    const record: LifecycleActionRecord = {
      token: uuid(random),
      groupName: group.name,
      hookName: hook.name,
      instanceId: member.instanceId,
      ...passage,
      startedAt: now,
      heartbeats: [],
      end: undefined,
    };
    const globalDeadline = now + globalTimeout(hook) * 1000;
    const running = { record, hook, globalDeadline };
    this.#tell('started', record);
    this.#announce(group, hook, record);
    return { ...running, timer: this.#timer(running) };
  }

  #announce(group: Group, hook: LifecycleHook, record: LifecycleActionRecord): void {
    const { world, random, notify } = this.#context;
    if (hook.notificationTargetArn === undefined) {
      announceAction(world, group, hook, record);
      return;
    }
    try {
      notify(
        { arn: hook.notificationTargetArn, roleArn: hook.roleArn, groupArn: group.arn },
        actionNotice(world, hook, record, uuid(random)),
      );
    } catch (error) {
      // A target that refuses the message: Auto Scaling tells nobody, and the action waits for its time-out.
      if (!(error instanceof ServiceError)) throw error;
    }
  }

  /** Ends the action when the heartbeat, or the time for the whole wait, runs out. */
  #timer({ record, hook, globalDeadline }: Omit<Running, 'timer'>): Scheduled {
    const { clock } = this.#context.world;
    const heartbeatDeadline = clock.now() + hook.heartbeatTimeout * 1000;
    const kind = heartbeatDeadline < globalDeadline ? 'heartbeat-timeout' : 'global-timeout';
    const due = Math.min(heartbeatDeadline, globalDeadline);
    return clock.at(due, `${hook.name} of ${record.instanceId} times out`, () => {
      const running = this.#waits.get(record.instanceId)?.running.get(record.token);
      if (running !== undefined) this.#end(running, hook.defaultResult, { kind });
    });
  }

  #end(running: Running, result: ActionResult, reason: ActionEnd): void {
    const { instanceId, token } = running.record;
    const wait = this.#waits.get(instanceId);
    if (wait === undefined) return;
    wait.running.delete(token);
    this.#close(running, result, reason);
    if (result === 'ABANDON') {
      for (const other of wait.running.values()) this.#close(other, 'ABANDON', { kind: 'skipped' });
    } else if (wait.running.size > 0) {
      return;
    }
    this.#waits.delete(instanceId);
    wait.onFinished(result);
  }

  #close(running: Running, result: ActionResult, reason: ActionEnd): void {
    running.timer.cancel();
    running.record = { ...running.record, end: { at: this.#context.world.clock.now(), result, reason } };
    this.#tell('ended', running.record);
  }

  #find({ groupName, hookName, token, instanceId }: ActionKey): Running {
    if (token === undefined && instanceId === undefined) {
      throw validationError('Either the lifecycle action token or the instance ID must be specified');
    }
    const running = this.#running().find(
      ({ record }) =>
        record.groupName === groupName &&
        record.hookName === hookName &&
        (token === undefined || record.token === token) &&
        (instanceId === undefined || record.instanceId === instanceId),
    );
    if (running === undefined) {
      throw validationError(
        `No active Lifecycle Action found with ${token === undefined ? `instance ID ${instanceId}` : `token ${token}`}`,
      );
    }
    return running;
  }

  #running(): readonly Running[] {
    return [...this.#waits.values()].flatMap((wait) => [...wait.running.values()]);
  }

  #tell(what: 'started' | 'heartbeat' | 'ended', action: LifecycleActionRecord): void {
    this.#context.journal.record({ kind: 'lifecycle-action', at: this.#context.world.clock.now(), what, action });
  }
}

function hooksFor(group: Group, transition: Transition): readonly LifecycleHook[] {
  return [...group.hooks.values()].filter((hook) => hook.transition === transition);
}
