import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anonymise } from '../../../cli/snapshot/anonymise/anonymise.ts';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import { simulationFrom } from '../../../cli/snapshot/simulation-from.ts';
import { awsCliFile, awsCliSnapshot } from './aws-cli-file.ts';

/** Text with one value of the file, anywhere in it, taken out or replaced by any other. */
const brokenFile = fc
  .record({
    at: fc.nat(),
    value: fc.option(fc.oneof(fc.jsonValue(), fc.constantFrom('', 0, -1, 1e308, 'arn:aws:ecs:')), { nil: undefined }),
  })
  .map(({ at, value }) => {
    const file = JSON.parse(JSON.stringify(awsCliSnapshot()));
    const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
    const visit = (holder: Record<string, unknown>): void => {
      for (const [key, member] of Object.entries(holder)) {
        places.push({ holder, key });
        if (typeof member === 'object' && member !== null) visit(member as Record<string, unknown>);
      }
    };
    visit(file);
    const { holder, key } = places[at % places.length] ?? { holder: {}, key: '' };
    if (value === undefined) delete holder[key];
    else holder[key] = value;
    return JSON.stringify(file);
  });

describe('whatever a file holds', () => {
  it('reading it never throws, and a refusal always says why', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.nat(20_000).map((end) => awsCliFile().slice(0, end)),
      brokenFile,
    );
    fc.assert(
      fc.property(anything, (text) => {
        const { snapshot, findings } = parseSnapshot(text);
        expect(snapshot === undefined).toBe(findings.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('deep nesting is no trouble', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(parseSnapshot(`{"clusters": ${deep}}`).snapshot).toBeUndefined();
    expect(parseSnapshot(deep).snapshot).toBeUndefined();
  });

  it('what is taken can be anonymised and loaded, and time passes there', async () => {
    await fc.assert(
      fc.asyncProperty(brokenFile, async (text) => {
        const { snapshot } = parseSnapshot(text);
        fc.pre(snapshot !== undefined);
        if (snapshot === undefined) return;
        const { simulation } = await simulationFrom(anonymise(snapshot).snapshot);
        try {
          await simulation.runFor(60_000);
        } finally {
          await simulation.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});
