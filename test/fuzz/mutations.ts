import fc from 'fast-check';
import { HOSTILE_KEYS, HOSTILE_PIECES, HOSTILE_VALUES, jsonOf } from './hostile-values.ts';

/** SQS developer guide, "Message quotas": a message as EventBridge and SNS send it has at most 256 KiB. */
export const LARGEST_MESSAGE = 262_144;

/** What is done to one place of a document. */
type Change =
  | { readonly kind: 'replace' | 'add-item'; readonly value: unknown }
  | { readonly kind: 'add-member' | 'rename'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'remove' }
  | { readonly kind: 'repeat'; readonly times: number }
  | { readonly kind: 'wrap'; readonly in: 'list' | 'object' | 'text' }
  | { readonly kind: 'text'; readonly edits: readonly Edit[] };

/** A change, and the place that it is done at: the places of a document are counted through, and begin again. */
interface Mutation {
  readonly at: number;
  readonly change: Change;
}

/** What is done to a text: a piece of it goes, and another comes. */
interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly piece: string;
  readonly times: number;
}

const key = fc.constantFrom(...HOSTILE_KEYS);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
/** Mostly few; now and then as many as fill a message. */
const times = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 4, arbitrary: fc.integer({ min: 5, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 301, max: 40_000 }) },
);
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(4_000),
  removed: fc.nat(6),
  piece: fc.oneof(fc.constantFrom(...HOSTILE_PIECES), fc.string({ unit: 'binary', maxLength: 4 })),
  times,
});
const edits = fc.array(edit, { minLength: 1, maxLength: 3 });

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('replace' as const), value }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('add-member' as const, 'rename' as const), key, value }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('add-item' as const), value }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'remove' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), times }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wrap' as const),
      in: fc.constantFrom('list' as const, 'object' as const, 'text' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('text' as const), edits }) },
);

/** One of the documents, changed at up to four places; sometimes as it is. */
export function mutated(seeds: readonly unknown[]): fc.Arbitrary<unknown> {
  const mutations = fc.array(fc.record({ at: fc.nat(10_000), change }), { maxLength: 4 });
  return fc.tuple(fc.constantFrom(...seeds), mutations).map(([seed, all]) => all.reduce<unknown>(mutate, seed));
}

/** The JSON of one of the documents, mutated as a document and, now and then, as a text too. */
export function mutatedJson(seeds: readonly unknown[], longest = LARGEST_MESSAGE): fc.Arbitrary<string> {
  const asText = fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: edits });
  return fc.tuple(mutated(seeds), asText).map(([document, all]) => edited(jsonOf(document), all).slice(0, longest));
}

/** One of the texts with pieces of it exchanged, or another text altogether. */
export function mutatedText(seeds: readonly string[], longest = 4_096): fc.Arbitrary<string> {
  return fc
    .oneof(
      { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...seeds), fc.oneof(fc.constant([]), edits)) },
      { weight: 1, arbitrary: fc.tuple(fc.string({ unit: 'binary' }), fc.constant([])) },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.constantFrom(...HOSTILE_VALUES.filter((each) => typeof each === 'string')),
          fc.constant([]),
        ),
      },
    )
    .map(([text, all]) => edited(text, all).slice(0, longest));
}

function edited(text: string, all: readonly Edit[]): string {
  return all.reduce((so, { at, removed, piece, times: count }) => {
    const start = at % (so.length + 1);
    return so.slice(0, start) + piece.repeat(count) + so.slice(start + removed);
  }, text);
}

function mutate(document: unknown, { at, change: wanted }: Mutation): unknown {
  const target = at % placesIn(document);
  return rebuilt(document, { left: target }, wanted).value;
}

/** How many values there are in a document, itself included. */
function placesIn(value: unknown): number {
  return 1 + entriesOf(value).reduce((sum, [, member]) => sum + placesIn(member), 0);
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** A value in its place; none when it goes. */
interface Rebuilt {
  readonly value: unknown;
  readonly isRemoved?: boolean;
  readonly renamedTo?: string;
  readonly times?: number;
}

/** @param counter places still to be passed before the one that is changed */
function rebuilt(value: unknown, counter: { left: number }, wanted: Change): Rebuilt {
  if (counter.left === 0) {
    counter.left -= 1;
    return changed(value, wanted);
  }
  counter.left -= 1;
  if (counter.left < 0 || typeof value !== 'object' || value === null) return { value };
  const entries = entriesOf(value).flatMap(([name, member]): [string, unknown][] => {
    const { value: made, isRemoved, renamedTo, times: count = 1 } = rebuilt(member, counter, wanted);
    if (isRemoved) return [];
    return Array.from({ length: Array.isArray(value) ? count : 1 }, () => [renamedTo ?? name, made]);
  });
  return { value: Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries) };
}

function changed(value: unknown, wanted: Change): Rebuilt {
  switch (wanted.kind) {
    case 'replace':
      return { value: wanted.value };
    case 'remove':
      return { value: null, isRemoved: true };
    case 'rename':
      return { value, renamedTo: wanted.key };
    case 'add-member':
      return { value: Object.fromEntries([...entriesOf(value), [wanted.key, wanted.value]]) };
    case 'add-item':
      return { value: Array.isArray(value) ? [...value, wanted.value] : [value, wanted.value] };
    case 'repeat':
      return typeof value === 'string'
        ? { value: value.repeat(Math.min(wanted.times, 2_000)) }
        : { value, times: Math.min(wanted.times, 2_000) };
    case 'wrap':
      return { value: { list: [value], object: { value }, text: JSON.stringify(value) }[wanted.in] };
    case 'text':
      return { value: edited(typeof value === 'string' ? value : JSON.stringify(value), wanted.edits) };
  }
}
