import { expect, it, onTestFinished, vi } from 'vitest';
import { EVENING } from '../../../cli/demo/evening.ts';
import { play } from '../../../cli/demo/play.ts';
import { Verdicts } from '../../../cli/demo/verdicts.ts';
import { Simulation } from '../../../simulator/simulation.ts';

const COLUMNS = 100;

/** What is printed of the verdicts after each act, line by line. */
async function tablesOfTheEvening(): Promise<readonly (readonly string[])[]> {
  const simulation = await Simulation.start({ seed: 1 });
  onTestFinished(() => simulation.close());
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const tables: string[][] = [];
  await play(
    simulation,
    (names) => {
      const verdicts = new Verdicts(simulation, names);
      return {
        begins: () => undefined,
        says: () => undefined,
        ends: () => {
          write.mockClear();
          verdicts.print(COLUMNS);
          tables.push(
            write.mock.calls
              .map(([text]) => String(text))
              .join('')
              .split('\n'),
          );
        },
      };
    },
    EVENING,
  );
  return tables;
}

it('prints a verdict on each host of one run, with its reason in words', async () => {
  const tables = await tablesOfTheEvening();
  expect(tables).toHaveLength(2);
  for (const lines of tables) {
    expect(lines.filter((line) => line.length > COLUMNS)).toEqual([]);
    // Not a terminal here: plain text.
    expect(lines.join('\n')).not.toContain('\u001b');
  }
  const [idle = [], badlyUsed = []] = tables.map((lines) =>
    lines.filter((line) => /^ {2}(main|compute)-\d/.test(line)),
  );
  expect(idle.map((line) => line.trim().split(/ +/)[0])).toEqual([
    'compute-1',
    'main-1',
    'main-2',
    'main-3',
    'main-4',
    'main-5',
  ]);
  expect(badlyUsed.join('\n')).toMatch(/compute-1 +keep +The host, or one of its cluster, was given back/);
  expect(badlyUsed.join('\n')).toMatch(/main-\d +keep +No scheduler moves a standalone task elsewhere/);
  expect(new Set(badlyUsed.map((line) => line.slice(line.indexOf('-') + 2)))).toHaveProperty('size', 4);
});
