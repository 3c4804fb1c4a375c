import { Cron } from 'croner';

/** A schedule expression that is malformed. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

/**
 * When a schedule is due next, strictly after a time. Epoch milliseconds; undefined when it never is again.
 */
export type NextDue = (after: number) => number | undefined;

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(15 minutes)` or `cron(0 10 ? * MON-FRI *)` (UTC).
 * Source: EventBridge user guide, "Setting a schedule pattern for scheduled rules (legacy)".
 * @param start epoch milliseconds from which a rate counts
 * @throws ScheduleError
 */
export function parseSchedule(expression: string, start: number): NextDue {
  const [, kind, argument = ''] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(argument, start, expression);
  if (kind === 'cron') return cron(argument, expression);
  throw new ScheduleError(`Schedule ${JSON.stringify(expression)} is neither rate(…) nor cron(…)`);
}

function rate(argument: string, start: number, expression: string): NextDue {
  const [, count = '', unit = '', plural = ''] = /^(\d+) (minute|hour|day)(s?)$/.exec(argument) ?? [];
  const value = Number(count);
  if (value < 1 || (value === 1) !== (plural === '')) throw new ScheduleError(`Schedule ${expression} is malformed`);
  const period = value * (UNITS[unit] ?? 0);
  return (after) => start + (Math.floor((after - start) / period) + 1) * period;
}

/** Minutes, hours, day of month, month, day of week (1 is Sunday), year; one of the days must be `?`. */
function cron(argument: string, expression: string): NextDue {
  const fields = argument.trim().split(/\s+/);
  if (fields.length !== 6) throw new ScheduleError(`Schedule ${expression} needs six fields`);
  if ((fields[2] === '?') === (fields[4] === '?')) {
    throw new ScheduleError(`Schedule ${expression}: exactly one of day-of-month and day-of-week must be ?`);
  }
  const pattern = ['0', ...fields.map((field) => (field === '?' ? '*' : field))].join(' ');
  try {
    const job = new Cron(pattern, {
      timezone: 'UTC',
      mode: '7-part',
      alternativeWeekdays: true,
      sloppyRanges: true,
      paused: true,
    });
    return (after) => job.nextRun(new Date(after))?.getTime();
  } catch (cause) {
    throw new ScheduleError(`Schedule ${expression} is malformed`, { cause });
  }
}
