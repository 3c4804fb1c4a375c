import type { Host } from '../../shared/domain/hosts.ts';

/** Attributes that hosts are given. */
export const ATTRIBUTES = {
  /** `spot` or `on-demand`. */
  lifecycle: 'ecs-ops.lifecycle',
  /** That the host was seen, and what was found then. */
  marker: 'ecs-ops.onboarded',
} as const;

/** What may be found about the metadata service of a host, and is told to a person. */
export const FINDINGS = ['imds-off', 'imdsv1-allowed', 'hop-limit-found', 'hop-limit-unclear'] as const;

/** One of them. */
export type Finding = (typeof FINDINGS)[number];

/**
 * What a marker remembers: what was told, that a hop limit was raised, or that it is low, of no harm as far as is known,
 * and to be looked at again.
 */
export type Memory = Finding | 'hop-limit-raised' | 'hop-limit-open';

/** The value of the marker of a host of which there is nothing to remember. */
const NOTHING = 'checked';

/** Whatever a marker says, in that order. */
const MEMORIES: readonly Memory[] = [...FINDINGS, 'hop-limit-raised', 'hop-limit-open'];

/** Reads a marker. Words that it does not know, as of a later version, are left out. */
export function readMarker(value: string | undefined): ReadonlySet<Memory> {
  const words = new Set((value ?? '').split('.'));
  return new Set(MEMORIES.filter((memory) => words.has(memory)));
}

/** ECS API reference, Attribute: a value has up to 128 letters, digits, hyphens, periods and the like. */
export function writeMarker(memories: ReadonlySet<Memory>): string {
  return MEMORIES.filter((memory) => memories.has(memory)).join('.') || NOTHING;
}

/** An expression of the cluster query language that finds hosts not seen yet. External instances are none of ours. */
export const UNSEEN = `attribute:${ATTRIBUTES.marker} !exists and attribute:ecs.capability.external !exists`;

/** The same for hosts that are to be looked at again: those whose marker has this word. */
export function remembering(memory: Memory): string {
  return `attribute:${ATTRIBUTES.marker} =~ .*${memory}.*`;
}

/** ECS API reference, PutAttributes: "up to 10 custom attributes for each resource". */
const MOST_CUSTOM_ATTRIBUTES = 10;

/** Whether the host has room for our attributes. What can't be remembered is told again and again. */
export function hasRoom({ attributes }: Pick<Host, 'attributes'>): boolean {
  const custom = Object.keys(attributes).filter((name) => !/^(ecs|com\.amazonaws\.ecs)\./.test(name));
  return new Set([...custom, ...Object.values(ATTRIBUTES)]).size <= MOST_CUSTOM_ATTRIBUTES;
}
