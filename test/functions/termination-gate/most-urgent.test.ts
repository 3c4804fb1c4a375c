import { describe, expect, it } from 'vitest';
import { mostUrgent } from '../../../functions/termination-gate/plan.ts';
import type { NextLook } from '../../../functions/termination-gate/plan-wait.ts';

const DONE: NextLook = { kind: 'done', reason: 'action-over' };
const RETRY: NextLook = { kind: 'retry', reason: 'unreadable', retrySeconds: 5 };
const again = (seconds: number): NextLook => ({ kind: 'again', reason: 'tasks-left', seconds, retrySeconds: 5 });

describe('a message that is about several hosts', () => {
  it.each<[string, readonly NextLook[], number]>([
    ['comes back for the first of them that asks for it', [again(60), again(15), again(30)], 1],
    ['comes back though others are done', [DONE, again(60)], 1],
    ['is tried again where one could not be read', [again(1), DONE, RETRY], 2],
    ['is not tried later for another that could not be read', [RETRY, again(0)], 0],
    ['is done once all are', [DONE, { ...DONE, reason: 'not-waiting' }], 0],
    ['of two that ask for the same moment counts the first', [again(15), { ...again(15), reason: 'unreadable' }], 0],
  ])('%s', (_, looks, chosen) => {
    const merged = mostUrgent(looks.map((look) => new Map([['sweep', look]])));
    expect(merged.get('sweep')).toBe(looks[chosen]);
  });

  it('keeps none of the others', () => {
    const merged = mostUrgent([new Map([['a', DONE]]), new Map([['b', RETRY]]), new Map([['a', again(5)]])]);
    expect([...merged]).toEqual([
      ['a', again(5)],
      ['b', RETRY],
    ]);
  });
});
