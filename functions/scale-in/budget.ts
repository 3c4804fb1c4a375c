/** How many hosts may be on their way out together. */
export type Budget =
  | { readonly kind: 'hosts'; readonly hosts: number }
  /** Of the cluster's hosts, rounded down, and at least one unless it is 0. */
  | { readonly kind: 'percent'; readonly percent: number };

/** How it is to be written, for those who wrote it otherwise. */
export const BUDGET_FORM = 'a number of hosts, or a percentage as in 10% or, where % is not allowed, 10 percent';

/** Reads a budget; undefined when it makes no sense. */
export function readBudget(text: string): Budget | undefined {
  const [, digits, unit] = /^(\d{1,5})(%| percent)?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (unit === undefined) return { kind: 'hosts', hosts: number };
  return number <= 100 ? { kind: 'percent', percent: number } : undefined;
}

/** The number of hosts that a budget allows in a cluster of so many. */
export function hostsAllowed(budget: Budget, hosts: number): number {
  if (budget.kind === 'hosts') return budget.hosts;
  return budget.percent === 0 ? 0 : Math.max(1, Math.floor((hosts * budget.percent) / 100));
}

/** A time in which another budget holds. */
export interface BudgetWindow {
  /** By which tags name it. */
  readonly name: string;
  readonly budget: Budget;
  /** Tells whether the window is open at a time in milliseconds since 1970. */
  readonly isOpen: (now: number) => boolean;
}

/** The budget that holds now: the smallest of the windows that are open, or else the usual one. */
export function budgetNow(usual: Budget, windows: readonly BudgetWindow[], hosts: number, now: number): number {
  const open = windows.filter(({ isOpen }) => isOpen(now)).map(({ budget }) => hostsAllowed(budget, hosts));
  return open.length > 0 ? Math.min(...open) : hostsAllowed(usual, hosts);
}
