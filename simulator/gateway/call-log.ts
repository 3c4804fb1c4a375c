/** One API call as the simulator answered it. */
export interface CallRecord {
  /** When it was carried out, epoch milliseconds. */
  readonly time: number;
  /** Signing name: `ecs`, `sqs`, … */
  readonly service: string;
  readonly operation: string;
  /** Name of the calling function, undefined for clients from outside. */
  readonly functionName: string | undefined;
  readonly input: unknown;
  /** `ok`, or the error's code; `reset` and `killed` for calls that got no answer. */
  readonly outcome: string;
}

/** Which calls to count. Every field given must match. */
export interface CallFilter {
  readonly service?: string;
  readonly operation?: string;
  readonly functionName?: string;
  readonly outcome?: string;
  /** Epoch milliseconds; calls at or after it. */
  readonly since?: number;
}

/** All calls of a run, in the order in which they were answered. */
export class CallLog {
  readonly #records: CallRecord[] = [];

  add(record: CallRecord): void {
    this.#records.push(record);
  }

  all(filter: CallFilter = {}): readonly CallRecord[] {
    const { since = Number.NEGATIVE_INFINITY, ...exact } = filter;
    const wanted = Object.entries(exact);
    return this.#records.filter(
      (record) => record.time >= since && wanted.every(([field, value]) => record[field as keyof CallRecord] === value),
    );
  }

  count(filter: CallFilter = {}): number {
    return this.all(filter).length;
  }

  /** Counts by `service:Operation`, for summaries. */
  byOperation(filter: CallFilter = {}): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { service, operation } of this.all(filter)) {
      const name = `${service}:${operation}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }
}
