import type { Account } from '../../simulator/account/account.ts';
import type { Template } from '../../simulator/deploy/template.ts';
import { type Difference, differences, type Json, propertyDifferences } from './differences.ts';
import { intendedStack } from './intended.ts';
import type { Found, Inventory } from './inventory.ts';

/** What a deployment is to make, and what it made. */
export interface Deployed {
  readonly template: Template;
  readonly inventory: Inventory;
  readonly stack: { readonly stackName: string; readonly account: Account };
  /** Digest of a function's archive, by the end of its S3 key, as Lambda writes it: SHA-256 in Base64. */
  readonly codeDigests: Readonly<Record<string, string>>;
}

/** One resource of the template, and what of it there is. */
interface Pair {
  readonly id: string;
  readonly type: string;
  readonly intended: Readonly<Record<string, Json>>;
  /** Undefined where CloudFormation names no such resource, or the service does not have what it names. */
  readonly found: Found | undefined;
}

/** Something that is not as intended. A path of `''` is the resource itself. */
export interface Finding extends Difference {
  readonly id: string;
  readonly type: string;
}

/** Resources and properties that were compared, by type. */
export type Counts = ReadonlyMap<string, { readonly resources: number; readonly properties: number }>;

/** Compares what the template gives with what there is, both ways, and the stack's outputs. */
export function compare(deployed: Deployed): { readonly counts: Counts; readonly findings: readonly Finding[] } {
  const pairs = pairsOf(deployed);
  const counts = new Map<string, { resources: number; properties: number }>();
  for (const { type, intended } of pairs) {
    const { resources, properties } = counts.get(type) ?? { resources: 0, properties: 0 };
    counts.set(type, { resources: resources + 1, properties: properties + Object.keys(intended).length });
  }
  const ofResources = pairs.flatMap(({ id, type, intended, found }): Finding[] => {
    if (!found) return [{ id, type, path: '', intended: 'a resource', found: undefined }];
    return propertyDifferences(intended, found.properties).map((difference) => ({ id, type, ...difference }));
  });
  return { counts, findings: [...ofResources, ...unintended(deployed)] };
}

/** What changed between two deployments: as intended, as found, and which resources are others than before. */
export function changes(
  before: Deployed,
  after: Deployed,
): Readonly<Record<'intended' | 'found' | 'replaced', string[]>> {
  const earlier = new Map(pairsOf(before).map((pair) => [pair.id, pair]));
  const intended: string[] = [];
  const found: string[] = [];
  const replaced: string[] = [];
  for (const now of pairsOf(after)) {
    const then = earlier.get(now.id);
    intended.push(...named(now, differences(then?.intended, now.intended)));
    if (!then?.found || !now.found) continue;
    found.push(...named(now, differences(given(then, then.found), given(now, now.found))));
    if (differences(then.found.identity, now.found.identity).length > 0) replaced.push(now.id);
  }
  return { intended: intended.toSorted(), found: found.toSorted(), replaced };
}

const named = ({ id }: Pair, differing: readonly Difference[]): string[] =>
  differing.map(({ path }) => `${id} ${path}`);

/** The properties that the template gives. */
const given = ({ intended }: Pair, found: Found): Json =>
  Object.fromEntries(Object.entries(found.properties).filter(([name]) => name in intended));

function pairsOf({ template, inventory, stack, codeDigests }: Deployed): Pair[] {
  const physicalIds = inventory.physicalIds[stack.stackName] ?? {};
  return intendedStack(template, stack, physicalIds).resources.map(({ id, type, properties }) => {
    const physicalId = physicalIds[id];
    if (physicalId === undefined) return { id, type, intended: {}, found: undefined };
    const listed = inventory.resources[type];
    if (!listed) throw new Error(`scripts/emulator/inventory.py has no reader for ${type}`);
    return { id, type, intended: asListed(properties, codeDigests), found: listed[physicalId] };
  });
}

/**
 * Properties as the inventory has them. Lambda tells the digest of a function's code in place of where the code came from;
 * a dashboard's body is JSON, whose spaces and order of names mean nothing.
 */
function asListed(intended: Pair['intended'], codeDigests: Deployed['codeDigests']): Pair['intended'] {
  const { Code: code, DashboardBody: body } = intended as {
    readonly Code?: { readonly S3Key?: string };
    readonly DashboardBody?: string;
  };
  return {
    ...intended,
    ...(code && { Code: { Sha256: codeDigests[code.S3Key?.split('/').at(-1) ?? ''] ?? null } }),
    ...(body !== undefined && { DashboardBody: JSON.parse(body) as Json }),
  };
}

/** What there is besides the template's resources, and outputs that differ. */
function unintended({ template, inventory, stack }: Deployed): Finding[] {
  const { [stack.stackName]: physicalIds = {} } = inventory.physicalIds;
  const known = new Set([...Object.values(physicalIds), stack.stackName]);
  const others = Object.entries(inventory.resources).flatMap(([type, all]) =>
    Object.keys(all)
      .filter((physicalId) => !known.has(physicalId))
      .map((physicalId) => ({ id: physicalId, type, path: '', intended: undefined, found: 'a resource' })),
  );
  const { outputs } = intendedStack(template, stack, physicalIds);
  const type = 'AWS::CloudFormation::Stack';
  const made = inventory.resources[type]?.[stack.stackName];
  const ofStack = differences({ Outputs: outputs }, { Outputs: made?.properties['Outputs'] ?? {} });
  return [...others, ...ofStack.map((difference) => ({ id: stack.stackName, type, ...difference }))];
}
