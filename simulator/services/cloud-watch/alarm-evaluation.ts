import type { AlarmDefinition, AlarmState, ComparisonOperator, TreatMissingData } from './alarm-definition.ts';

/** A period of an alarm's evaluation range. */
export interface Datapoint {
  /** Start of the period, epoch milliseconds. */
  readonly time: number;
  /** Undefined where there is no data. */
  readonly value: number | undefined;
}

/** What an evaluation came to. */
export interface AlarmVerdict {
  readonly state: AlarmState;
  /** In CloudWatch's words. */
  readonly reason: string;
}

/** What the evaluation goes by. */
export type AlarmRule = Pick<
  AlarmDefinition,
  'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'comparisonOperator' | 'treatMissingData'
>;

/**
 * Periods beyond the evaluation periods at which an alarm looks for data: the user guide's examples have an evaluation
 * range of 5 for 3 evaluation periods. How it grows with longer periods is not documented.
 */
const EXTRA_PERIODS = 2;

/** Number of periods that an alarm looks at. */
export function evaluationRange({ evaluationPeriods }: Pick<AlarmDefinition, 'evaluationPeriods'>): number {
  return evaluationPeriods + EXTRA_PERIODS;
}

/**
 * Decides the state that an alarm should have.
 * Source: CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data".
 * @param range every period of the evaluation range, the oldest first
 * @returns undefined when the alarm keeps its state
 */
export function evaluateAlarm(
  rule: AlarmRule,
  range: readonly Datapoint[],
  current: AlarmState,
): AlarmVerdict | undefined {
  const state = stateOf(rule, range, current);
  if (state === current) return undefined;
  return { state, reason: reasonFor(rule, range, { from: current, to: state }) };
}

function stateOf(rule: AlarmRule, range: readonly Datapoint[], current: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm } = rule;
  const evaluated = latest(range, evaluationPeriods);
  const breaching = evaluated.filter(({ value }) => breaches(rule, value)).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  const missing = evaluationPeriods - evaluated.length;
  if (missing === 0) return 'OK';
  switch (rule.treatMissingData) {
    case 'breaching':
      return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return evaluated.length > breaching ? 'OK' : current;
    case 'missing':
      if (evaluated.length === 0) return 'INSUFFICIENT_DATA';
      return evaluated.length === breaching && isOldEnough(rule, range) ? 'ALARM' : 'OK';
  }
}

/** The latest data, as far as the evaluation periods need it: missing periods count only where data does not suffice. */
function latest(range: readonly Datapoint[], evaluationPeriods: number): readonly Datapoint[] {
  return range.filter(({ value }) => value !== undefined).slice(-evaluationPeriods);
}

/**
 * Where all data breaches but is too little, the alarm waits until the oldest of it is as many periods old as must
 * breach, "to avoid false alarms when data is intermittent".
 */
function isOldEnough({ datapointsToAlarm }: AlarmRule, range: readonly Datapoint[]): boolean {
  const oldest = range.findIndex(({ value }) => value !== undefined);
  return range.length - oldest >= datapointsToAlarm;
}

const OPERATORS: Readonly<Record<ComparisonOperator, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

function breaches({ comparisonOperator, threshold }: AlarmRule, value: number | undefined): boolean {
  return value !== undefined && OPERATORS[comparisonOperator](value, threshold);
}

const WORDS: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const TREATED_AS: Readonly<Record<TreatMissingData, string>> = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
  missing: 'Missing',
  ignore: 'Ignored',
};

interface Change {
  readonly from: AlarmState;
  readonly to: AlarmState;
}

function reasonFor(rule: AlarmRule, range: readonly Datapoint[], change: Change): string {
  const { evaluationPeriods, treatMissingData } = rule;
  const evaluated = latest(range, evaluationPeriods);
  const missing = evaluationPeriods - evaluated.length;
  if (change.to === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${plural(missing, 'datapoint')} ${missing === 1 ? 'was' : 'were'} unknown.`;
  }
  if (evaluated.length === 0) {
    const treated = `${plural(missing, 'missing datapoint')} ${missing === 1 ? 'was' : 'were'} treated as [${TREATED_AS[treatMissingData]}]`;
    return `Threshold Crossed: no datapoints were received for ${plural(missing, 'period')} and ${treated}.`;
  }
  return crossed(rule, evaluated, change);
}

function crossed(rule: AlarmRule, evaluated: readonly Datapoint[], { from, to }: Change): string {
  const { comparisonOperator, datapointsToAlarm, evaluationPeriods, threshold } = rule;
  const concerned = evaluated.filter(({ value }) => breaches(rule, value) === (to === 'ALARM')).toReversed();
  const listed = concerned.map(({ time, value }) => `${decimal(value ?? 0)} (${shortTime(time)})`).join(', ');
  const not = to === 'ALARM' ? '' : 'not ';
  const verb = concerned.length === 1 ? 'was' : 'were';
  const least = to === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  return (
    `Threshold Crossed: ${concerned.length} out of the last ${evaluationPeriods} datapoints [${listed}] ${verb} ` +
    `${not}${WORDS[comparisonOperator]} the threshold (${decimal(threshold)}) ` +
    `(minimum ${plural(least, 'datapoint')} for ${from} -> ${to} transition).`
  );
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** As Java prints a double: `5.0`. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `06/03/23 17:04:00`, UTC. */
function shortTime(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().slice(0, 19).split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${clock}`;
}
