import type { DecisionKind, PicturedDecision } from './picture.ts';

/** Decisions that were taken alike about several things, close after each other. */
export interface Alike {
  readonly at: number;
  /** Places in the list of all decisions, in order of time. */
  readonly indexes: readonly number[];
  readonly first: PicturedDecision;
}

/** Which decisions are looked for. */
export interface DecisionFilter {
  readonly kinds: ReadonlySet<DecisionKind>;
  /** Undefined: every one. */
  readonly function: string | undefined;
  /** Tells of a decision whether it is looked for; its words and its lane count. */
  readonly isMeant: (decision: PicturedDecision) => boolean;
}

/** Milliseconds between two decisions that are told as one. */
const TOGETHER = 5_000;

/** Decisions that are looked for, in order of time; those alike are put together. */
export function alikeOf(decisions: readonly PicturedDecision[], filter: DecisionFilter): readonly Alike[] {
  const groups: { at: number; last: number; indexes: number[]; first: PicturedDecision }[] = [];
  const latest = new Map<string, (typeof groups)[number]>();
  for (const [index, decision] of decisions.entries()) {
    if (!filter.kinds.has(decision.kind) || !isOf(decision, filter.function) || !filter.isMeant(decision)) continue;
    const { at, lane: _, detail: __, ...rest } = decision;
    const key = JSON.stringify(rest);
    const group = latest.get(key);
    if (group !== undefined && at - group.last <= TOGETHER) {
      group.indexes.push(index);
      group.last = at;
      continue;
    }
    const fresh = { at, last: at, indexes: [index], first: decision };
    latest.set(key, fresh);
    groups.push(fresh);
  }
  return groups;
}

function isOf(decision: PicturedDecision, wanted: string | undefined): boolean {
  return wanted === undefined || decision.function === wanted;
}
