import { evaluate, groupScope, type TimedScope } from './evaluate.ts';
import { globExpression, regexOf } from './patterns.ts';
import type { Command, ParseCommand, Query, SortKey, StatsCommand } from './query.ts';
import { isTrue, naturalOrder, textOf, type Value } from './value.ts';

/** One field of a result, as GetQueryResults gives it. */
export interface ResultField {
  readonly field: string;
  readonly value: string;
}

/** Results leave out the fields that a record does not have. */
export interface RunResult {
  readonly results: readonly (readonly ResultField[])[];
  /** Records that got through the filters. */
  readonly matched: number;
}

/** Rows without `limit`. Source: CloudWatch Logs user guide, "limit". */
const DEFAULT_LIMIT = 10_000;
/** What is shown where no command says what to show. */
const DEFAULT_FIELDS = ['@timestamp', '@message'];

/** A record with what the query computed for it. */
class Row implements TimedScope {
  readonly #source: TimedScope | undefined;
  readonly #computed: Map<string, Value>;

  constructor(source: TimedScope | undefined, computed: ReadonlyMap<string, Value> = new Map()) {
    this.#source = source;
    this.#computed = new Map(computed);
  }

  get time(): number {
    return this.#source?.time ?? 0;
  }

  has(name: string): boolean {
    return this.#computed.has(name);
  }

  get(name: string): Value {
    return this.#computed.has(name) ? this.#computed.get(name) : this.#source?.get(name);
  }

  set(name: string, value: Value): void {
    this.#computed.set(name, value);
  }
}

/**
 * Runs a checked query.
 * @param records latest first, the order of results that are not sorted
 */
export function run({ commands }: Query, records: Iterable<TimedScope>): RunResult {
  const pipeline = new Pipeline(records);
  for (const command of commands) pipeline.apply(command);
  return pipeline.result(commands.some(({ kind }) => kind === 'limit') ? Number.POSITIVE_INFINITY : DEFAULT_LIMIT);
}

class Pipeline {
  #rows: readonly Row[];
  #matched: number | undefined;
  readonly #listed = new Set<string>();
  readonly #extracted = new Set<string>();
  #displayed: readonly string[] | undefined;

  constructor(records: Iterable<TimedScope>) {
    this.#rows = Array.from(records, (record) => new Row(record));
  }

  apply(command: Command): void {
    switch (command.kind) {
      case 'fields':
        for (const { expression, name } of command.columns) {
          if (expression.kind !== 'field' || expression.name !== name) {
            for (const row of this.#rows) row.set(name, evaluate(expression, row));
          }
          this.#listed.add(name);
        }
        return;
      case 'filter':
        this.#rows = this.#rows.filter((row) => isTrue(evaluate(command.condition, row)));
        return;
      case 'parse':
        for (const name of extract(command, this.#rows)) this.#extracted.add(name);
        return;
      case 'stats':
        return this.#reduce(command);
      case 'sort':
        this.#rows = sorted(this.#rows, command.keys);
        return;
      case 'limit':
        this.#note();
        this.#rows = this.#rows.slice(0, command.count);
        return;
      case 'dedup':
        this.#note();
        this.#rows = withoutDuplicates(this.#rows, command.fields);
        return;
      case 'display':
        this.#displayed = command.fields;
    }
  }

  result(limit: number): RunResult {
    this.#note();
    const listed = [...(this.#listed.size > 0 ? this.#listed : DEFAULT_FIELDS), ...this.#extracted];
    const shown = [...new Set(this.#displayed ?? listed)];
    const results = this.#rows.slice(0, limit).map((row) =>
      shown.flatMap((field) => {
        const value = textOf(row.get(field));
        return value === undefined ? [] : [{ field, value }];
      }),
    );
    return { results, matched: this.#matched ?? 0 };
  }

  /** Counts the records that matched, before the first command that takes some of them away otherwise. */
  #note(): void {
    this.#matched ??= this.#rows.length;
  }

  #reduce(command: StatsCommand): void {
    this.#note();
    this.#rows = reduced(command, this.#rows);
    this.#listed.clear();
    this.#extracted.clear();
    this.#displayed = undefined;
    for (const { name } of [...command.by, ...command.columns]) this.#listed.add(name);
  }
}

function extract({ subject, glob, names = [], regex }: ParseCommand, rows: readonly Row[]): readonly string[] {
  const expression = regex === undefined ? globExpression(glob ?? '').expression : regexOf(regex);
  const fields = regex === undefined ? names : groupNames(regex.source);
  for (const row of rows) {
    const match = expression.exec(textOf(evaluate(subject, row)) ?? '');
    if (match === null) continue;
    for (const [index, name] of fields.entries()) {
      row.set(name, regex === undefined ? match[index + 1] : match.groups?.[name]);
    }
  }
  return fields;
}

function groupNames(source: string): readonly string[] {
  return [...source.matchAll(/\(\?<([A-Za-z]\w*)>/g)].flatMap(([, name]) => name ?? []);
}

/** Groups in the order in which their first records come; no records, no groups. */
function reduced({ columns, by }: StatsCommand, rows: readonly Row[]): readonly Row[] {
  const groups = new Map<string, { readonly key: ReadonlyMap<string, Value>; readonly rows: Row[] }>();
  for (const row of rows) {
    const key = new Map(by.map(({ expression, name }) => [name, evaluate(expression, row)]));
    const id = JSON.stringify([...key.values()].map((value) => textOf(value) ?? null));
    const group = groups.get(id) ?? { key, rows: [] };
    group.rows.push(row);
    groups.set(id, group);
  }
  return [...groups.values()].map(({ key, rows: members }) => {
    const scope = groupScope(members, key);
    const row = new Row(undefined, key);
    for (const { expression, name } of columns) row.set(name, evaluate(expression, scope));
    return row;
  });
}

function sorted(rows: readonly Row[], keys: readonly SortKey[]): readonly Row[] {
  // What stats or fields computed is sorted by as it was written.
  const keyValue = (row: Row, { expression, name }: SortKey): Value =>
    row.has(name) ? row.get(name) : evaluate(expression, row);
  const keyed = rows.map((row) => ({ row, values: keys.map((key) => keyValue(row, key)) }));
  const inOrder = keyed.toSorted((a, b) => {
    for (const [index, { descending }] of keys.entries()) {
      const order = naturalOrder(a.values[index], b.values[index]);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return inOrder.map(({ row }) => row);
}

/** The first of each combination of values; rows that miss one of the fields all stay. */
function withoutDuplicates(rows: readonly Row[], fields: readonly string[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const values = fields.map((field) => textOf(row.get(field)));
    if (values.includes(undefined)) return true;
    const id = JSON.stringify(values);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
