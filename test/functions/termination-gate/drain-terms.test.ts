import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DrainTerms, drainTerms, type TermsInput } from '../../../functions/termination-gate/drain-terms.ts';

const MINUTE = 60_000;
const DEADLINE_TAG = 'ecs-ops:drain-deadline-minutes';
const OUTCOME_TAG = 'ecs-ops:drain-outcome';

/** A wait that began at 0, of a hook with the default time-out, in a stack with the default settings. */
function terms(overrides: Partial<TermsInput> = {}): DrainTerms {
  return drainTerms({
    subject: 'i-1',
    startedAt: 0,
    heartbeatTimeout: 3600,
    metadata: {},
    groupTags: {},
    retainsAbandoned: false,
    isManaged: false,
    interruptedAt: undefined,
    defaults: { deadlineMinutes: 15, outcome: 'continue', stopSeconds: 30 },
    ...overrides,
  });
}

const reasons = (remarks: DrainTerms['warnings']) => remarks.map(({ reason, detail }) => [reason, detail]);

describe('the deadline', () => {
  it.each([
    { metadata: undefined, tag: undefined, minutes: 15, warned: [] },
    { metadata: undefined, tag: '20', minutes: 20, warned: [] },
    { metadata: '30', tag: '20', minutes: 30, warned: [] },
    { metadata: '1', tag: undefined, minutes: 1, warned: [] },
    { metadata: '2879', tag: undefined, minutes: 2879, warned: [] },
    { metadata: 'soon', tag: '20', minutes: 20, warned: ['soon'] },
    { metadata: '', tag: '20', minutes: 20, warned: [''] },
    { metadata: '0', tag: '2881', minutes: 15, warned: ['0', '2881'] },
    { metadata: '-5', tag: '1.5', minutes: 15, warned: ['-5', '1.5'] },
    // What is not looked at is not complained about.
    { metadata: '30', tag: 'soon', minutes: 30, warned: [] },
  ])('is $minutes minutes with metadata $metadata and tag $tag', ({ metadata, tag, minutes, warned }) => {
    const found = terms({
      metadata: metadata === undefined ? {} : { deadlineMinutes: metadata },
      groupTags: { [DEADLINE_TAG]: tag },
    });
    expect([found.endsAt, found.reason]).toEqual([minutes * MINUTE, 'deadline-passed']);
    expect(reasons(found.warnings)).toEqual(warned.map((text) => ['invalid-drain-deadline', text]));
  });

  it.each([
    { heartbeatTimeout: 3600, ends: 48 * 3600 - 30 },
    { heartbeatTimeout: 7200, ends: 48 * 3600 - 30 },
    { heartbeatTimeout: 1728, ends: 48 * 3600 - 30 },
    { heartbeatTimeout: 600, ends: 60_000 - 30 },
    { heartbeatTimeout: 30, ends: 3000 - 30 },
  ])('is never past what a hook of $heartbeatTimeout s allows, less half a minute', ({ heartbeatTimeout, ends }) => {
    const found = terms({ heartbeatTimeout, metadata: { deadlineMinutes: '2880' } });
    expect([found.endsAt, found.reason]).toEqual([ends * 1000, 'global-limit-near']);
  });
});

describe('the outcome', () => {
  it.each([
    { metadata: undefined, tag: undefined, stops: false, result: 'CONTINUE', warned: [] },
    { metadata: undefined, tag: 'stop-tasks', stops: true, result: 'CONTINUE', warned: [] },
    { metadata: 'continue', tag: 'stop-tasks', stops: false, result: 'CONTINUE', warned: [] },
    { metadata: 'retain', tag: 'stop-tasks', stops: false, result: 'ABANDON', warned: [] },
    { metadata: 'keep', tag: 'stop-tasks', stops: true, result: 'CONTINUE', warned: ['keep'] },
    { metadata: 'RETAIN', tag: undefined, stops: false, result: 'CONTINUE', warned: ['RETAIN'] },
  ])('with metadata $metadata and tag $tag', ({ metadata, tag, stops, result, warned }) => {
    const found = terms({
      metadata: metadata === undefined ? {} : { outcome: metadata },
      groupTags: { [OUTCOME_TAG]: tag },
      retainsAbandoned: true,
    });
    expect([found.stopsTasksAt, found.result]).toEqual([stops ? 15 * MINUTE - 30_000 : undefined, result]);
    expect([found.endsAt, found.tellsOperatorAt]).toEqual([15 * MINUTE, 15 * MINUTE]);
    expect(reasons(found.warnings)).toEqual(warned.map((text) => ['invalid-drain-outcome', text]));
  });

  it('to retain holds the host on, and tells in time, where the group would terminate it', () => {
    const found = terms({ metadata: { outcome: 'retain', deadlineMinutes: '20' } });
    expect(found).toMatchObject({
      result: 'CONTINUE',
      reason: 'global-limit-near',
      endsAt: (48 * 3600 - 30) * 1000,
      tellsOperatorAt: 20 * MINUTE,
      stopsTasksAt: undefined,
    });
    expect(reasons(found.heldBack)).toEqual([['retain-would-terminate', undefined]]);
  });

  it.each(['continue', 'stop-tasks', 'retain'])('%s is nothing to us where ECS drains the host itself', (outcome) => {
    const found = terms({ metadata: { outcome }, retainsAbandoned: true, isManaged: true });
    expect(found).toMatchObject({ result: 'CONTINUE', stopsTasksAt: undefined, tellsOperatorAt: undefined });
    expect(reasons(found.heldBack)).toEqual([['managed-draining', undefined]]);
  });
});

describe('a Spot interruption', () => {
  it.each(['continue', 'stop-tasks', 'retain'])('gives two minutes, whatever else is said: %s', (outcome) => {
    for (const retainsAbandoned of [true, false]) {
      const found = terms({ metadata: { outcome }, retainsAbandoned, interruptedAt: 3 * MINUTE });
      expect(found).toMatchObject({
        reason: 'spot-interrupted',
        result: 'CONTINUE',
        endsAt: 5 * MINUTE,
        stopsTasksAt: 5 * MINUTE - 30_000,
        tellsOperatorAt: 5 * MINUTE,
      });
    }
  });

  it.each([13, 14])(
    'makes nothing longer, and changes nothing that ends before it does: after %i minutes',
    (minutes) => {
      expect(terms({ interruptedAt: minutes * MINUTE })).toEqual(terms());
    },
  );

  it('stops nothing where ECS drains the host itself, and keeps warnings', () => {
    const found = terms({ isManaged: true, interruptedAt: 0, metadata: { deadlineMinutes: 'x' } });
    expect(found).toMatchObject({ endsAt: 2 * MINUTE, stopsTasksAt: undefined, tellsOperatorAt: undefined });
    expect([found.heldBack.length, found.warnings.length]).toEqual([1, 1]);
  });
});

it('ends within Auto Scaling’s limit, whatever is said, and abandons nothing that would be terminated', () => {
  const text = fc.oneof(fc.string(), fc.nat({ max: 3000 }).map(String), fc.constantFrom('retain', 'stop-tasks'));
  const said = fc.option(text, { nil: undefined });
  const input = fc.record({
    heartbeatTimeout: fc.integer({ min: 30, max: 7200 }),
    deadline: said,
    deadlineTag: said,
    outcome: said,
    outcomeTag: said,
    retainsAbandoned: fc.boolean(),
    isManaged: fc.boolean(),
    interruptedAt: fc.option(fc.nat({ max: 200_000_000 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(input, ({ deadline, deadlineTag, outcome, outcomeTag, ...rest }) => {
      const metadata = { ...(deadline && { deadlineMinutes: deadline }), ...(outcome && { outcome }) };
      const found = terms({ ...rest, metadata, groupTags: { [DEADLINE_TAG]: deadlineTag, [OUTCOME_TAG]: outcomeTag } });
      expect(found.endsAt).toBeGreaterThan(0);
      expect(found.endsAt).toBeLessThan(Math.min(48 * 3600, 100 * rest.heartbeatTimeout) * 1000);
      if (found.result === 'ABANDON') expect([rest.retainsAbandoned, rest.isManaged]).toEqual([true, false]);
      expect(found.stopsTasksAt ?? 0).toBeLessThan(found.endsAt);
    }),
  );
});
