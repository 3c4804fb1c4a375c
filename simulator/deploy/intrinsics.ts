import { isRecord } from '../wire/json-codec.ts';
import { TemplateError } from './template.ts';

/** What intrinsic functions look up. */
export interface Lookup {
  /** `Ref` of a resource, parameter or pseudo parameter; NO_VALUE for `AWS::NoValue`. */
  readonly ref: (logicalId: string) => unknown;
  readonly attribute: (logicalId: string, name: string) => unknown;
  readonly condition: (name: string) => boolean;
  readonly mapping: (map: string, first: string, second: string) => unknown;
}

/** The value of `AWS::NoValue`: whatever has it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, lookup: Lookup) => unknown;

/** Source: CloudFormation user guide, "Intrinsic function reference". */
const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (id, lookup) => lookup.ref(String(id)),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, lookup) => {
    const [separator, items] = pair(argument, 'Fn::Join');
    return list(resolve(items, lookup), 'Fn::Join').join(String(separator));
  },
  'Fn::Select': (argument, lookup) => {
    const [index, items] = pair(argument, 'Fn::Select');
    return list(resolve(items, lookup), 'Fn::Select')[Number(resolve(index, lookup))];
  },
  'Fn::Split': (argument, lookup) => {
    const [separator, text] = pair(argument, 'Fn::Split');
    return String(resolve(text, lookup)).split(String(separator));
  },
  'Fn::FindInMap': (argument, lookup) => {
    const [map, first, second] = list(resolve(argument, lookup), 'Fn::FindInMap').map(String);
    return lookup.mapping(map ?? '', first ?? '', second ?? '');
  },
  'Fn::If': (argument, lookup) => {
    const [name, whenTrue, whenFalse] = list(argument, 'Fn::If');
    return resolve(lookup.condition(String(name)) ? whenTrue : whenFalse, lookup);
  },
  'Fn::Equals': (argument, lookup) => {
    const [left, right] = list(resolve(argument, lookup), 'Fn::Equals').map((item) => JSON.stringify(item));
    return left === right;
  },
  'Fn::Not': (argument, lookup) => list(argument, 'Fn::Not').every((item) => !truth(item, lookup)),
  'Fn::And': (argument, lookup) => list(argument, 'Fn::And').every((item) => truth(item, lookup)),
  'Fn::Or': (argument, lookup) => list(argument, 'Fn::Or').some((item) => truth(item, lookup)),
  Condition: (name, lookup) => lookup.condition(String(name)),
};

/**
 * Replaces every intrinsic function in a value.
 * @throws TemplateError for one that is unknown or used wrongly
 */
export function resolve(value: unknown, lookup: Lookup): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, lookup)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const [call, ...others] = Object.entries(value);
  if (call !== undefined && others.length === 0) {
    const [name, argument] = call;
    // A policy's `Condition` is an object; the intrinsic function's argument is a name.
    const evaluate = name === 'Condition' && typeof argument !== 'string' ? undefined : FUNCTIONS[name];
    if (evaluate !== undefined) return evaluate(argument, lookup);
    if (name.startsWith('Fn::')) throw new TemplateError(`The simulator does not have the intrinsic function ${name}`);
  }
  const resolved = Object.entries(value).map(([key, item]) => [key, resolve(item, lookup)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE));
}

function truth(condition: unknown, lookup: Lookup): boolean {
  return resolve(condition, lookup) === true;
}

function getAtt(argument: unknown, lookup: Lookup): unknown {
  const [logicalId = '', ...path] = typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt');
  return lookup.attribute(String(logicalId), path.join('.'));
}

function substitute(argument: unknown, lookup: Lookup): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isRecord(variables) ? variables : {};
  return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (name in own) return String(resolve(own[name], lookup));
    const dot = name.indexOf('.');
    return String(dot < 0 ? lookup.ref(name) : lookup.attribute(name.slice(0, dot), name.slice(dot + 1)));
  });
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TemplateError(`${name} needs a list, not ${JSON.stringify(value)}`);
  return value;
}

function pair(value: unknown, name: string): readonly [unknown, unknown] {
  const [first, second] = list(value, name);
  return [first, second];
}
