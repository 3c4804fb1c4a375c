import { describe, expect, it } from 'vitest';
import { GroupLedger, isGrowing } from '../../../functions/scale-in/group-ledger.ts';
import type { GroupLook, MemberLook } from '../../../functions/scale-in/snapshot.ts';
import { instanceId } from '../../builders/hosts.ts';
import { aGroup, aMember } from '../../builders/scale-in-groups.ts';

/** A group with an instance in each of these zones. */
function groupIn(zones: string, overrides: Partial<GroupLook> = {}, member: Partial<MemberLook> = {}): GroupLook {
  const members = [...zones].map((availabilityZone, index) =>
    aMember({ ec2InstanceId: instanceId(index + 1), availabilityZone, ...member }),
  );
  return aGroup({ members, ...overrides });
}
const inZone = (availabilityZone: string, overrides: Partial<MemberLook> = {}) =>
  aMember({ availabilityZone, ...overrides });

describe('an instance may not leave', () => {
  it('a group that is as small as it may be', () => {
    expect(new GroupLedger().refusal(groupIn('ab', { minSize: 2 }), inZone('a'), 0)).toEqual({
      reason: 'group-minimum',
      detail: 'group: 2',
    });
    expect(new GroupLedger().refusal(groupIn('ab', { minSize: 1 }), inZone('a'), 0)).toBeUndefined();
  });

  it('by what it counts towards the capacity', () => {
    const group = groupIn('abc', { minSize: 5 }, { weightedCapacity: 3 });
    expect(new GroupLedger().refusal(group, inZone('a', { weightedCapacity: 4 }), 0)).toBeUndefined();
    expect(new GroupLedger().refusal(group, inZone('a', { weightedCapacity: 5 }), 0)).toMatchObject({
      reason: 'group-minimum',
    });
  });

  it('a zone that has as few as it may', () => {
    expect(new GroupLedger().refusal(groupIn('aabb'), inZone('a'), 2)).toEqual({
      reason: 'zone-minimum',
      detail: 'a: 2',
    });
    expect(new GroupLedger().refusal(groupIn('aabb'), inZone('a'), 1)).toBeUndefined();
    expect(new GroupLedger().refusal(groupIn('aabb'), inZone('a'), Number.NaN)).toMatchObject({
      reason: 'zone-minimum',
    });
  });

  it('a zone in which nothing is in service', () => {
    const group = groupIn('ab', {}, { lifecycleState: 'Standby' });
    expect(new GroupLedger().refusal({ ...group, desiredCapacity: 2 }, inZone('a'), 0)).toMatchObject({
      reason: 'zone-minimum',
    });
  });

  it.each([
    { zones: 'aabb', zone: 'a', refused: undefined },
    { zones: 'aab', zone: 'a', refused: undefined },
    { zones: 'aab', zone: 'b', refused: 'a: 2, b: 1' },
    // No worse than it is.
    { zones: 'aaabbc', zone: 'b', refused: undefined },
    { zones: 'aaabbc', zone: 'c', refused: 'a: 3, b: 2, c: 1' },
    { zones: 'cbbaaa', zone: 'c', refused: 'a: 3, b: 2, c: 1' },
  ])('zones if they get more uneven, and by more than one: $zone of $zones', ({ zones, zone, refused }) => {
    const refusal = new GroupLedger().refusal(groupIn(zones), inZone(zone), 0);
    expect(refusal).toEqual(refused && { reason: 'zone-balance', detail: refused });
  });

  it('and is told of the zones in their order, those that the group has left included', () => {
    const group = groupIn('cbbaaa', { availabilityZones: [] });
    expect(new GroupLedger().refusal(group, inZone('c'), 0)?.detail).toBe('a: 3, b: 2, c: 1');
  });

  it('zones that are even, while one in which nothing runs counts too', () => {
    const group = groupIn('aab', { availabilityZones: ['c', 'b', 'a'] });
    expect(new GroupLedger().refusal(group, inZone('b'), 0)).toBeUndefined();
    const two = groupIn('aabbc', { availabilityZones: ['c', 'b', 'a'] });
    const books = new GroupLedger();
    books.leave(two, inZone('c'));
    books.leave(two, inZone('b'));
    expect(books.refusal(two, inZone('b'), 0)).toBeUndefined();
  });
});

describe('instances that leave', () => {
  it('are gone for those that come after, in the same group alone', () => {
    const books = new GroupLedger();
    const group = groupIn('aabb', { minSize: 2 });
    books.leave(group, inZone('a'));
    expect(books.refusal(group, inZone('a'), 0)).toEqual({ reason: 'zone-balance', detail: 'a: 1, b: 2' });
    expect(books.refusal(group, inZone('b'), 0)).toBeUndefined();
    books.leave(group, inZone('b'));
    expect(books.refusal(group, inZone('b'), 0)).toMatchObject({ reason: 'group-minimum' });
    expect(books.refusal({ ...group, autoScalingGroupName: 'other' }, inZone('b'), 0)).toBeUndefined();
  });

  it('lower the capacity by what they count', () => {
    const books = new GroupLedger();
    const group = groupIn('aaaa', { minSize: 2 }, { weightedCapacity: 2 });
    books.leave(group, inZone('a', { weightedCapacity: 5 }));
    expect(books.refusal(group, inZone('a'), 0)).toBeUndefined();
    expect(books.refusal(group, inZone('a', { weightedCapacity: 2 }), 0)).toMatchObject({ reason: 'group-minimum' });
  });
});

describe('a group grows', () => {
  const pending = (lifecycleState: string) => aMember({ ec2InstanceId: instanceId(9), lifecycleState });
  const withOne = (lifecycleState: string, desiredCapacity: number) => {
    const { members } = groupIn('ab');
    return aGroup({ members: [...members, pending(lifecycleState)], desiredCapacity });
  };

  it.each([
    ['Pending', 2, true],
    ['Pending:Wait', 2, true],
    ['Standby', 2, false],
    ['Warmed:Pending:Wait', 2, false],
    ['Terminating:Wait', 2, false],
    ['Terminating:Wait', 3, true],
    ['InService', 3, false],
    ['InService', 2, false],
  ])('with one more that is %s, wanting %i: %s', (state, desired, grows) => {
    expect(isGrowing(withOne(state, desired))).toBe(grows);
  });

  it('while what is in service counts for less than is wanted', () => {
    const members = groupIn('ab', {}, { weightedCapacity: 3 }).members;
    expect([6, 7].map((desiredCapacity) => isGrowing(aGroup({ members, desiredCapacity })))).toEqual([false, true]);
  });
});
