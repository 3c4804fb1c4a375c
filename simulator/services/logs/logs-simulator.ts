import type { Account } from '../../account/account.ts';
import type { FunctionOutput, LogEvent } from '../../telemetry/function-output.ts';
import { ServiceError } from '../../wire/service-error.ts';
import type { LambdaSimulator } from '../lambda/lambda-simulator.ts';
import { LogRecord } from './log-record.ts';
import { parseQuery } from './query/parse.ts';
import { type ResultField, run } from './query/run.ts';

/** What a query runs on. */
export interface QueryScope {
  /** Names of log groups, unless the query itself names them with SOURCE. */
  readonly logGroups?: readonly string[];
  /** Epoch milliseconds, inclusive; without it from the beginning. */
  readonly start?: number;
  /** Epoch milliseconds, inclusive; without it until now. */
  readonly end?: number;
}

/** What a query gives. Source: CloudWatch Logs API reference, GetQueryResults. */
export interface QueryResults {
  /** Rows; a field that a record does not have is left out of its row. */
  readonly results: readonly (readonly ResultField[])[];
  readonly statistics: {
    readonly recordsMatched: number;
    readonly recordsScanned: number;
    readonly bytesScanned: number;
  };
}

/** A saved query. Source: CloudWatch Logs API reference, QueryDefinition. */
export interface QueryDefinition {
  readonly name: string;
  readonly queryString: string;
  readonly logGroupNames: readonly string[];
}

/** What CloudWatch Logs needs of the rest of the simulation. */
export interface LogsParts {
  readonly account: Account;
  readonly clock: { now(): number };
  readonly output: Pick<FunctionOutput, 'events'>;
  readonly lambda: Pick<LambdaSimulator, 'definition'>;
}

const FUNCTION_GROUPS = '/aws/lambda/';

/** Simulated CloudWatch Logs: the log groups of functions, queries on them, and saved queries. */
export class LogsSimulator {
  readonly #parts: LogsParts;
  readonly #definitions = new Map<string, QueryDefinition>();

  constructor(parts: LogsParts) {
    this.#parts = parts;
  }

  /** Saved queries in the order in which they were saved. */
  get queryDefinitions(): readonly QueryDefinition[] {
    return [...this.#definitions.values()];
  }

  /** Saves a query under its name. @throws MalformedQueryError when it is none */
  putQueryDefinition(definition: QueryDefinition): void {
    parseQuery(definition.queryString);
    this.#definitions.set(definition.name, definition);
  }

  deleteQueryDefinition(name: string): void {
    this.#definitions.delete(name);
  }

  /**
   * Runs a query of CloudWatch Logs Insights, also in the form of a dashboard's widget:
   * `SOURCE '/aws/lambda/a' | SOURCE '/aws/lambda/b' | fields …`.
   * @throws MalformedQueryError with the position of what is wrong or not simulated
   * @throws ServiceError InvalidParameterException, ResourceNotFoundException for a log group of no function
   */
  insights(text: string, { logGroups = [], start = 0, end = Number.POSITIVE_INFINITY }: QueryScope = {}): QueryResults {
    const query = parseQuery(text);
    const functions = new Set(chosen(query.sources, logGroups).map((logGroup) => this.#functionOf(logGroup)));
    const scanned = this.#parts.output.events.filter(
      ({ functionName, time }) => functions.has(functionName) && time >= start && time <= end,
    );
    const accountId = this.#parts.account.id;
    const now = this.#parts.clock.now();
    const records = scanned
      .toSorted((a, b) => a.time - b.time)
      .reverse()
      .map((event) => new LogRecord(event, { accountId, logGroup: FUNCTION_GROUPS + event.functionName, now }));
    const { results, matched } = run(query, records);
    const statistics = { recordsMatched: matched, recordsScanned: scanned.length, bytesScanned: bytesOf(scanned) };
    return { results, statistics };
  }

  #functionOf(logGroup: string): string {
    const name = logGroup.startsWith(FUNCTION_GROUPS) ? logGroup.slice(FUNCTION_GROUPS.length) : '';
    // A log group stays when its function goes.
    const hasLogged = (): boolean => this.#parts.output.events.some(({ functionName }) => functionName === name);
    if (this.#parts.lambda.definition(name) !== undefined || hasLogged()) return name;
    throw new ServiceError('ResourceNotFoundException', `There is no function whose log group is ${logGroup}`);
  }
}

function chosen(sources: readonly string[], logGroups: readonly string[]): readonly string[] {
  if (sources.length > 0 === logGroups.length > 0) {
    throw new ServiceError('InvalidParameterException', 'Log groups come with the query or in it, one of the two');
  }
  return sources.length > 0 ? sources : logGroups;
}

function bytesOf(events: readonly LogEvent[]): number {
  return events.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
}
