import type { Random } from '../../simulator/kernel/random.ts';

/** How many tasks a service is to run at a time of day, in hours from 0 to 24. */
type Curve = (hour: number) => number;

/** A service of the day. */
export interface DayService {
  readonly name: string;
  /** CPU units and MiB of a task. */
  readonly cpu: number;
  readonly memory: number;
  readonly tasks: Curve;
  /** Where ECS puts its tasks, once its zones are even: onto the fullest host, or onto the one with the fewest of them. */
  readonly packing: 'binpack' | 'spread';
  /** No two tasks on one host. */
  readonly distinct?: boolean;
}

const steady =
  (tasks: number): Curve =>
  () =>
    tasks;

/** Peaks over a level, as bells around their hour. */
const peaks =
  (level: number, ...bells: readonly { readonly at: number; readonly height: number; readonly width: number }[]) =>
  (hour: number): number =>
    bells.reduce((sum, { at, height, width }) => {
      const apart = Math.min(Math.abs(hour - at), 24 - Math.abs(hour - at));
      return sum + height * Math.exp(-0.5 * (apart / width) ** 2);
    }, level);

const noon = (height: number) => ({ at: 11.5, height, width: 2.2 });
const evening = (height: number) => ({ at: 20, height, width: 2 });

/** A shop: people come before noon and in the evening, workers have their time at night. */
export const DAY_SERVICES: readonly DayService[] = [
  { name: 'web', cpu: 512, memory: 1_024, tasks: peaks(40, noon(110), evening(140)), packing: 'spread' },
  { name: 'api', cpu: 1_024, memory: 2_048, tasks: peaks(12, noon(36), evening(48)), packing: 'binpack' },
  { name: 'checkout', cpu: 512, memory: 2_048, tasks: peaks(6, noon(12), evening(18)), packing: 'binpack' },
  {
    name: 'workers',
    cpu: 1_024,
    memory: 3_072,
    tasks: peaks(4, { at: 2.5, height: 28, width: 1.8 }),
    packing: 'binpack',
  },
  { name: 'search', cpu: 1_024, memory: 6_144, tasks: steady(9), packing: 'spread', distinct: true },
  { name: 'cache', cpu: 256, memory: 4_096, tasks: steady(12), packing: 'spread' },
  { name: 'reports', cpu: 2_048, memory: 6_144, tasks: steady(3), packing: 'binpack' },
];

/** A task of it runs on each host. */
export const DAY_DAEMON = { name: 'agent', cpu: 64, memory: 128 } as const;

/** Minutes for which desired counts stay as they are. */
export const INTERVAL_MINUTES = 10;

/** Part by which a desired count may differ from its curve. */
const NOISE = 0.04;

/** Desired counts by service. */
export type Counts = Readonly<Record<string, number>>;

/** The desired counts from one interval to the next. */
export interface LoadStep {
  /** Minutes from the beginning. */
  readonly minute: number;
  readonly counts: Counts;
}

/** A part of a day. */
export interface LoadSpan {
  /** Hour of the day at which it begins. */
  readonly from: number;
  readonly hours: number;
  /** 1 for a day that takes up to 60 hosts. */
  readonly scale: number;
}

/** Draws the desired counts of a part of a day. */
export function loadOf({ from, hours, scale }: LoadSpan, random: Random): readonly LoadStep[] {
  return Array.from({ length: (hours * 60) / INTERVAL_MINUTES }, (_, index) => {
    const minute = index * INTERVAL_MINUTES;
    const hour = (from + minute / 60) % 24;
    const counts = DAY_SERVICES.map(({ name, tasks }) => {
      const noise = 1 + NOISE * (2 * random.next() - 1);
      return [name, Math.max(1, Math.round(tasks(hour) * scale * noise))] as const;
    });
    return { minute, counts: Object.fromEntries(counts) };
  });
}
