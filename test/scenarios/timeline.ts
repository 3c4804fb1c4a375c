import type { ScenarioAccount } from './account.ts';

/** Day on which scenarios play. */
const DAY = Date.UTC(2026, 0, 5);

/** Epoch milliseconds of a time of day: `9:01`, `9:01:30`. */
export function momentOf(time: string): number {
  const [hours = Number.NaN, minutes = Number.NaN, seconds = 0] = time.split(':').map(Number);
  const moment = DAY + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  if (Number.isNaN(moment)) throw new Error(`"${time}" is not a time of day`);
  return moment;
}

/** What happens, or is looked at, at each time of day, in order. */
export type Timeline = Readonly<Record<string, () => unknown>>;

/** Plays a scenario: lets the account live until each moment, then does what is to be done then. */
export async function play({ simulation }: ScenarioAccount, timeline: Timeline): Promise<void> {
  for (const [time, happen] of Object.entries(timeline)) {
    const moment = momentOf(time);
    if (moment < simulation.clock.now()) throw new Error(`${time} is before the moment that comes before it`);
    await simulation.clock.runUntil(moment);
    await happen();
  }
}
