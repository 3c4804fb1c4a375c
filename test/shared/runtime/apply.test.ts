import { describe, expect, it } from 'vitest';
import type { SetDesiredCount } from '../../../shared/domain/actions.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import { apply } from '../../../shared/runtime/apply.ts';
import { DecisionLog } from '../../../shared/runtime/decision-log.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';
import { RecordedTelemetry } from '../../builders/recorded-telemetry.ts';

const { signal } = new AbortController();

const anAction = (service: string): SetDesiredCount => ({
  kind: 'set-desired-count',
  reason: 'too-few-tasks',
  clusterArn: clusterArn(),
  serviceArn: serviceArn(service),
  from: 1,
  to: 2,
});

function aPlan(overrides: Partial<Plan<SetDesiredCount>>): Plan<SetDesiredCount> {
  return { actions: [], heldBack: [], warnings: [], ...overrides };
}

function applying(
  plan: Plan<SetDesiredCount>,
  execute: (action: SetDesiredCount) => void = () => undefined,
  dryRun = false,
) {
  const telemetry = new RecordedTelemetry();
  const executed: string[] = [];
  const executors = {
    'set-desired-count': async (action: SetDesiredCount) => {
      executed.push(action.serviceArn);
      execute(action);
    },
  };
  const decisions = new DecisionLog(telemetry, () => 0);
  const options = { executors, dryRun, decisions, instances: new Map<string, string>(), signal };
  return { telemetry, executed, applied: apply(plan, options) };
}

describe('apply', () => {
  it('does each action once, and counts it by its kind', async () => {
    const actions = ['a', 'b', 'c', 'd', 'e', 'f'].map(anAction);
    const { applied, executed, telemetry } = applying(aPlan({ actions }));
    expect(await applied).toEqual(actions.map((action) => ({ action, outcome: 'done' })));
    expect(executed).toEqual(actions.map((action) => action.serviceArn));
    expect(telemetry.sums).toEqual({ Actions: 6, 'Actions set-desired-count': 6 });
  });

  it('does nothing in a dry run, and counts what it would have done', async () => {
    const { applied, executed, telemetry } = applying(aPlan({ actions: [anAction('a')] }), undefined, true);
    expect(await applied).toMatchObject([{ outcome: 'dry-run' }]);
    expect(executed).toEqual([]);
    expect(telemetry.sums).toEqual({ ActionsDryRun: 1, 'ActionsDryRun set-desired-count': 1 });
  });

  it('goes on after a failure, and tells the kinds of failure apart', async () => {
    const errors: Record<string, Error> = {
      [serviceArn('gone')]: new PermanentError('service-gone', 'gone'),
      [serviceArn('busy')]: new RetryableError('throttled', 'busy'),
      [serviceArn('bug')]: new TypeError('bug'),
    };
    const { applied, telemetry } = applying(
      aPlan({ actions: ['gone', 'busy', 'bug', 'good'].map(anAction) }),
      (action) => {
        const error = errors[action.serviceArn];
        if (error) throw error;
      },
    );
    expect(await applied).toMatchObject([
      { outcome: 'refused', error: { reason: 'service-gone' } },
      { outcome: 'failed', error: { reason: 'throttled' } },
      { outcome: 'failed', error: { reason: 'unexpected-error' } },
      { outcome: 'done' },
    ]);
    expect(telemetry.sums).toMatchObject({ Actions: 1, ActionsFailed: 2, 'HeldBack service-gone': 1 });
  });

  it('counts what is held back, and warnings, by their reasons', async () => {
    const { applied, telemetry } = applying(
      aPlan({
        heldBack: [
          { subject: serviceArn('a'), reason: 'daemon' },
          { subject: serviceArn('b'), reason: 'daemon' },
        ],
        warnings: [{ subject: serviceArn('c'), reason: 'no-distinct-instance' }],
      }),
    );
    expect(await applied).toEqual([]);
    expect(telemetry.sums).toEqual({
      HeldBack: 2,
      'HeldBack daemon': 2,
      Warnings: 1,
      'Warnings no-distinct-instance': 1,
    });
  });
});
