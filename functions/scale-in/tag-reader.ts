import type { Tags } from '../../shared/domain/cluster.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import { BUDGET_FORM, type Budget, type BudgetWindow, readBudget } from './budget.ts';

/** A way to read a value, and what is allowed. */
export interface Form<T> {
  readonly read: (text: string) => T | undefined;
  readonly allowed: string;
}

export const NO_BUDGET: Budget = { kind: 'hosts', hosts: 0 };
export const CLOSED: BudgetWindow = { name: 'closed', budget: NO_BUDGET, isOpen: () => true };
export const BUDGET: Form<Budget> = { read: readBudget, allowed: BUDGET_FORM };
export const FLAG: Form<boolean> = {
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  allowed: 'true or false',
};
export const OPT_IN: Form<'in' | 'out'> = {
  read: (text) => (text === 'true' ? 'in' : text === 'false' ? 'out' : undefined),
  allowed: 'true or false',
};
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
export const PAUSE: Form<number> = {
  read: (text) => {
    if (text === 'false') return 0;
    if (text === 'true') return Infinity;
    const until = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(until) ? undefined : until;
  },
  allowed: 'true, false, or a time as in 2031-05-04T18:00:00Z',
};

export function wholeNumber([least, most]: readonly [number, number]): Form<number> {
  const read = (text: string): number | undefined => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : -1;
    return number >= least && number <= most ? number : undefined;
  };
  return { read, allowed: `a whole number from ${least} to ${most}` };
}

export function windowsNamed(windows: readonly BudgetWindow[]): Form<readonly BudgetWindow[]> {
  const read = (text: string): readonly BudgetWindow[] | undefined => {
    const names = text === 'none' ? [] : text.split(' ').filter((name) => name !== '');
    const named = windows.filter(({ name }) => names.includes(name));
    const areKnown = named.length === new Set(names).size && (named.length > 0 || text === 'none');
    return areKnown ? named : undefined;
  };
  return { read, allowed: ['none', ...windows.map(({ name }) => name)].join(', ') };
}

/** Reads tags of one thing, and takes note of those that make no sense. */
export class TagReader {
  readonly warnings: Remark[] = [];
  readonly #subject: string;
  readonly #tags: Tags;

  constructor(subject: string, tags: Tags) {
    this.#subject = subject;
    this.#tags = tags;
  }

  /** The value of a tag; `otherwise` without it, `safe` when it makes no sense. */
  read<T>(name: string, { read, allowed }: Form<T>, otherwise: T, safe: T): T {
    const text = this.#tags[name];
    if (text === undefined) return otherwise;
    const value = read(text);
    if (value !== undefined) return value;
    const detail = `${name} is ${JSON.stringify(text)}; allowed: ${allowed}`;
    this.warnings.push({ subject: this.#subject, reason: 'invalid-scale-in-tag', detail });
    return safe;
  }
}
