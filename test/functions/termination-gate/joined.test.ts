import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/termination-gate/plan.ts';
import type { HostLook } from '../../../functions/termination-gate/snapshot.ts';
import { HELD_AT } from '../../builders/gate-events.ts';
import { aLook, aSnapshot, hostFound, memberRead, tasksRead } from '../../builders/gate-looks.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';

/** A host that is to be drained. */
const active = (number: number, cluster = 'default'): HostLook =>
  aLook({ number, host: hostFound({ number, cluster, status: 'ACTIVE' }) });
/** A host that is back in service from its pool. */
const back = (number: number): HostLook =>
  aLook({
    number,
    waits: [],
    host: hostFound({ number, markedForPool: true }),
    member: memberRead(number, 'InService'),
  });

const callsOf = (hosts: readonly HostLook[]) =>
  plan(aSnapshot(hosts), HELD_AT + 1_000).actions.map((action) => [
    action.kind,
    'containerInstanceArns' in action ? action.containerInstanceArns : undefined,
  ]);

describe('what is done to hosts', () => {
  it('is joined by cluster, and by what it is', () => {
    expect(callsOf([active(1), active(2, 'other'), back(3), active(4)])).toEqual([
      ['drain-hosts', [hostArn(1), hostArn(4)]],
      ['drain-hosts', [hostArn(2, 'other')]],
      ['activate-hosts', [hostArn(3)]],
    ]);
  });

  it('is joined to ten hosts a call at most, and names their instances too', () => {
    const hosts = Array.from({ length: 11 }, (_, index) => active(index + 1));
    const { actions } = plan(aSnapshot(hosts), HELD_AT + 1_000);
    expect(actions).toMatchObject([
      { ec2InstanceIds: hosts.slice(0, 10).map(({ ec2InstanceId }) => ec2InstanceId) },
      { ec2InstanceIds: [instanceId(11)], containerInstanceArns: [hostArn(11)] },
    ]);
  });

  it('comes before what is done to lifecycle actions, each of which has a call of its own', () => {
    const empty = (number: number) => aLook({ number, host: hostFound({ number, tasks: tasksRead([]) }) });
    expect(callsOf([empty(1), empty(2), active(3)])).toEqual([
      ['drain-hosts', [hostArn(3)]],
      ['complete-lifecycle-action', undefined],
      ['complete-lifecycle-action', undefined],
    ]);
  });
});

it('a message about nothing is done, with its reason', () => {
  const event = { kind: 'irrelevant', subject: 'a test', reason: 'test-notification' } as const;
  const decided = plan(aSnapshot([], {}, [{ messageId: 'test', receiveCount: 1, event }]), HELD_AT);
  expect([...decided.nextLooks]).toEqual([['test', { kind: 'done', reason: 'test-notification' }]]);
  expect(decided.heldBack).toEqual([{ subject: 'a test', reason: 'test-notification' }]);
});
