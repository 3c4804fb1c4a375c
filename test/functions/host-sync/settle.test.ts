import { describe, expect, it } from 'vitest';
import { ComingLooks } from '../../../functions/host-sync/coming-looks.ts';
import { settle } from '../../../functions/host-sync/settle.ts';
import type { SetDesiredCount } from '../../../shared/domain/actions.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import type { Applied } from '../../../shared/runtime/apply.ts';
import type { Message } from '../../../shared/runtime/messages.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';
import { aMessage } from '../../builders/messages.ts';

type Outcome = Applied<SetDesiredCount>['outcome'];

/** What became of changing a service of a cluster. */
function applied(cluster: string, outcome: Outcome): Applied<SetDesiredCount> {
  const action: SetDesiredCount = {
    kind: 'set-desired-count',
    reason: 'too-few-tasks',
    clusterArn: clusterArn(cluster),
    serviceArn: serviceArn('web', cluster),
    from: 1,
    to: 2,
  };
  switch (outcome) {
    case 'refused':
      return { action, outcome, error: new PermanentError('service-gone', 'gone') };
    case 'failed':
      return { action, outcome, error: new RetryableError('throttled', 'busy') };
    default:
      return { action, outcome };
  }
}

function verdicts(
  messages: readonly Message<ReturnType<typeof aMessage>['event']>[],
  results: Applied<SetDesiredCount>[],
) {
  const plan = { actions: [], heldBack: [], warnings: [] };
  const look = { messages, snapshot: { clusters: [], mistagged: [] }, plan, applied: results };
  return Object.fromEntries(settle(look, new ComingLooks(() => 0)));
}

const retry = { kind: 'retry', reason: 'throttled' };
const again = { kind: 'look-again', reason: 'confirming-look', seconds: 10 };

describe('what comes back', () => {
  it.each<{ outcomes: Outcome[]; verdict: object | undefined }>([
    { outcomes: ['done'], verdict: again },
    { outcomes: ['dry-run'], verdict: undefined },
    { outcomes: ['refused'], verdict: undefined },
    { outcomes: ['failed'], verdict: retry },
    { outcomes: ['done', 'failed'], verdict: retry },
    { outcomes: ['failed', 'done'], verdict: retry },
    { outcomes: ['refused', 'done'], verdict: again },
  ])('after $outcomes in one cluster', ({ outcomes, verdict }) => {
    const results = outcomes.map((outcome) => applied('a', outcome));
    const expected = verdict ? { message: verdict } : {};
    expect(verdicts([aMessage('message', { cluster: 'a' })], results)).toEqual(expected);
  });
});

describe('which message comes back', () => {
  it('is the one with the most receives left', () => {
    const messages = [3, 1, 2].map((receives) => aMessage(`received ${receives}`, { cluster: 'a' }, receives));
    expect(verdicts(messages, [applied('a', 'failed')])).toEqual({ 'received 1': retry });
  });

  it('is that of the cluster rather than that of all clusters', () => {
    const messages = [aMessage('all', 'every-cluster'), aMessage('own', { cluster: 'a' }, 5)];
    expect(verdicts(messages, [applied('a', 'done')])).toEqual({ own: again });
  });

  it.each([
    ['first', ['failed', 'done']],
    ['last', ['done', 'failed']],
  ] as const)('is that of all clusters where there is no other, for a failure that comes %s', (_, [a, b]) => {
    const messages = [aMessage('all', 'every-cluster'), aMessage('other', { cluster: 'c' })];
    expect(verdicts(messages, [applied('a', a), applied('b', b)])).toEqual({ all: retry });
  });

  it('is none for a confirmation from the tenth receive on, but still one for a failure', () => {
    const messages = [aMessage('message', { cluster: 'a' }, 10)];
    expect(verdicts(messages, [applied('a', 'done')])).toEqual({});
    expect(verdicts(messages, [applied('a', 'failed')])).toEqual({ message: retry });
  });
});

describe('how soon a change is confirmed', () => {
  const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
  const secondsAfter = (...results: Applied<SetDesiredCount>[]) => {
    const found = verdicts([aMessage('message', { cluster: 'c0' })], results)['message'];
    return found?.kind === 'look-again' ? found.seconds : found?.kind;
  };

  it('depends on how many clusters were written to', () => {
    expect(secondsAfter(...names.map((name) => applied(name, 'done')))).toBe(17);
    expect(secondsAfter(...names.map(() => applied('c0', 'done')))).toBe(10);
  });

  it.each(['dry-run', 'refused', 'failed'] as const)('and not on those where it was not: %s', (outcome) => {
    const others = names.slice(1).map((name) => applied(name, outcome));
    expect(secondsAfter(applied('c0', 'done'), ...others)).toBe(10);
  });
});
