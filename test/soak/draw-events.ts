import type { Random } from '../../simulator/kernel/random.ts';
import { FUNCTION_PREFIXES } from '../scenarios/deployed-function.ts';
import {
  HAPPENINGS,
  type HappeningCase,
  type HappeningKind,
  type SoakCase,
  TROUBLES,
  type TroubleCase,
  type TroubleKind,
} from './soak-case.ts';

type Scene = Pick<SoakCase, 'groups' | 'services' | 'clusters' | 'lively'>;

const MINUTE = 60_000;
/** Hosts have joined by then. */
const BEGINNING = 2 * MINUTE;

/** Draws what happens. */
export function drawHappenings(scene: Scene, random: Random): readonly HappeningCase[] {
  const count = random.integer(3, 12);
  return Array.from({ length: count }, (_, index) => aHappening(index, scene, random));
}

/** What happens most; the rest happens now and then. */
const USUAL: readonly HappeningKind[] = ['interrupt', 'terminate', 'terminate-and-replace', 'shrink', 'load', 'deploy'];

function aHappening(index: number, { groups, services, clusters, lively }: Scene, random: Random): HappeningCase {
  const all = Object.values(HAPPENINGS).flat();
  const kind = random.chance(0.5) ? random.pick(USUAL) : random.pick(all);
  const among: Readonly<Record<keyof typeof HAPPENINGS, readonly string[]>> = {
    group: groups.map(({ name }) => name),
    service: services.map(({ name }) => name),
    cluster: clusters.map(({ name }) => name),
    function: FUNCTION_PREFIXES,
  };
  return {
    id: `h${index}`,
    at: random.integer(BEGINNING, lively - MINUTE),
    kind,
    of: random.pick(among[subjectOf(kind)]),
    count: random.integer(0, 4),
    lasts: random.integer(1, 6) * MINUTE,
  };
}

/** Which sort of thing a happening is about. */
export function subjectOf(kind: HappeningKind): keyof typeof HAPPENINGS {
  const sorts = Object.keys(HAPPENINGS) as (keyof typeof HAPPENINGS)[];
  const found = sorts.find((sort) => (HAPPENINGS[sort] as readonly HappeningKind[]).includes(kind));
  if (found === undefined) throw new Error(`${kind} is about nothing`);
  return found;
}

/** Draws what goes wrong; in one case of eight nothing does. */
export function drawTroubles({ lively }: Scene, random: Random): readonly TroubleCase[] {
  if (random.chance(0.12)) return [];
  const kinds = TROUBLES.filter(() => random.chance(0.28));
  return kinds.map((kind) => aTrouble(kind, lively, random));
}

function aTrouble(kind: TroubleKind, lively: number, random: Random): TroubleCase {
  const from = random.integer(0, lively - 2 * MINUTE);
  return {
    id: `t-${kind}`,
    kind,
    from,
    until: random.integer(from + MINUTE, lively),
    probability: random.pick([0.05, 0.2, 0.5, 0.7]),
    function: random.chance(0.25) ? random.pick(FUNCTION_PREFIXES) : undefined,
    amount: amountOf(kind, random),
  };
}

function amountOf(kind: TroubleKind, random: Random): number {
  switch (kind) {
    case 'slow':
      return random.integer(500, 8_000);
    case 'stale':
      return random.integer(1_000, 10_000);
    case 'kill':
      return random.integer(0, 60);
    case 'late-events':
      return random.integer(5_000, 90_000);
    case 'clock-skew':
      return random.integer(100, 5_000);
    case 'short-pages':
      return random.integer(1, 3);
    case 'overlap':
      return random.integer(2, 5);
    default:
      return 0;
  }
}
