import * as v from 'valibot';
import { type Finding, ITEMS, type Item, type ListName } from '../snapshot.ts';
import type { Gathered, Placed } from './gather.ts';
import { pointer } from './pointer.ts';
import { shortJson } from './short-json.ts';

/** An entry in its shape, with its place in the file. */
export interface Checked<Name extends ListName> {
  readonly place: string;
  readonly item: Item<Name>;
}

/** The entries of each list that are as they must be. */
export type CheckedLists = { readonly [Name in ListName]: readonly Checked<Name>[] };

/** Deepest place of a field that is kept; what is deeper is not looked at. */
const DEEPEST = 12;
/** Characters of a wrong value that are repeated. */
const SHOWN = 60;

/** Checks every entry against the schema of its list, and cuts it to the fields that are kept. */
export function checkItems({ lists }: Gathered): { readonly checked: CheckedLists; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const check = <Name extends ListName>(name: Name): Checked<Name>[] =>
    (lists.get(name) ?? []).flatMap((placed) => checkItem(name, placed, findings));
  const checked: CheckedLists = {
    clusters: check('clusters'),
    capacityProviders: check('capacityProviders'),
    containerInstances: check('containerInstances'),
    services: check('services'),
    tasks: check('tasks'),
    protectedTasks: check('protectedTasks'),
    taskDefinitions: check('taskDefinitions'),
    autoScalingGroups: check('autoScalingGroups'),
    lifecycleHooks: check('lifecycleHooks'),
    instances: check('instances'),
  };
  return { checked, findings };
}

function checkItem<Name extends ListName>(name: Name, { place, value }: Placed, findings: Finding[]): Checked<Name>[] {
  const schema: v.GenericSchema<unknown, Item<Name>> = ITEMS[name] as never;
  const result = v.safeParse(schema, withoutNulls(value, 0));
  if (result.success) return [{ place, item: result.output }];
  findings.push(...result.issues.map((issue) => findingOf(issue, place)));
  return [];
}

/** `/tasks/3/containerInstanceArn: "none"; allowed: an ARN as …` */
export function findingOf(issue: v.BaseIssue<unknown>, place: string): Finding {
  const at = (issue.path ?? []).reduce((so, { key }) => pointer(so, String(key)), place);
  const there = issue.input === undefined ? 'missing' : shortJson(issue.input, SHOWN);
  return { severity: 'error', place: at, message: `${there}; allowed: ${issue.message}` };
}

/** A member that is null is one that is not there. */
function withoutNulls(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || depth === DEEPEST) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member, depth + 1)]));
}
