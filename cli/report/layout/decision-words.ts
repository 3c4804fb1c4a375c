import type { Decision } from '../../plan/decisions.ts';

type Told = Pick<Decision, 'kind' | 'what' | 'reason' | 'from' | 'to'>;

/** What actions do, in words that stand before or after the name of what they are about. */
const ACTIONS: Readonly<Record<string, (decision: Told) => string>> = {
  'set-desired-count': ({ from, to }) => `sets the desired count: ${from} → ${to}`,
  'drain-hosts': () => 'drains the host',
  'mark-and-drain-hosts': () => 'drains the host',
  'mark-hosts': ({ reason }) => `remembers the host as ${reason === 'idle-begins' ? 'idle' : 'disconnected'}`,
  'unmark-hosts': () => 'forgets what it remembered of the host',
  'label-hosts': () => 'labels the host',
  'give-back-hosts': () => 'sets the host ACTIVE again',
  'terminate-hosts': () => 'terminates the host',
  'stop-task': () => 'stops a task',
  'complete-lifecycle-action': () => 'lets the host go',
  'notify-operator': () => 'tells the operator',
};

/** What was decided, in words. */
export function decisionWords(decision: Told): string {
  const { kind, what } = decision;
  if (kind === 'held-back') return 'leaves it as it is';
  if (kind === 'warning') return 'warns';
  if (kind === 'verdict') return `verdict: ${what}`;
  return ACTIONS[what]?.(decision) ?? what.replaceAll('-', ' ');
}
