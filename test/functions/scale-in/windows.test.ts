import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { SCALE_IN_SETTINGS, toScaleInSettings } from '../../../functions/scale-in/settings.ts';
import { readWindows } from '../../../functions/scale-in/windows.ts';

describe('a window', () => {
  it.each([
    { at: '2031-05-05T07:59:59Z', isOpen: false },
    { at: '2031-05-05T08:00:00Z', isOpen: true },
    { at: '2031-05-05T17:59:59Z', isOpen: true },
    { at: '2031-05-05T18:00:00Z', isOpen: false },
    { at: '2031-05-04T12:00:00Z', isOpen: false },
  ])('of ten hours on weekdays from 8 is open at $at: $isOpen', ({ at, isOpen }) => {
    const [freeze] = readWindows('freeze = 0 8 * * MON-FRI for 10h at 0', 'UTC') ?? [];
    expect(freeze?.isOpen(Date.parse(at))).toBe(isOpen);
  });

  it('lasts over midnight, and is open when the next one begins before it ends', () => {
    const [night, hourly] = readWindows('night=0 22 * * * for 8h at 30%; hourly=0 * * * * for 90m at 2', 'UTC') ?? [];
    expect(night?.isOpen(Date.parse('2031-05-05T03:00:00Z'))).toBe(true);
    expect(night?.isOpen(Date.parse('2031-05-05T06:00:00Z'))).toBe(false);
    expect(hourly?.isOpen(Date.parse('2031-05-05T06:59:59Z'))).toBe(true);
    expect([night?.budget, hourly?.budget]).toEqual([
      { kind: 'percent', percent: 30 },
      { kind: 'hosts', hosts: 2 },
    ]);
  });

  it('is in the time zone of the settings', () => {
    const [freeze] = readWindows('freeze = 0 8 * * * for 1h at 0', 'Europe/Berlin') ?? [];
    expect(freeze?.isOpen(Date.parse('2031-05-05T06:30:00Z'))).toBe(true);
    expect(freeze?.isOpen(Date.parse('2031-05-05T08:30:00Z'))).toBe(false);
  });

  it.each([
    'freeze',
    'freeze = 0 8 * * for 10h at 0',
    'freeze = 0 25 * * * for 10h at 0',
    'freeze = 0 8 * * * for 0h at 0',
    'freeze = 0 8 * * * for 10d at 0',
    'freeze = 0 8 * * * for 10h at few',
    'a = 0 8 * * * for 1h at 0; a = 0 9 * * * for 1h at 0',
  ])('is not "%s"', (text) => {
    expect(readWindows(text, 'UTC')).toBeUndefined();
  });
});

describe('the settings', () => {
  const schema = v.object(SCALE_IN_SETTINGS);
  const faults = (variables: Record<string, string>): string[] =>
    (v.safeParse(schema, variables).issues ?? []).map(({ path }) => String(path?.[0]?.key));

  it('have defaults', () => {
    const read = v.parse(schema, {});
    expect(toScaleInSettings(read)).toMatchObject({
      clusterTerms: {
        headroomCpuPercent: 20,
        headroomCopies: 1,
        budget: { kind: 'percent', percent: 10 },
        windows: [],
        disconnectedMinutes: 30,
      },
      groupTerms: { optIn: 'unsaid', consolidates: false, thresholdPercent: 50, idleMinutes: 10, unjoinedMinutes: 15 },
    });
  });

  it('say what is wrong, everything at once', () => {
    const wrong = {
      SCALE_IN_BUDGET: 'x',
      SCALE_IN_WINDOWS: 'x',
      SCALE_IN_TIME_ZONE: 'Mars',
      SCALE_IN_THRESHOLD: '100',
    };
    expect(faults(wrong).sort()).toEqual(Object.keys(wrong).sort());
  });

  it('give their windows the time zone', () => {
    const windows = 'freeze = 0 8 * * * for 1h at 0';
    const read = v.parse(schema, { SCALE_IN_WINDOWS: windows, SCALE_IN_TIME_ZONE: 'Asia/Tokyo' });
    const [freeze] = toScaleInSettings(read).clusterTerms.windows;
    expect(freeze?.isOpen(Date.parse('2031-05-04T23:30:00Z'))).toBe(true);
  });
});
