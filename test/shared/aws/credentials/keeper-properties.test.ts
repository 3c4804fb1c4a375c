import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValid } from '../../../../shared/aws/credentials/identity.ts';
import { HOUR, MINUTE, ScriptedChain, type ScriptedWalk, SECOND, START } from '../../../builders/scripted-chain.ts';

const lifetime = fc.integer({ min: MINUTE, max: 2 * HOUR });
const anyWalk: fc.Arbitrary<ScriptedWalk> = fc.record({
  takes: fc.integer({ min: 1, max: 50 * SECOND }),
  brings: fc.oneof(
    { weight: 4, arbitrary: lifetime },
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant('again' as const) },
  ),
});
const times = fc.array(fc.integer({ min: 0, max: 4 * HOUR }), { minLength: 1, maxLength: 30 });
const seed = fc.double({ min: 0, max: 0.999, noNaN: true });

/** One request as it went. */
interface Request {
  readonly at: number;
  /** Valid ones were at hand, by what the chain had brought by then. */
  readonly hadValid: boolean;
  readonly endedAt: number;
  /** Of what it got; undefined for an error. */
  readonly validAtEnd: boolean | undefined;
}

async function requestsOf(chain: ScriptedChain, at: readonly number[]): Promise<readonly Request[]> {
  const requests: Promise<Request>[] = [];
  for (const time of at.toSorted((a, b) => a - b)) {
    await chain.playTo(time);
    const hadValid = chain.latest !== undefined && isValid(chain.latest, START + time);
    const ended = (validAtEnd: boolean | undefined): Request => ({
      at: time,
      hadValid,
      endedAt: chain.now,
      validAtEnd,
    });
    requests.push(
      chain.keeper.provide().then(
        (credentials) => ended(isValid(credentials, chain.clock.now())),
        () => ended(undefined),
      ),
    );
  }
  await chain.playTo(chain.now + HOUR);
  return await Promise.all(requests);
}

describe('whatever the chain does', () => {
  it('a request never waits or fails while there are valid credentials, and never gets expired ones', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyWalk, { minLength: 1, maxLength: 20 }), times, seed, async (walks, at, chance) => {
        const chain = new ScriptedChain(walks, () => chance);
        for (const request of await requestsOf(chain, at)) {
          if (request.hadValid) expect(request).toMatchObject({ endedAt: request.at, validAtEnd: true });
          // The last ones once more, after their end, are what the chain has; fresh ones are never passed over.
          if (!walks.some(({ brings }) => brings === 'again')) expect(request.validAtEnd).not.toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('there are never two renewals at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyWalk, { minLength: 1, maxLength: 20 }), times, seed, async (walks, at, chance) => {
        const chain = new ScriptedChain(walks, () => chance);
        await requestsOf(chain, at);
        expect(chain.mostWalking).toBe(1);
      }),
      { numRuns: 150 },
    );
  });
});

describe('while the chain gives credentials', () => {
  const goodWalk = fc.record({ takes: fc.integer({ min: 1, max: 10 * SECOND }), brings: lifetime });

  it('no request waits after the first fetch, across any number of expiries', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(goodWalk, { minLength: 1, maxLength: 20 }), times, seed, async (walks, at, chance) => {
        const chain = new ScriptedChain(walks, () => chance);
        await chain.playTo(10 * SECOND);
        for (const request of await requestsOf(
          chain,
          at.map((time) => time + 10 * SECOND),
        )) {
          expect(request).toMatchObject({ endedAt: request.at, validAtEnd: true });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('it is not asked much more often than credentials live', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 15 * MINUTE, max: 6 * HOUR }), seed, async (brings, chance) => {
        const chain = new ScriptedChain([{ takes: 100, brings }], () => chance);
        await chain.playTo(24 * HOUR);
        expect(chain.begun.length).toBeLessThanOrEqual(Math.ceil((24 * HOUR) / (brings * 0.6)) + 1);
      }),
    );
  });

  it('it is asked again soon after a failure, while there is time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), seed, async (failures, chance) => {
        const failed = Array.from({ length: failures }, () => ({ takes: SECOND, brings: undefined }));
        const good = { takes: 100, brings: HOUR };
        const chain = new ScriptedChain([good, ...failed, good], () => chance);
        await chain.playTo(HOUR);
        expect(chain.latest?.accessKeyId).toBe(`ASIA${failures + 2}`);
      }),
    );
  });
});
