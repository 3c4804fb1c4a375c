import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { DecisionLog } from '../../../shared/runtime/decision-log.ts';
import type { Log } from '../../../shared/runtime/telemetry.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { RecordedTelemetry } from '../../builders/recorded-telemetry.ts';

const HOUR = 3_600_000;
const NONE = new Map<string, string>();

/** A log of decisions at a time that a test sets, and the lines that come of it, with their levels. */
function aDecisionLog() {
  const lines: [level: string, message: string, fields: object][] = [];
  const telemetry = new (class extends RecordedTelemetry {
    override readonly log: Log = {
      debug: (message: string, fields: object = {}) => void lines.push(['debug', message, fields]),
      info: (message: string, fields: object = {}) => void lines.push(['info', message, fields]),
      warn: (message: string, fields: object = {}) => void lines.push(['warn', message, fields]),
      error: (message: string, fields: object = {}) => void lines.push(['error', message, fields]),
    };
  })();
  const time = { now: 0 };
  return { decisions: new DecisionLog(telemetry, () => time.now), lines, telemetry, time };
}

describe('an action', () => {
  const action = {
    kind: 'drain-hosts',
    reason: 'spot-interrupted',
    clusterArn: clusterArn('shop'),
    ec2InstanceIds: ['i-0a1', 'i-0b2'],
  } as const;

  it.each([
    ['done', {}, 'info', 'Actions drain-hosts'],
    ['dry-run', {}, 'info', 'ActionsDryRun drain-hosts'],
    ['refused', { error: new PermanentError('rejected', 'no') }, 'warn', 'HeldBack rejected'],
    ['failed', { error: new RetryableError('throttled', 'later') }, 'error', 'ActionsFailed drain-hosts'],
  ] as const)('that was %s is a line for each host, and counts once', (outcome, more, level, metric) => {
    const { decisions, lines, telemetry } = aDecisionLog();
    decisions.action({ action, outcome, ...more } as Parameters<typeof decisions.action>[0], NONE);
    const said = { cluster: 'shop', reason: 'spot-interrupted', outcome };
    expect(lines).toMatchObject([
      [level, 'drain-hosts', { ...said, host: 'i-0a1' }],
      [level, 'drain-hosts', { ...said, host: 'i-0b2' }],
    ]);
    expect(telemetry.sums[metric]).toBe(1);
  });
});

describe('what is held back', () => {
  const remark = { subject: 'i-0123456789abcdef0', reason: 'tasks-left' } as const;

  it('is told when it is new and again after an hour, and counted each time', () => {
    const { decisions, lines, telemetry, time } = aDecisionLog();
    for (const now of [0, HOUR - 1, HOUR]) {
      time.now = now;
      decisions.heldBack([{ ...remark, detail: `at ${now}` }], NONE);
    }
    expect(lines.map(([level]) => level)).toEqual(['info', 'debug', 'info']);
    expect(lines[0]).toEqual(['info', 'held back', { ...remark, detail: 'at 0', host: remark.subject }]);
    expect(telemetry.sums).toEqual({ HeldBack: 3, 'HeldBack tasks-left': 3 });
  });

  it('is told for each reason, and apart from a warning of the same', () => {
    const { decisions, lines } = aDecisionLog();
    decisions.heldBack([remark, { ...remark, reason: 'first-look' }], NONE);
    decisions.warnings([remark], NONE);
    expect(lines.map(([level, message]) => `${level} ${message}`)).toEqual([
      'info held back',
      'info held back',
      'info warning',
    ]);
  });
});
