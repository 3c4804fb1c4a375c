import { expect, it } from 'vitest';
import { VirtualClock } from '../../../simulator/kernel/virtual-clock.ts';

it('keeps to whole milliseconds, as timestamps of AWS do', async () => {
  const clock = new VirtualClock(1_000);
  await clock.runUntil(1_000.7);
  expect(clock.now()).toBe(1_000);
  await clock.runUntil(1_003.2);
  expect(clock.now()).toBe(1_003);
  expect(clock.after(0.4, 'soon', () => undefined).at).toBe(1_003);
});

it('never goes back', async () => {
  const clock = new VirtualClock(1_000);
  await clock.runUntil(5);
  expect(clock.now()).toBe(1_000);
});
