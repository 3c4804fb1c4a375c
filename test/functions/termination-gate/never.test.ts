import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateAction, hostsOf } from '../../../functions/termination-gate/actions.ts';
import { MANAGED_DRAINING_HOOK } from '../../../functions/termination-gate/hooks.ts';
import { type GatePlan, plan } from '../../../functions/termination-gate/plan.ts';
import type { HostLook, Wait } from '../../../functions/termination-gate/snapshot.ts';
import { termsOf } from '../../../functions/termination-gate/wait-timing.ts';
import { HELD_AT, HOOK } from '../../builders/gate-events.ts';
import { aSnapshot, UNREADABLE } from '../../builders/gate-looks.ts';
import { type RandomLooks, randomLooks } from '../../builders/random-looks.ts';

const planOf = ({ looks, settings, age }: RandomLooks): GatePlan => plan(aSnapshot(looks, settings), HELD_AT + age);

/** Parts of a host that may be unreadable. */
const PARTS = ['group', 'host', 'tasks', 'member', 'nothing'] as const;
type Part = (typeof PARTS)[number];

function without(look: HostLook, unreadable: Part | undefined): HostLook {
  const { host, waits } = look;
  switch (unreadable) {
    case 'group':
      return { ...look, waits: waits.map((wait) => ({ ...wait, group: UNREADABLE })) };
    case 'host':
      return { ...look, host: UNREADABLE };
    case 'tasks':
      return host.kind === 'found' ? { ...look, host: { ...host, tasks: UNREADABLE } } : look;
    case 'member':
      return { ...look, member: UNREADABLE };
    default:
      return look;
  }
}

const blinded = fc
  .tuple(randomLooks, fc.array(fc.constantFrom(...PARTS), { minLength: 14, maxLength: 14 }))
  .map(([random, parts]) => ({
    ...random,
    looks: random.looks.map((look, index) => without(look, parts[index])),
    readable: random,
  }));

/** Whether the time of a host is over. */
const isLate = (look: HostLook, { settings, age }: RandomLooks): boolean =>
  look.waits.some((wait) => HELD_AT + age >= (termsOf(wait, look, settings)?.endsAt ?? Number.POSITIVE_INFINITY));

/** Whether a host was read to run nothing, and to take no more, or is in no cluster and its grace is over. */
function mayGo(host: HostLook['host'], { settings, age }: RandomLooks): boolean {
  if (host.kind === 'not-found') return age >= settings.graceSeconds * 1000;
  if (host.kind !== 'found' || host.tasks.kind !== 'read') return false;
  const isEmpty = host.tasks.tasks.every(({ isDaemon, lastStatus }) => isDaemon || lastStatus === 'STOPPED');
  return isEmpty && /^(DRAINING|DEREGISTERING)$/.test(host.status);
}

/** What writes are about, one entry for each host; heartbeats and words to the operator harm nobody. */
function writesOf({ actions }: GatePlan): string[] {
  return actions.flatMap((action) => {
    switch (action.kind) {
      case 'record-heartbeat':
      case 'notify-operator':
        return [];
      case 'stop-task':
        return [`stop-task ${action.taskArn} on ${action.ec2InstanceId}`];
      default:
        return action.ec2InstanceIds.map((host) => `${action.kind} ${host}`);
    }
  });
}

const completions = ({ actions }: GatePlan) =>
  actions.flatMap((action) => (action.kind === 'complete-lifecycle-action' ? [action] : []));

describe('never', () => {
  it('is a host let go before its time while a task other than a DAEMON one may run, or it may take one', () => {
    fc.assert(
      fc.property(blinded, (random) => {
        const released = new Set(completions(planOf(random)).flatMap(({ ec2InstanceIds }) => ec2InstanceIds));
        const early = random.looks.filter((look) => released.has(look.ec2InstanceId) && !isLate(look, random));
        expect(early.filter(({ host }) => !mayGo(host, random))).toEqual([]);
        const readable = random.readable.looks.filter(({ ec2InstanceId }) =>
          early.some((look) => look.ec2InstanceId === ec2InstanceId),
        );
        expect(readable.filter(({ host }) => !mayGo(host, random))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is a host abandoned that its group does not retain', () => {
    fc.assert(
      fc.property(blinded, (random) => {
        const abandoned = completions(planOf(random)).filter(({ result }) => result === 'ABANDON');
        for (const { ec2InstanceIds } of abandoned) {
          const look = random.looks.find(({ ec2InstanceId }) => ec2InstanceIds.includes(ec2InstanceId));
          const views = look?.waits.map(({ group }) => group.kind === 'read' && group.group.retainsAbandoned);
          expect(views).toEqual([true]);
        }
      }),
    );
  });

  it('is another hook completed than the one that the host waits for', () => {
    fc.assert(
      fc.property(blinded, (random) => {
        for (const { action } of completions(planOf(random))) {
          expect(action.lifecycleHookName).toBe(HOOK);
          expect(action.lifecycleHookName).not.toBe(MANAGED_DRAINING_HOOK);
        }
      }),
    );
  });

  it('is a host drained, or a task stopped, where ECS drains the host itself', () => {
    fc.assert(
      fc.property(randomLooks, (random) => {
        const managed = random.looks.filter(({ waits }) =>
          waits.some(({ group }) => group.kind === 'read' && group.hooks.length > 1),
        );
        const touched = writesOf(planOf({ ...random, looks: managed })).filter(
          (write) => !write.startsWith('complete'),
        );
        expect(touched).toEqual([]);
      }),
    );
  });

  it('does what can’t be read cause a write that the same, read, would not', () => {
    fc.assert(
      fc.property(blinded, (random) => {
        const readable = new Set(writesOf(planOf(random.readable)));
        expect(writesOf(planOf(random)).filter((write) => !readable.has(write))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('does a plan depend on the order of what was found', () => {
    fc.assert(
      fc.property(randomLooks, fc.infiniteStream(fc.nat()), (random, draws) => {
        const turned = random.looks
          .map((look) => ({ look, at: draws.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ look }) => {
            const { host } = look;
            if (host.kind !== 'found' || host.tasks.kind !== 'read') return look;
            return { ...look, host: { ...host, tasks: { ...host.tasks, tasks: host.tasks.tasks.toReversed() } } };
          });
        const [one, other] = [planOf(random), planOf({ ...random, looks: turned })];
        expect(writesOf(other).toSorted()).toEqual(writesOf(one).toSorted());
        expect(new Map([...other.nextLooks].toSorted())).toEqual(new Map([...one.nextLooks].toSorted()));
        expect(other.actions.length).toBe(one.actions.length);
      }),
    );
  });
});

describe('always', () => {
  it('is a host let go when its time is over, whatever could not be read of it, its group excepted', () => {
    fc.assert(
      fc.property(blinded, (random) => {
        const released = new Set(completions(planOf(random)).flatMap(({ ec2InstanceIds }) => ec2InstanceIds));
        const late = random.looks.filter((look) => isLate(look, random));
        expect(late.filter(({ ec2InstanceId }) => !released.has(ec2InstanceId))).toEqual([]);
      }),
    );
  });

  it('is each message either done or looked at again, within the pause that its age allows', () => {
    fc.assert(
      fc.property(blinded, (random) => {
        const { nextLooks } = planOf(random);
        const told = random.looks.flatMap(({ mails }) => mails.map(({ messageId }) => messageId));
        expect([...nextLooks.keys()].toSorted()).toEqual(told.toSorted());
        for (const nextLook of nextLooks.values()) {
          if (nextLook.kind !== 'again') continue;
          expect(Number.isInteger(nextLook.seconds)).toBe(true);
          expect(nextLook.seconds).toBeGreaterThanOrEqual(1);
          expect(nextLook.seconds).toBeLessThanOrEqual(300);
        }
      }),
    );
  });

  it('does planning again after applying find nothing more to do, but what applying made possible', () => {
    fc.assert(
      fc.property(randomLooks, (random) => {
        const seen = new Set<string>();
        let { looks } = random;
        // Draining comes first, then stopping what was shown to be left.
        for (let round = 0; round < 3; round++) {
          const { actions } = planOf({ ...random, looks });
          const written = writesOf({ ...planOf({ ...random, looks }), actions });
          expect(written.filter((write) => seen.has(write))).toEqual([]);
          for (const write of written) seen.add(write);
          looks = looks.map((look) => applied(look, actions));
        }
        expect(planOf({ ...random, looks }).actions).toEqual([]);
      }),
    );
  });
});

/** The look with what actions did to its host. */
function applied(look: HostLook, actions: readonly GateAction[]): HostLook {
  let now = look;
  for (const action of actions) if (hostsOf(action).includes(look.ec2InstanceId)) now = changed(now, action);
  return now;
}

function changed(look: HostLook, action: GateAction): HostLook {
  const { host, waits } = look;
  const withWaits = (change: Partial<Wait>) => ({ ...look, waits: waits.map((wait) => ({ ...wait, ...change })) });
  switch (action.kind) {
    case 'drain-hosts':
    case 'drain-hosts-into-pool':
      return host.kind === 'found' ? { ...look, host: { ...host, status: 'DRAINING' } } : look;
    case 'complete-lifecycle-action':
      return withWaits({ isOver: true });
    case 'record-heartbeat':
      return withWaits({ lastBeat: action.period });
    case 'notify-operator':
      return withWaits({ operatorTold: true });
    case 'stop-task': {
      if (host.kind !== 'found' || host.tasks.kind !== 'read') return look;
      const tasks = host.tasks.tasks.map((task) =>
        task.taskArn === action.taskArn ? { ...task, desiredStatus: 'STOPPED' } : task,
      );
      return { ...look, host: { ...host, tasks: { ...host.tasks, tasks } } };
    }
    default:
      throw new Error(`${action.kind} is not of hosts that wait`);
  }
}
