import { type Finding, LIST_NAMES, type ListName, type Snapshot } from '../snapshot.ts';
import { anonymousArn } from './arns.ts';
import { type AttributeValues, anonymousExpression, anonymousGroup } from './expressions.ts';
import { keepsAttribute, keepsMember, keepsTag } from './kept.ts';
import { type Pseudonym, Pseudonyms } from './pseudonyms.ts';

/** A snapshot under pseudonyms, and what of it could not be kept. */
export interface Anonymised {
  readonly snapshot: Snapshot;
  readonly findings: readonly Finding[];
}

/** Kinds of names by the member that holds them. */
const KINDS: Readonly<Record<string, string>> = {
  clusterName: 'cluster',
  serviceName: 'service',
  family: 'family',
  containerName: 'container',
  capacityProvider: 'provider',
  capacityProviders: 'provider',
  capacityProviderName: 'provider',
  AutoScalingGroupName: 'group',
  LifecycleHookName: 'hook',
  LaunchTemplateName: 'template',
  LaunchConfigurationName: 'template',
};
/** Kinds of what is called `name`, by the list that it is in. */
const KINDS_OF_NAME: Readonly<Record<string, string>> = {
  capacityProviders: 'provider',
  containerDefinitions: 'container',
};
/** Lists whose entries' own names are collected first, so that names say what they are of. */
const NAMING: readonly ListName[] = [
  'clusters',
  'services',
  'capacityProviders',
  'autoScalingGroups',
  'taskDefinitions',
];
/** Hooks by these names are served for their names. */
const KEPT_HOOKS = /^ecs-ops|^ecs-managed-draining-termination-hook$/;

/**
 * Replaces every name, ARN, account, identifier and value of a tag or attribute, the same everywhere alike. Settings of
 * the controller, sizes, counts, dates, statuses, types of instances and zones stay, and the order of names does.
 */
export function anonymise(snapshot: Snapshot): Anonymised {
  const pseudonyms = new Pseudonyms();
  const values = attributeValues(snapshot);
  new Anonymiser(values, pseudonyms.collect).snapshot(snapshot);
  const anonymiser = new Anonymiser(values, pseudonyms.finish());
  return { snapshot: anonymiser.snapshot(snapshot), findings: anonymiser.findings };
}

function attributeValues({ containerInstances }: Snapshot): AttributeValues {
  const values = new Map<string, Set<string>>();
  for (const { attributes = [] } of containerInstances) {
    for (const { name, value } of attributes) {
      if (value !== undefined) values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  return values;
}

type Members = Readonly<Record<string, unknown>>;

class Anonymiser {
  readonly findings: Finding[] = [];
  readonly #values: AttributeValues;
  readonly #pseudonym: Pseudonym;

  constructor(values: AttributeValues, pseudonym: Pseudonym) {
    this.#values = values;
    this.#pseudonym = pseudonym;
  }

  snapshot(snapshot: Snapshot): Snapshot {
    const order = [...NAMING, ...LIST_NAMES.filter((name) => !NAMING.includes(name))];
    const lists = order.map((name) => [name, this.#value(snapshot[name], [name])]);
    return { takenAt: snapshot.takenAt, ...Object.fromEntries(lists) } as Snapshot;
  }

  #value(value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'string') return this.#text(value, path);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return value.map((item) => this.#value(item, path));
    return this.#members(value as Members, path);
  }

  #members(members: Members, path: readonly string[]): Members {
    const list = path.at(-1);
    if (list === 'tags' || list === 'Tags') return this.#tag(members);
    if (list === 'attributes') return this.#attribute(members);
    const isPort = typeof members['name'] === 'string' && members['name'].startsWith('PORTS');
    if (isPort) return members;
    return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, this.#value(value, [...path, key])]));
  }

  #tag(tag: Members): Members {
    const key = String(tag['key'] ?? tag['Key']);
    const member = 'Value' in tag ? 'Value' : 'value';
    const value = tag[member];
    return typeof value !== 'string' || value === '' || keepsTag(key)
      ? tag
      : { ...tag, [member]: this.#pseudonym(value, 'value') };
  }

  #attribute(attribute: Members): Members {
    const { name, value } = attribute;
    return typeof value !== 'string' || value === '' || keepsAttribute(String(name))
      ? attribute
      : { ...attribute, value: this.#pseudonym(value, 'value') };
  }

  #text(text: string, path: readonly string[]): string {
    const [member = '', parent = ''] = path.toReversed();
    if (text === '' || keepsMember(path)) return text;
    if (text.startsWith('arn:')) return anonymousArn(text, this.#pseudonym);
    if (member === 'expression') return this.#expression(text, path);
    if (member === 'group') return anonymousGroup(text, this.#pseudonym);
    if (text.startsWith('FARGATE') || (member === 'LifecycleHookName' && KEPT_HOOKS.test(text))) return text;
    const kind = member === 'name' ? KINDS_OF_NAME[parent] : KINDS[member];
    return this.#pseudonym(text, kind ?? 'name');
  }

  #expression(text: string, path: readonly string[]): string {
    const replaced = anonymousExpression(text, this.#values, this.#pseudonym);
    if (replaced !== undefined) return replaced;
    const message = 'an expression is not understood, so it is left out of the anonymised file';
    this.findings.push({ severity: 'warning', place: `/${path.join('/')}`, message });
    return '';
  }
}
