import { parseArn } from '../../../shared/domain/arn.ts';
import { ACCOUNT, type Pseudonym } from './pseudonyms.ts';

/** Words of AWS's own in ARNs, which stay. */
const WORDS: ReadonlySet<string> = new Set([
  'cluster',
  'service',
  'task',
  'task-definition',
  'container-instance',
  'capacity-provider',
  'autoScalingGroup',
  'autoScalingGroupName',
  'targetgroup',
  'loadbalancer',
  'app',
  'net',
  'role',
  'instance-profile',
]);

/** Kinds of names by the word before them. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['cluster', 'cluster'],
  ['service', 'cluster'],
  ['task', 'cluster'],
  ['container-instance', 'cluster'],
  ['task-definition', 'family'],
  ['capacity-provider', 'provider'],
  ['autoScalingGroupName', 'group'],
  ['targetgroup', 'target-group'],
  ['role', 'role'],
]);

/** The controller's own topics are known by their ending, which stays. */
const TOPIC_OF_A_STACK = /^(.+)-termination-gate$/;

/** Replaces account and names in an ARN; the partition, service and Region stay, and so does its form. */
export function anonymousArn(arn: string, pseudonym: Pseudonym): string {
  const parsed = parseArn(arn);
  if (parsed === undefined) return pseudonym(arn, 'arn');
  const { partition, service, region, accountId, resource } = parsed;
  const stack = service === 'sns' ? TOPIC_OF_A_STACK.exec(resource) : null;
  const anonymous =
    stack === null ? anonymousResource(resource, pseudonym) : `${pseudonym(stack[1] ?? '', 'stack')}-termination-gate`;
  const account = accountId === '' ? '' : ACCOUNT;
  return ['arn', partition, service, region, account, anonymous].join(':');
}

/** `service/shop/web`: each part is one of AWS's words, a revision, or something to be replaced. */
function anonymousResource(resource: string, pseudonym: Pseudonym): string {
  const parts = resource.split(/([/:])/);
  const word = parts[0] ?? '';
  return parts
    .map((part, index) => {
      const isSeparator = index % 2 === 1;
      if (isSeparator || part === '' || (index === 0 && WORDS.has(part))) return part;
      const before = parts[index - 2] ?? '';
      if (WORDS.has(part) && before !== word) return part;
      if (word === 'task-definition' && parts[index - 1] === ':') return part;
      const last = word === 'service' && index === parts.length - 1;
      return pseudonym(part, last ? 'service' : (KINDS.get(before) ?? 'name'));
    })
    .join('');
}
