import { describe, expect, it } from 'vitest';
import { boundsOf, DAY_GROUPS } from '../../../bench/day/cluster.ts';
import { type DayOutcome, playDay } from '../../../bench/day/play.ts';

/** From the end of one peak to the beginning of the next, on up to 24 hosts. */
const SPAN = { from: 13, hours: 5, scale: 0.4 };
const SETTINGS = { SCALE_IN_HEADROOM_CPU: '40', SCALE_IN_HEADROOM_MEMORY: '40', SCALE_IN_CONSOLIDATION: 'true' };

const play = (scaleIn?: Record<string, string>): Promise<DayOutcome> => playDay({ seed: 1, span: SPAN, scaleIn });

describe('hours in which the load falls and rises again, with an alarm that adds hosts', () => {
  it('take far fewer host-hours than without scale-in, and no task ever waits for room', async () => {
    const [without, withIt] = await Promise.all([play(), play(SETTINGS)]);
    const { record } = withIt;
    // Whoever keeps all hosts has room for all tasks: whatever waited otherwise, waited for what scale-in took.
    expect(without.record.waitingSeconds).toBe(0);
    expect(record.waitingSeconds).toBe(0);
    expect(record.complaints).toEqual([]);
    expect([...record.lost]).toEqual([]);
    expect(record.hostHours).toBeLessThan(0.75 * without.record.hostHours);
    // Hosts with tasks were among those that went, and hosts came back for the next peak.
    expect(record.moved).toBeGreaterThan(0);
    expect(record.terminated).toBeGreaterThan(10);
    expect(record.launched).toBeGreaterThan(0);
    const least = Object.fromEntries(DAY_GROUPS.map((group) => [group.name, boundsOf(group, SPAN.scale).min]));
    for (const [name, fewest] of Object.entries(record.fewest)) expect(fewest).toBeGreaterThanOrEqual(least[name] ?? 0);
    // One of the groups came to its minimum, so that it was the minimum that held.
    expect(record.fewest['day-on-demand']).toBe(least['day-on-demand']);
    expect(record.imbalance).toBeLessThanOrEqual(1);
    expect(withIt.failures).toBe(0);
  }, 120_000);
});
