import { onInstances } from './hosts.ts';
import { SERVICE_GROUP_PREFIX } from './tasks.ts';

/** Characters that mean something in a regular expression. */
const SPECIAL = /[\\^$.*+?()[\]{}|-]/;

/**
 * A regular expression that, matched against a whole text, accepts every text without that prefix but the empty one.
 * It has no look-ahead and no groups: an expression of the cluster query language can't contain parentheses.
 */
export function notStartingWith(prefix: string): string {
  const characters = [...prefix].map((character) => character.replace(SPECIAL, '\\$&'));
  const starts = characters.map((_, index) => characters.slice(0, index).join(''));
  const others = starts.map((start, index) => `${start}[^${characters[index]}].*`);
  // Texts that end before the prefix does.
  return [...others, ...starts.slice(1)].join('|');
}

/** Task groups of standalone tasks. */
const STANDALONE_GROUP = notStartingWith(SERVICE_GROUP_PREFIX);

/** An expression of the cluster query language: the hosts on these instances with a task that belongs to no service. */
export function withStandaloneTasks(ec2InstanceIds: readonly string[]): string {
  return `${onInstances(ec2InstanceIds)} and task:group =~ ${STANDALONE_GROUP}`;
}
