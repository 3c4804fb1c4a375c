import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmState, TreatMissingData } from '../../../simulator/services/cloud-watch/alarm-definition.ts';
import {
  type AlarmRule,
  evaluateAlarm,
  evaluationRange,
} from '../../../simulator/services/cloud-watch/alarm-evaluation.ts';

const TREATMENTS: readonly TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

const aRule = (settings: Partial<AlarmRule> = {}): AlarmRule => ({
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 5,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'missing',
  ...settings,
});

/** `0 - X`: within the threshold, missing, breaching; the oldest first, a minute each. */
const range = (picture: string) =>
  picture.split(' ').map((sign, at) => ({ time: at * 60_000, value: sign === '-' ? undefined : sign === 'X' ? 9 : 1 }));

/** What the alarm comes to, or `keeps` when that depends on what it was. */
function outcome(rule: AlarmRule, picture: string): string {
  const states: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
  const after = states.map((state) => evaluateAlarm(rule, range(picture), state)?.state ?? state);
  return new Set(after).size === 1 ? String(after[0]) : 'keeps';
}

// The user guide's tables: "Configuring how CloudWatch alarms treat missing data".
describe('an alarm on 3 out of 3', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'keeps', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'keeps', 'ALARM', 'OK']],
    // Too little that is too new: the next data may be within the threshold.
    ['- - - - X', ['OK', 'keeps', 'ALARM', 'OK']],
    ['- - - X -', ['OK', 'keeps', 'ALARM', 'OK']],
    ['- X - - X', ['ALARM', 'keeps', 'ALARM', 'OK']],
    // Real data of the range is preferred to filling in, old as it may be.
    ['X X - - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['X X X - 0', ['OK', 'OK', 'OK', 'OK']],
    ['X X X X X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ])('%s', (picture, expected) => {
    expect(TREATMENTS.map((treatMissingData) => outcome(aRule({ treatMissingData }), picture))).toEqual(expected);
  });
});

describe('an alarm on 2 out of 3', () => {
  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'keeps', 'ALARM', 'OK']],
    ['X X 0 0 X', ['OK', 'OK', 'OK', 'OK']],
  ])('%s', (picture, expected) => {
    expect(
      TREATMENTS.map((treatMissingData) => outcome(aRule({ treatMissingData, datapointsToAlarm: 2 }), picture)),
    ).toEqual(expected);
  });
});

describe('the threshold', () => {
  it.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('%s', (comparisonOperator, expected) => {
    const rule = aRule({ comparisonOperator, evaluationPeriods: 1, datapointsToAlarm: 1 });
    const alarms = [4, 5, 6].map(
      (value) => evaluateAlarm(rule, [{ time: 0, value }], 'INSUFFICIENT_DATA')?.state === 'ALARM',
    );
    expect(alarms).toEqual(expected);
  });
});

describe('the reason', () => {
  const at = (minute: number, value: number | undefined) => ({ time: Date.UTC(2026, 2, 2, 9, minute), value });
  const one = { evaluationPeriods: 1, datapointsToAlarm: 1 } as const;

  it.each<[string, Partial<AlarmRule>, ReturnType<typeof at>[], AlarmState, string]>([
    [
      'of ALARM',
      { datapointsToAlarm: 2 },
      [at(0, 7), at(1, 1), at(2, 9.5)],
      'OK',
      'Threshold Crossed: 2 out of the last 3 datapoints [9.5 (02/03/26 09:02:00), 7.0 (02/03/26 09:00:00)] were ' +
        'greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    ],
    [
      'of OK',
      one,
      [at(0, 5)],
      'ALARM',
      'Threshold Crossed: 1 out of the last 1 datapoints [5.0 (02/03/26 09:00:00)] was not greater than the threshold ' +
        '(5.0) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
    [
      'of OK without data',
      { ...one, treatMissingData: 'notBreaching' },
      [at(0, undefined)],
      'ALARM',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    ['of INSUFFICIENT_DATA', {}, [at(0, undefined)], 'OK', 'Insufficient Data: 3 datapoints were unknown.'],
  ])('%s', (_name, settings, datapoints, current, expected) => {
    expect(evaluateAlarm(aRule(settings), datapoints, current)?.reason).toBe(expected);
  });
});

it('never alarms without as many breaching periods as it takes, unless it was told to count missing ones', () => {
  const sign = fc.constantFrom('0', 'X', '-');
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.infiniteStream(sign),
      (n, m, signs) => {
        const rule = aRule({
          evaluationPeriods: Math.max(n, m),
          datapointsToAlarm: Math.min(n, m),
          treatMissingData: 'notBreaching',
        });
        const picture = [...signs.take(evaluationRange(rule))];
        const breaching = picture.filter((each) => each === 'X').length;
        const alarms = evaluateAlarm(rule, range(picture.join(' ')), 'OK')?.state === 'ALARM';
        expect(alarms && breaching < rule.datapointsToAlarm).toBe(false);
      },
    ),
  );
});
