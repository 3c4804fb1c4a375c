import { isRecord } from '../../wire/json-codec.ts';
import type { Properties } from '../deployer.ts';

/** Readers of a resource's properties, which fail by naming the property and what it must be. */

export function text(properties: Properties, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`);
  return value;
}

export function optionalText(properties: Properties, name: string): string | undefined {
  return properties[name] === undefined ? undefined : text(properties, name);
}

/** CloudFormation takes numbers as strings too. */
export function number(properties: Properties, name: string, fallback: number): number {
  const value = properties[name];
  if (value === undefined) return fallback;
  const result = Number(value);
  if (Number.isNaN(result)) throw new TypeError(`${name} must be a number`);
  return result;
}

export function flag(properties: Properties, name: string, fallback: boolean): boolean {
  const value = properties[name];
  if (value === undefined) return fallback;
  if (value !== true && value !== false && value !== 'true' && value !== 'false') {
    throw new TypeError(`${name} must be true or false`);
  }
  return String(value) === 'true';
}

export function record(properties: Properties, name: string): Properties {
  const value = properties[name];
  if (value === undefined) return {};
  if (!isRecord(value)) throw new TypeError(`${name} must be an object`);
  return value;
}

export function list(properties: Properties, name: string): readonly unknown[] {
  const value = properties[name];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list`);
  return value;
}

export function records(properties: Properties, name: string): readonly Properties[] {
  return list(properties, name).map((item) => {
    if (!isRecord(item)) throw new TypeError(`${name} must be a list of objects`);
    return item;
  });
}

export function texts(properties: Properties, name: string): readonly string[] {
  return list(properties, name).map((item) => {
    if (typeof item !== 'string') throw new TypeError(`${name} must be a list of strings`);
    return item;
  });
}

/** Fails for members of a nested object that are not modelled. */
export function only(properties: Properties, where: string, known: readonly string[]): void {
  const unknown = Object.keys(properties).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new TypeError(`the simulator does not have ${where}.${unknown.join(', ')}`);
}
