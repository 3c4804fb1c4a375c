/** Gives the pseudonym of an original, which is of some kind: `cluster`, `service`, `value`. */
export type Pseudonym = (original: string, kind: string) => string;

/** How pseudonyms of identifiers look, by how the identifiers look. */
const FORMS: readonly (readonly [form: RegExp, make: (number: number, original: string) => string])[] = [
  [/^i-[0-9a-f]+$/, (number) => `i-${hex(number, 17)}`],
  [/^(ami|vpc|subnet|eni|lt|sg|r)-[0-9a-f]+$/, (number, original) => `${original.split('-')[0]}-${hex(number, 17)}`],
  [/^[0-9a-f]{32}$/, (number) => hex(number, 32)],
  [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, (number) => `00000000-0000-0000-0000-${hex(number, 12)}`],
  [/^ecs-svc\/\d+$/, (number) => `ecs-svc/${String(number).padStart(19, '0')}`],
  [/^GPU-/, (number) => `GPU-${hex(number, 8)}`],
];

/** In place of an account: the documentation's example. */
export const ACCOUNT = '111122223333';

/**
 * Collects what is to be replaced. The same original has one pseudonym wherever it stands; those of one kind are in the
 * order of the originals, so that whoever sorts by name sorts as before.
 */
export class Pseudonyms {
  readonly #kinds = new Map<string, string>();

  /** The first kind under which an original is met is its kind. */
  readonly collect: Pseudonym = (original, kind) => {
    if (!this.#kinds.has(original)) this.#kinds.set(original, kind);
    return original;
  };

  /** Ends the collection. @returns throws for an original that was not collected */
  finish(): Pseudonym {
    const pseudonyms = new Map<string, string>();
    const counts = new Map<string, number>();
    const digits = String(this.#kinds.size).length;
    for (const original of [...this.#kinds.keys()].toSorted()) {
      const form = FORMS.find(([pattern]) => pattern.test(original));
      const kind = form === undefined ? (this.#kinds.get(original) ?? '') : String(form[0]);
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      const made = form?.[1](number, original) ?? `${kind}-${String(number).padStart(digits, '0')}`;
      pseudonyms.set(original, made);
    }
    return (original) => {
      const pseudonym = pseudonyms.get(original);
      if (pseudonym === undefined) throw new RangeError('A name was met that was not collected');
      return pseudonym;
    };
  }
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
