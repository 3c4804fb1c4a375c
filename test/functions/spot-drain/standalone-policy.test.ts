import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../functions/spot-drain/event.ts';
import {
  decideStandalone,
  STANDALONE_TAGS,
  type StandaloneChoice,
} from '../../../functions/spot-drain/standalone-policy.ts';

const CAUSES: readonly Cause[] = ['spot-interrupted', 'rebalance-recommended'];
const tagged = (cause: Cause, value: string | undefined) =>
  value === undefined ? {} : { [STANDALONE_TAGS[cause]]: value };
const policies = (cause: Cause, choice: StandaloneChoice) => {
  const other = choice === 'stop' ? 'leave' : 'stop';
  return { 'spot-interrupted': other, 'rebalance-recommended': other, [cause]: choice } as const;
};

describe.each(CAUSES)('a standalone task on a host: %s', (cause) => {
  it.each([
    // task, cluster, stack: outcome
    [undefined, undefined, 'stop', 'stop'],
    [undefined, undefined, 'leave', 'standalone-left'],
    [undefined, 'stop', 'leave', 'stop'],
    [undefined, 'leave', 'stop', 'standalone-left'],
    ['stop', 'leave', 'leave', 'stop'],
    ['leave', 'stop', 'stop', 'standalone-left'],
    ['Stop', 'stop', 'stop', 'invalid-standalone-tag'],
    ['', 'stop', 'stop', 'invalid-standalone-tag'],
    [undefined, 'yes', 'stop', 'invalid-standalone-tag'],
    ['stop', 'yes', 'leave', 'stop'],
    [undefined, 'unreadable', 'stop', 'unreadable'],
    ['stop', 'unreadable', 'leave', 'stop'],
    ['leave', 'unreadable', 'stop', 'standalone-left'],
  ] as const)('tagged %s, in a cluster tagged %s, in a stack that says %s: %s', (task, cluster, stack, outcome) => {
    const clusterTags = cluster === 'unreadable' ? undefined : tagged(cause, cluster);
    const decision = decideStandalone(cause, tagged(cause, task), clusterTags, policies(cause, stack));
    expect(decision).toEqual(outcome === 'stop' ? { stop: true } : { stop: false, reason: outcome });
  });
});

it('tags for one cause say nothing about the other', () => {
  const tags = tagged('spot-interrupted', 'stop');
  const policy = { 'spot-interrupted': 'stop', 'rebalance-recommended': 'leave' } as const;
  expect(decideStandalone('rebalance-recommended', tags, tags, policy)).toEqual({
    stop: false,
    reason: 'standalone-left',
  });
});
