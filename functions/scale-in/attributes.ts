import type { Host } from '../../shared/domain/hosts.ts';

/**
 * What scale-in remembers, as custom attributes of the container instances themselves. Values are times in ISO 8601
 * (ECS API reference, Attribute: values may hold letters, digits, `-`, `_`, `.`, `@`, `/`, `\`, `:` and blanks).
 */
export const ATTRIBUTES = {
  /** Since when the host has run nothing but DAEMON and one-per-host tasks. */
  idleSince: 'ecs-ops.idle-since',
  /** Since when its agent has been seen disconnected. */
  disconnectedSince: 'ecs-ops.disconnected-since',
  /** Drained by scale-in at that time. On an ACTIVE host it means nothing and is taken off. */
  drainedAt: 'ecs-ops.scale-in-drained-at',
  /** Set ACTIVE again: not to be drained before that time. */
  notBefore: 'ecs-ops.scale-in-not-before',
  /** Set ACTIVE again because room was wanted: no host of its cluster is to be drained before that time. */
  clusterNotBefore: 'ecs-ops.scale-in-cluster-not-before',
  /** Set by people: the host stays, unless the value is `false`. */
  keep: 'ecs-ops.keep',
} as const;

/** What is of use only while hosts are looked at again and again: put on and taken off by scale-in. */
const OWN_MARKS = [ATTRIBUTES.drainedAt, ATTRIBUTES.idleSince, ATTRIBUTES.disconnectedSince];

/** Finds hosts with any of those marks (ECS developer guide, "Cluster query language"). */
export const OWN_MARKS_FILTER = OWN_MARKS.map((name) => `attribute:${name} exists`).join(' or ');

/** Tells whether a host has any of those marks. */
export function hasOwnMarks({ attributes }: Pick<Host, 'attributes'>): boolean {
  return OWN_MARKS.some((name) => attributes[name] !== undefined);
}

/** The time in an attribute. */
export type Remembered =
  | { readonly kind: 'none' }
  /** Milliseconds since 1970. */
  | { readonly kind: 'at'; readonly at: number }
  /** Not a time. */
  | { readonly kind: 'wrong'; readonly text: string };

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Reads a time out of an attribute of a host. */
export function remembered({ attributes }: Pick<Host, 'attributes'>, name: string): Remembered {
  const text = attributes[name];
  if (text === undefined) return { kind: 'none' };
  const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? { kind: 'wrong', text } : { kind: 'at', at };
}

/** A time as an attribute's value. */
export function asValue(at: number): string {
  return new Date(at).toISOString();
}
