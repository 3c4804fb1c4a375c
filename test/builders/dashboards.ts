import type {
  Alarm,
  DashboardInput,
  MetricDataQuery,
  MetricDataResult,
  ResultField,
} from '../../cli/dashboard/dashboard.ts';

const START = Date.UTC(2026, 0, 5, 17, 30);
const END = Date.UTC(2026, 0, 5, 23, 10);
export const DASHBOARD_RANGE = { start: START, end: END } as const;

const ARN = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:';

/** An alarm that has been all right for longer than the dashboard's time. */
export function anAlarm(overrides: Partial<Alarm> = {}): Alarm {
  const name = overrides.name ?? 'ecs-ops-dead-letters';
  return { name, arn: ARN + name, state: 'OK', stateSince: START - 3_600_000, history: [], ...overrides };
}

/** A metric widget of CloudWatch's usual size. */
export function aMetricWidget(properties: object = {}, place: object = {}): object {
  const metrics = [['AWS/Lambda', 'Errors', 'FunctionName', 'spot-drain']];
  return {
    type: 'metric',
    x: 0,
    y: 0,
    width: 12,
    height: 6,
    ...place,
    properties: { title: 'Errors', metrics, ...properties },
  };
}

/** A value for every period of the time, a wave that is the same for the same query. */
export function aWave({ id, label, period }: MetricDataQuery, range: { start: number; end: number }): MetricDataResult {
  const count = Math.ceil((range.end - range.start) / (period * 1000));
  const seed = [...label].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const value = (at: number): number =>
    Math.max(0, Math.round(40 + 30 * Math.sin((at + seed) / 7) + 12 * Math.sin((at * seed) / 11)));
  return {
    id,
    label,
    timestamps: Array.from({ length: count }, (_, at) => range.start + at * period * 1000),
    values: Array.from({ length: count }, (_, at) => value(at)),
  };
}

/** Rows as Logs Insights gives them. */
export const logRows = (rows: readonly Readonly<Record<string, string>>[]): ResultField[][] =>
  rows.map((row) => Object.entries(row).map(([field, value]) => ({ field, value })));

/** A dashboard of one widget, every query answered by a wave. */
export function aDashboard(overrides: Partial<DashboardInput> = {}): DashboardInput {
  return {
    ...DASHBOARD_RANGE,
    name: 'ecs-ops',
    region: 'eu-central-1',
    body: { widgets: [aMetricWidget()] },
    getMetricData: (queries, range) =>
      queries.filter(({ returnData }) => returnData !== false).map((query) => aWave(query, range)),
    insights: () => [],
    alarms: [],
    ...overrides,
  };
}
