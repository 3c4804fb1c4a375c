import { type Finding, LIST_NAMES, type ListName } from '../snapshot.ts';
import type { Document } from './documents.ts';
import { pointer } from './pointer.ts';
import { shortJson } from './short-json.ts';

/** An entry of a list, not checked yet, with its place in the file. */
export interface Placed {
  readonly place: string;
  readonly value: unknown;
}

/** The lists of a file, whatever answers they came in. A list that is nowhere in the file is not there. */
export interface Gathered {
  readonly lists: ReadonlyMap<ListName, readonly Placed[]>;
  readonly takenAt: Placed | undefined;
  readonly findings: readonly Finding[];
}

/** Names that the APIs give to lists that have another name in a snapshot. */
const ALIASES: ReadonlyMap<string, ListName> = new Map([
  ['AutoScalingGroups', 'autoScalingGroups'],
  ['LifecycleHooks', 'lifecycleHooks'],
]);

/** What else the AWS CLI and boto3 print in these answers, and what the List calls print: nothing to keep. */
const BESIDE: ReadonlySet<string> = new Set([
  'ResponseMetadata',
  'clusterArns',
  'containerInstanceArns',
  'serviceArns',
  'taskArns',
  'taskDefinitionArns',
  'tags',
]);

/** Puts the lists of all answers in the file together. */
export function gather(documents: readonly Document[]): Gathered {
  const gatherer = new Gatherer();
  for (const { place, value } of documents) gatherer.document(value, place);
  return gatherer;
}

class Gatherer implements Gathered {
  readonly lists = new Map<ListName, Placed[]>();
  readonly findings: Finding[] = [];
  takenAt: Placed | undefined;

  /** An answer, or a list of answers. */
  document(value: unknown, place: string): void {
    if (Array.isArray(value)) {
      for (const [index, answer] of value.entries()) this.#answer(answer, pointer(place, index));
    } else {
      this.#answer(value, place);
    }
  }

  #answer(answer: unknown, place: string): void {
    if (!isObject(answer)) {
      this.#find(
        'error',
        place,
        `${kindOf(answer)}; allowed: an object with lists of AWS's, as ${LIST_NAMES.join(', ')}`,
      );
      return;
    }
    for (const [key, value] of Object.entries(answer)) {
      if (value !== null) this.#member(key, value, pointer(place, key));
    }
  }

  #member(key: string, value: unknown, place: string): void {
    const listName = LIST_NAMES.find((name) => name === key) ?? ALIASES.get(key);
    if (listName !== undefined) this.#list(listName, value, place);
    else if (key === 'taskDefinition') this.#add('taskDefinitions', { place, value });
    else if (key === 'Reservations') this.#reservations(value, place);
    else if (key === 'failures') this.#failures(value, place);
    else if (key === 'takenAt') this.takenAt = { place, value };
    else if (key === 'nextToken' || key === 'NextToken')
      this.#find('warning', place, 'the answer has more pages, which are not in the file; read them too');
    else if (!BESIDE.has(key)) this.#unknown(key, place);
  }

  #list(listName: ListName, value: unknown, place: string): void {
    if (!Array.isArray(value)) {
      this.#find('error', place, `${kindOf(value)}; allowed: a list`);
      return;
    }
    if (!this.lists.has(listName)) this.lists.set(listName, []);
    for (const [index, item] of value.entries()) this.#add(listName, { place: pointer(place, index), value: item });
  }

  #add(listName: ListName, placed: Placed): void {
    const list = this.lists.get(listName) ?? [];
    list.push(placed);
    this.lists.set(listName, list);
  }

  /** DescribeInstances answers in reservations. */
  #reservations(value: unknown, place: string): void {
    if (!Array.isArray(value)) {
      this.#find('error', place, `${kindOf(value)}; allowed: a list of reservations`);
      return;
    }
    if (!this.lists.has('instances')) this.lists.set('instances', []);
    for (const [index, reservation] of value.entries()) {
      const at = pointer(place, index);
      if (isObject(reservation)) this.#list('instances', reservation['Instances'], pointer(at, 'Instances'));
      else this.#find('error', at, `${kindOf(reservation)}; allowed: a reservation with its Instances`);
    }
  }

  /** What a Describe call could not describe. */
  #failures(value: unknown, place: string): void {
    for (const [index, failure] of (Array.isArray(value) ? value : []).entries()) {
      const { arn, reason } = isObject(failure) ? failure : {};
      const [what, why] = [textOr(arn, 'something'), textOr(reason, 'no reason')];
      this.#find('warning', pointer(place, index), `AWS did not describe ${what}: ${why}`);
    }
  }

  #unknown(key: string, place: string): void {
    const known = [...LIST_NAMES, ...ALIASES.keys(), 'Reservations', 'taskDefinition', 'takenAt'];
    const near = known.find((name) => isNear(name.toLowerCase(), key.toLowerCase()));
    const meant = near === undefined ? `known: ${known.join(', ')}` : `is ${near} meant?`;
    this.#find('warning', place, `not a part of a snapshot, and not read; ${meant}`);
  }

  #find(severity: Finding['severity'], place: string, message: string): void {
    this.findings.push({ severity, place, message });
  }
}

/** The same letters but for one that is missing, too many or wrong, or the singular of a plural. */
function isNear(name: string, key: string): boolean {
  const [long, short] = name.length >= key.length ? [name, key] : [key, name];
  if (long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && long[same] === short[same]) same += 1;
  return long.slice(same + 1) === short.slice(long.length === short.length ? same + 1 : same);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : shortJson(value, 60);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
