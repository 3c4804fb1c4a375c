import { AGGREGATE_FUNCTIONS, SCALAR_FUNCTIONS } from './functions.ts';
import { globExpression, regexOf } from './patterns.ts';
import { periodOf } from './period.ts';
import {
  type Call,
  type Command,
  type Expression,
  MalformedQueryError,
  type ParseCommand,
  type Query,
  type SortCommand,
} from './query.ts';

/** The most that `limit` may ask for. Source: CloudWatch Logs user guide, "limit". */
const MAXIMUM_LIMIT = 100_000;
/** Source: CloudWatch Logs user guide, "Use multiple stats commands in a single query". */
const MAXIMUM_STATS = 2;

/**
 * Checks what a grammar cannot: names and arguments of functions, places of aggregates, order of commands.
 * @throws MalformedQueryError
 */
export function check({ commands }: Query): void {
  checkOrder(commands);
  for (const command of commands) checkCommand(command);
}

function checkOrder(commands: readonly Command[]): void {
  const stats = commands.filter(({ kind }) => kind === 'stats');
  const excess = stats[MAXIMUM_STATS];
  if (excess !== undefined) fail(`a query has at most ${MAXIMUM_STATS} stats commands`, excess);
  const last = stats.at(-1);
  for (const [index, command] of commands.entries()) {
    const { kind } = command;
    if ((kind === 'sort' || kind === 'limit') && last !== undefined && index < commands.indexOf(last)) {
      fail(`${kind} comes after the last stats`, command);
    }
    const next = commands[index + 1];
    if (kind === 'sort') checkSort(command, commands.slice(0, index));
    if (kind === 'dedup' && next !== undefined && next.kind !== 'limit') fail('only limit may follow dedup', next);
  }
}

/** An aggregate may be sorted by as it was written, when stats has computed it. */
function checkSort({ keys, position }: SortCommand, before: readonly Command[]): void {
  const computed = before.findLast((command) => command.kind === 'stats')?.columns ?? [];
  for (const { expression, name } of keys) {
    const isComputed = computed.some((column) => column.name === name);
    if (hasAggregate(expression) && !isComputed) fail(`no stats before computes ${name}`, { position });
  }
}

function checkCommand(command: Command): void {
  switch (command.kind) {
    case 'fields':
      for (const { expression } of command.columns) checkExpression(expression, 'record');
      return;
    case 'filter':
      return checkExpression(command.condition, 'record');
    case 'sort':
      for (const { expression } of command.keys) checkExpression(expression, 'sort');
      return;
    case 'limit':
      if (command.count < 1 || command.count > MAXIMUM_LIMIT) fail(`limit takes 1 to ${MAXIMUM_LIMIT}`, command);
      return;
    case 'display':
    case 'dedup':
      return;
    case 'parse':
      return checkParse(command);
    case 'stats':
      for (const { expression } of command.by) checkExpression(expression, 'record');
      for (const { expression, position } of command.columns) {
        checkExpression(expression, 'group');
        if (!hasAggregate(expression)) fail('stats takes aggregates', { position });
      }
  }
}

function checkParse({ subject, glob, names = [], regex, position }: ParseCommand): void {
  checkExpression(subject, 'record');
  if (regex !== undefined) {
    if (!/\(\?<[A-Za-z]/.test(regex.source)) fail('the regular expression of parse needs named groups', regex);
    regexOf(regex);
  }
  if (glob === undefined) return;
  const asterisks = globExpression(glob).asterisks;
  if (asterisks !== names.length) fail(`${asterisks} asterisks in the pattern, ${names.length} names`, { position });
}

/** Where an expression stands: `group` is a column of stats, `sort` may repeat such a column as its name. */
type Place = 'record' | 'group' | 'sort';

function checkExpression(expression: Expression, place: Place): void {
  switch (expression.kind) {
    case 'call':
      return checkCall(expression, place);
    case 'period':
      return fail('a period of time stands only in bin, datefloor and dateceil', expression);
    case 'match':
      if ('source' in expression.pattern) regexOf(expression.pattern);
      return checkExpression(expression.subject, place);
    default:
      for (const part of partsOf(expression)) checkExpression(part, place);
  }
}

function checkCall(call: Call, place: Place): void {
  const name = call.name.toLowerCase();
  const aggregate = AGGREGATE_FUNCTIONS[name];
  const scalar = SCALAR_FUNCTIONS[name];
  if (name === 'bin') return checkBin(call);
  const found = aggregate ?? scalar;
  if (found === undefined) return fail(`The simulator has no function ${call.name}`, call);
  if (aggregate !== undefined && place === 'record') return fail(`${call.name} belongs into stats`, call);
  const [least, most] = found.takes;
  if (call.args.length < least || call.args.length > most) {
    return fail(`${call.name} does not take ${call.args.length} arguments`, call);
  }
  return aggregate === undefined ? checkScalarArguments(call, place) : checkAggregateArguments(call);
}

function checkScalarArguments(call: Call, place: Place): void {
  const at = SCALAR_FUNCTIONS[call.name.toLowerCase()]?.period;
  for (const [index, argument] of call.args.entries()) {
    if (argument.kind === 'star') fail('* stands only in count(*)', call);
    if (index !== at) checkExpression(argument, place);
    else if (argument.kind === 'period') periodOf(argument);
    else fail(`${call.name} takes a period of time such as 5m`, call);
  }
}

function checkAggregateArguments(call: Call): void {
  const name = call.name.toLowerCase();
  const [subject, parameter] = call.args;
  if (subject?.kind === 'star' && name !== 'count') fail('* stands only in count(*)', call);
  if (subject !== undefined) checkExpression(subject, 'record');
  if (parameter === undefined) return;
  const isPercent =
    parameter.kind === 'literal' &&
    typeof parameter.value === 'number' &&
    parameter.value >= 0 &&
    parameter.value <= 100;
  if (!isPercent) fail('a percentile is a number from 0 to 100', call);
}

function checkBin(call: Call): void {
  const [period] = call.args;
  if (call.args.length !== 1 || period?.kind !== 'period') return fail('bin takes a period of time such as 5m', call);
  periodOf(period);
}

/** Whether an aggregate is part of an expression. */
export function hasAggregate(expression: Expression): boolean {
  if (expression.kind === 'call' && AGGREGATE_FUNCTIONS[expression.name.toLowerCase()] !== undefined) return true;
  return partsOf(expression).some(hasAggregate);
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'binary':
      return [expression.left, expression.right];
    case 'not':
      return [expression.operand];
    case 'match':
      return [expression.subject];
    case 'in':
      return [expression.subject, ...expression.values];
    case 'call':
      return expression.args;
    default:
      return [];
  }
}

function fail(reason: string, { position }: Pick<Call, 'position'>): never {
  throw new MalformedQueryError(reason, position);
}
