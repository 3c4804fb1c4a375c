import type { Unit } from '../page/quantity.ts';
import type { MetricOptions, MetricProperties } from './body.ts';
import type { MetricDataQuery } from './dashboard.ts';
import { DashboardError } from './dashboard.ts';
import { metricUnit, type UnitOf } from './units.ts';

/** One row of a metric widget: what to ask for, and how to show the answer. */
export interface MetricRow {
  readonly query: MetricDataQuery;
  readonly label: string;
  /** Seconds. */
  readonly period: number;
  readonly stat: string | undefined;
  readonly unit: Unit | undefined;
  readonly options: MetricOptions;
}

/** A metric's parts, the shorthands written out. */
interface MetricName {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Reads the rows of a metric widget. @param title of the widget, for errors @throws DashboardError */
export function metricRows(
  { metrics, stat, period }: MetricProperties,
  title: string,
  unitOf: UnitOf = metricUnit,
): readonly MetricRow[] {
  const faults: string[] = [];
  const given = metrics.map((row) => row.find((part) => typeof part !== 'string'));
  const names = namesOf(metrics, (row, fault) => faults.push(`${title}: row ${row + 1} of its metrics ${fault}`));
  const ids = given.map((options, index) => options?.id ?? `auto${index + 1}`);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  for (const id of new Set(twice)) faults.push(`${title}: has the id ${id} more than once`);
  if (faults.length > 0) throw new DashboardError(faults);
  const labels = shortLabels(names);
  return metrics.map((_, index) => {
    const { visible = true, yAxis = 'left', ...rest } = given[index] ?? {};
    const options: MetricOptions = { ...rest, visible, yAxis };
    const name = names[index];
    const its = { period: options.period ?? period, stat: options.stat ?? stat };
    const label =
      options.label ?? (name ? (labels[index] ?? name.metricName) : (options.id ?? options.expression ?? ''));
    const query = { id: ids[index] ?? '', label, period: its.period, returnData: visible };
    if (!name) {
      const expression = options.expression ?? '';
      return { query: { ...query, expression }, label, period: its.period, stat: undefined, unit: undefined, options };
    }
    return {
      query: { ...query, metricStat: { ...name, stat: its.stat } },
      label,
      ...its,
      unit: its.stat === 'SampleCount' ? 'Count' : unitOf(name.namespace, name.metricName),
      options,
    };
  });
}

/** The names of the rows; undefined for expressions. */
function namesOf(
  metrics: MetricProperties['metrics'],
  fault: (row: number, what: string) => void,
): readonly (MetricName | undefined)[] {
  let before: readonly string[] = [];
  return metrics.map((row, index) => {
    const parts = row.filter((part) => typeof part === 'string');
    const misplaced = row.slice(0, -1).some((part) => typeof part !== 'string');
    if (misplaced) fault(index, 'has something after its options');
    if (row.some((part) => typeof part !== 'string' && part.expression !== undefined)) {
      if (parts.length > 0) fault(index, 'names a metric and has an expression');
      return undefined;
    }
    const full = writtenOut(parts, before);
    const wrong = faultOf(full);
    if (wrong !== undefined) fault(index, wrong);
    before = full ?? before;
    return nameOf(before);
  });
}

function faultOf(full: readonly string[] | undefined): string | undefined {
  if (full === undefined) return 'stands for parts of a row before it that has not as many';
  if (full.length < 2) return 'lacks a namespace or a metric name';
  return full.length % 2 === 1 ? 'has a dimension without a value' : undefined;
}

/**
 * "." is what the row before has there; "..." is as much of the row before as leaves room for what follows it.
 * @returns undefined where the row before is too short
 */
function writtenOut(parts: readonly string[], before: readonly string[]): readonly string[] | undefined {
  const dots = parts.indexOf('...');
  const rest = parts.slice(dots + 1);
  if (dots !== -1 && before.length < parts.length - 1) return undefined;
  const taken = before.slice(dots, before.length - rest.length);
  const full = dots === -1 ? parts : [...parts.slice(0, dots), ...taken, ...rest];
  const written = full.map((part, index) => (part === '.' ? before[index] : part));
  return written.every((part) => part !== undefined) ? written : undefined;
}

function nameOf([namespace = '', metricName = '', ...pairs]: readonly string[]): MetricName {
  const dimensions: Record<string, string> = {};
  for (let at = 0; at + 1 < pairs.length; at += 2) dimensions[pairs[at] ?? ''] = pairs[at + 1] ?? '';
  return { namespace, metricName, dimensions };
}

/** As CloudWatch does, names a series by what sets it apart from the others of its widget. */
function shortLabels(names: readonly (MetricName | undefined)[]): readonly (string | undefined)[] {
  const parts = names.map((name) => (name ? [name.metricName, ...Object.values(name.dimensions)] : undefined));
  const known = parts.filter((each) => each !== undefined);
  const differs = (at: number): boolean => new Set(known.map((each) => each[at])).size > 1;
  return parts.map((each) => {
    const apart = each?.filter((_, at) => differs(at)) ?? [];
    return apart.length > 0 ? apart.join(' ') : each?.[0];
  });
}
