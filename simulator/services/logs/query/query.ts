/** A place in a query's text: line and column count from 1, offset from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** What a match looks for: a part of the text, or a regular expression. */
export type Pattern = { readonly text: string } | RegexSource;

/** A regular expression as it was written. */
export interface RegexSource {
  readonly source: string;
  readonly position: Position;
}

/** A function with its arguments. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly position: Position;
}

/** `5m` in `bin(5m)`. */
export interface Period {
  readonly kind: 'period';
  readonly count: number;
  readonly unit: string;
  readonly position: Position;
}

export type BinaryOperator = 'or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | '^';

/** Anything that has a value in a record. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'match'; readonly subject: Expression; readonly pattern: Pattern }
  | { readonly kind: 'in'; readonly subject: Expression; readonly values: readonly Expression[] }
  /** The `*` of `count(*)`. */
  | { readonly kind: 'star' }
  | Period
  | Call;

/** An expression and the name that its value has in the results: the alias, or the expression as it was written. */
export interface Column {
  readonly expression: Expression;
  readonly name: string;
  readonly position: Position;
}

export interface SortKey {
  readonly expression: Expression;
  readonly name: string;
  readonly descending: boolean;
}

export interface SortCommand {
  readonly kind: 'sort';
  readonly keys: readonly SortKey[];
  readonly position: Position;
}

export interface ParseCommand {
  readonly kind: 'parse';
  readonly subject: Expression;
  readonly glob?: string;
  /** The fields that the asterisks of the glob give, in order. */
  readonly names?: readonly string[];
  readonly regex?: RegexSource;
  readonly position: Position;
}

export interface StatsCommand {
  readonly kind: 'stats';
  readonly columns: readonly Column[];
  readonly by: readonly Column[];
  readonly position: Position;
}

/** A command of a query. */
export type Command =
  | { readonly kind: 'fields'; readonly columns: readonly Column[]; readonly position: Position }
  | { readonly kind: 'filter'; readonly condition: Expression; readonly position: Position }
  | SortCommand
  | { readonly kind: 'limit'; readonly count: number; readonly position: Position }
  | { readonly kind: 'display' | 'dedup'; readonly fields: readonly string[]; readonly position: Position }
  | ParseCommand
  | StatsCommand;

/** A query that has been parsed and checked. */
export interface Query {
  readonly text: string;
  /** Log groups of `SOURCE '…' |`, the form in which a dashboard's widget names them. */
  readonly sources: readonly string[];
  readonly commands: readonly Command[];
}

/**
 * A query that is not one, or that asks for what the simulator does not have.
 * Source: CloudWatch Logs API reference, StartQuery.
 */
export class MalformedQueryError extends Error {
  override readonly name = 'MalformedQueryException';
  readonly position: Position;

  constructor(reason: string, position: Position, options?: ErrorOptions) {
    super(`line ${position.line}, column ${position.column}: ${reason}`, options);
    this.position = position;
  }
}
