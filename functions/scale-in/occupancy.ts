import type { Reason } from '../../shared/domain/reasons.ts';
import { ATTRIBUTES, remembered } from './attributes.ts';
import type { HostFacts } from './cluster-facts.ts';

/**
 * Why a host is not idle; undefined when it runs nothing but DAEMON and one-per-host tasks, as far as its tasks, its
 * counts and its resources agree on that. A task that is being stopped counts: its containers may still run.
 */
export function occupation({ host, tasks }: HostFacts): Reason | undefined {
  if (tasks.some(({ task, taskClass }) => taskClass.belonging !== 'host-bound' || task.desiredStatus === 'STOPPED')) {
    return 'tasks-left';
  }
  if (host.runningTasksCount + host.pendingTasksCount > tasks.length) return 'inconsistent-reads';
  const needs = tasks.map(({ taskClass }) => taskClass.needs);
  if (needs.includes(undefined)) return 'unreadable';
  const { registeredCpu, remainingCpu, registeredMemory, remainingMemory } = host.resources;
  const cpu = needs.reduce((sum, each) => sum + (each?.cpu ?? 0), 0);
  const memory = needs.reduce((sum, each) => sum + (each?.memory ?? 0), 0);
  // Written so that what is no number, because ECS did not say it, is not free.
  const holdsNoMore = registeredCpu - remainingCpu <= cpu && registeredMemory - remainingMemory <= memory;
  return holdsNoMore ? undefined : 'still-holds-resources';
}

/** How long a host has been idle. */
export type Idleness =
  | { readonly kind: 'busy'; readonly reason: Reason }
  /** Idle, and nothing remembers since when. */
  | { readonly kind: 'begins' }
  /** Idle since that time, in milliseconds since 1970. */
  | { readonly kind: 'since'; readonly at: number };

/** How long a host has been idle, as its attribute remembers it. */
export function idleness(facts: HostFacts, now: number): Idleness {
  const reason = occupation(facts);
  if (reason) return { kind: 'busy', reason };
  const since = remembered(facts.host, ATTRIBUTES.idleSince);
  return since.kind === 'at' && since.at <= now ? { kind: 'since', at: since.at } : { kind: 'begins' };
}

/** Tells whether a host has been idle for as long as is wanted. */
export function isIdleForLong(idle: Idleness, { terms }: HostFacts, now: number): boolean {
  return idle.kind === 'since' && now - idle.at >= terms.idleMinutes * 60_000;
}
