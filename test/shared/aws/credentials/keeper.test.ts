import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, ScriptedChain, SECOND } from '../../../builders/scripted-chain.ts';

const GOOD = { takes: 100, brings: HOUR };
const FAILED = { takes: 100, brings: undefined };

/** Whose credentials a request gets without any time passing; undefined if it has to wait. */
async function atOnce(chain: ScriptedChain): Promise<string | undefined> {
  let got: string | undefined;
  chain.keeper.provide().then(
    ({ accessKeyId }) => {
      got = accessKeyId;
    },
    () => undefined,
  );
  await turn();
  return got;
}

describe('credentials of a keeper', () => {
  it('are fetched when it is made, and the first request waits for what is left of that', async () => {
    const chain = new ScriptedChain([GOOD]);
    await chain.playTo(90);
    const first = chain.keeper.provide();
    await chain.playTo(100);
    expect(await first).toBe(chain.latest);
    expect(chain.begun).toEqual([0]);
  });

  it('are renewed ten to fifteen minutes before they expire, and no request waits', async () => {
    const chain = new ScriptedChain([GOOD]);
    await chain.playTo(47 * MINUTE);
    expect(chain.begun).toEqual([0]);
    await chain.playTo(48 * MINUTE);
    expect(chain.begun).toHaveLength(2);
    expect(await atOnce(chain)).toBe('ASIA2');
    await chain.playTo(60 * MINUTE + 200);
    expect(await atOnce(chain)).toBe('ASIA2');
  });

  it('are given while a renewal is under way', async () => {
    const chain = new ScriptedChain([GOOD, { takes: 30 * SECOND, brings: HOUR }]);
    await chain.playTo(47.6 * MINUTE);
    expect(chain.walking).toBe(1);
    expect(await atOnce(chain)).toBe('ASIA1');
  });

  it('are looked for more often as their end comes near, while their issuer has no newer ones', async () => {
    const chain = new ScriptedChain([GOOD, { takes: 100, brings: 'again' }]);
    await chain.playTo(HOUR + 10 * MINUTE);
    const pauses = chain.begun.slice(1).map((at, index) => at - (chain.begun[index] ?? 0));
    expect(pauses).toEqual(pauses.toSorted((a, b) => b - a));
    expect(chain.begun.length).toBeLessThan(15);
  });

  it('are tried for with growing pauses after failures, which is told once', async () => {
    const chain = new ScriptedChain([GOOD, FAILED]);
    await chain.playTo(49 * MINUTE);
    const pauses = chain.begun.slice(2).map((at, index) => at - (chain.begun[index + 1] ?? 0) - 100);
    expect(pauses.slice(0, 5)).toEqual([750, 1_500, 3_000, 6_000, 12_000]);
    expect(chain.notices.map(({ kind }) => kind)).toEqual(['renewal-failed']);
    expect(await atOnce(chain)).toBe('ASIA1');
  });

  it('come from the chain itself once they have expired, and its error comes through', async () => {
    const chain = new ScriptedChain([GOOD, FAILED]);
    await chain.playTo(2 * HOUR);
    const walked = chain.begun.length;
    const request = chain.keeper.provide();
    const expectation = expect(request).rejects.toThrow(`Walk ${walked + 1} found nothing`);
    await chain.playTo(2 * HOUR + SECOND);
    await expectation;
    expect(chain.begun).toHaveLength(walked + 1);
  });

  it('are renewed again after an outage that outlived them', async () => {
    const chain = new ScriptedChain([GOOD, ...Array.from({ length: 21 }, () => FAILED), GOOD]);
    await chain.playTo(3 * HOUR);
    while (chain.latest?.accessKeyId === 'ASIA1') {
      chain.keeper.provide().catch(() => undefined);
      await chain.playTo(chain.now + SECOND);
    }
    const renewed = chain.begun.length;
    await chain.playTo(chain.now + HOUR);
    expect(chain.begun).toHaveLength(renewed + 1);
    expect(await atOnce(chain)).toBe(chain.latest?.accessKeyId);
  });

  it('that last are never renewed', async () => {
    const chain = new ScriptedChain([{ takes: 1, brings: 'lasting' }]);
    await chain.playTo(100 * HOUR);
    expect(chain.begun).toEqual([0]);
    expect(chain.clock.nextDue()).toBeUndefined();
  });

  it('that are valid for months are renewed then, though no timer is that long', async () => {
    const chain = new ScriptedChain([{ takes: 1, brings: 90 * 24 * HOUR }]);
    await chain.playTo(89.9 * 24 * HOUR);
    expect(chain.begun).toEqual([0]);
    await chain.playTo(90 * 24 * HOUR);
    expect(chain.begun).toHaveLength(2);
  });

  it('do not hang on a renewal that never ends', async () => {
    const chain = new ScriptedChain([GOOD, { takes: Number.POSITIVE_INFINITY, brings: HOUR }, GOOD]);
    await chain.playTo(HOUR + 200);
    expect(await atOnce(chain)).toBe('ASIA3');
  });

  it('are asked of the chain at once where a request finds an endless renewal and nothing valid', async () => {
    const chain = new ScriptedChain([
      { takes: 100, brings: MINUTE },
      { takes: Number.POSITIVE_INFINITY, brings: HOUR },
      GOOD,
    ]);
    await chain.playTo(MINUTE + 10 * SECOND);
    const request = chain.keeper.provide();
    await chain.playTo(3 * MINUTE);
    expect((await request).accessKeyId).toBe('ASIA3');
  });

  it('are fetched anew when a client asks for that, whatever is left of them', async () => {
    const chain = new ScriptedChain([GOOD]);
    await chain.playTo(MINUTE);
    const renewed = chain.keeper.provide({ forceRefresh: true });
    await chain.playTo(MINUTE + 100);
    expect((await renewed).accessKeyId).toBe('ASIA2');
  });
});

describe('a stopped keeper', () => {
  it('leaves nothing on the clock, and gives what is valid', async () => {
    const chain = new ScriptedChain([GOOD]);
    await chain.playTo(MINUTE);
    chain.keeper[Symbol.dispose]();
    expect(chain.clock.nextDue()).toBeUndefined();
    expect(await atOnce(chain)).toBe('ASIA1');
  });

  it('plans nothing after a renewal that was under way', async () => {
    const chain = new ScriptedChain([GOOD]);
    chain.keeper.stop();
    await chain.playTo(MINUTE);
    expect(chain.latest?.accessKeyId).toBe('ASIA1');
    expect(chain.clock.nextDue()).toBeUndefined();
  });
});
