import { Cron } from 'croner';
import { type BudgetWindow, readBudget } from './budget.ts';

/** How windows are to be written, for those who wrote them otherwise. */
export const WINDOWS_FORM =
  'windows as in "freeze = 0 8 * * MON-FRI for 10h at 0", with semicolons between; minute, hour, day, month, day of week';

const WINDOW = /^([a-z][a-z0-9-]{0,31}) *= *(\S+(?: +\S+){4}) +for +(\d{1,4})(m|h) +at +(.+)$/;
const MILLISECONDS = { m: 60_000, h: 3_600_000 } as const;

/** Reads the windows of the settings; undefined when one of them makes no sense, or two have one name. */
export function readWindows(text: string, timeZone: string): readonly BudgetWindow[] | undefined {
  const texts = text.split(';').map((entry) => entry.trim());
  const windows = texts.filter((entry) => entry !== '').map((entry) => readWindow(entry, timeZone));
  const read = windows.filter((window) => window !== undefined);
  const areDistinct = new Set(read.map(({ name }) => name)).size === read.length;
  return read.length === windows.length && areDistinct ? read : undefined;
}

function readWindow(text: string, timeZone: string): BudgetWindow | undefined {
  const [, name = '', pattern = '', length = '', unit = '', budgetText = ''] = WINDOW.exec(text) ?? [];
  const budget = readBudget(budgetText);
  const starts = budget && readCron(pattern, timeZone);
  const duration = Number(length) * (unit === 'h' ? MILLISECONDS.h : MILLISECONDS.m);
  if (!budget || !starts || duration === 0) return undefined;
  const isOpen = (now: number): boolean => {
    const start = starts.nextRun(new Date(now - duration));
    return start !== null && start.getTime() <= now;
  };
  return { name, budget, isOpen };
}

function readCron(pattern: string, timezone: string): Cron | undefined {
  try {
    return new Cron(pattern, { timezone, mode: '5-part', paused: true });
  } catch {
    // croner takes what has a colon in it for a date, and throws errors of several kinds.
    return undefined;
  }
}

/** Tells whether a text names a time zone, as in `Europe/Berlin`. */
export function isTimeZone(text: string): boolean {
  // The default, which is worth a line of its own: Node.js loads its time zones at the first question, 10 ms of a start.
  if (text === 'UTC') return true;
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
