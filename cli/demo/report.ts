import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Simulation } from '../../simulator/simulation.ts';
import { PAGES } from '../dashboard/simulated.ts';
import { decisionsIn } from '../plan/decisions.ts';
import { alarmEntries, functionUse, runCost } from '../rehearse/report/use.ts';
import type { Recorder } from '../report/recording/recorder.ts';
import { renderReport } from '../report/render.ts';
import type { Happening, Report } from '../report/report.ts';
import type { Outcome } from './promises/promise.ts';

/** What was seen of the demo. */
export interface Evening {
  /** Epoch milliseconds. */
  readonly began: number;
  readonly recorder: Recorder;
  readonly outcomes: readonly Outcome[];
  /** What people did. */
  readonly happenings: readonly Happening[];
}

/**
 * Writes the report of the demo as a page.
 * @param root the folder in which PAGES lies
 * @returns the file, from the root
 */
export async function writeReport(simulation: Simulation, root: string, evening: Evening): Promise<string> {
  const file = path.join(PAGES, 'report.html');
  await mkdir(path.join(root, PAGES), { recursive: true });
  await writeFile(path.join(root, file), await renderReport(reportOf(simulation, evening)));
  return file;
}

function reportOf(simulation: Simulation, { began, recorder, outcomes, happenings }: Evening): Report {
  const broken = outcomes.filter(({ fault }) => fault !== undefined);
  const alarms = alarmEntries(simulation).map(({ at, name, reason }) => ({
    at: Date.parse(at),
    who: 'alarm',
    what: `${name}: ${reason}`,
  }));
  const isGood = broken.length === 0;
  return {
    title: 'Demo: two clusters, and an evening',
    about: 'Hosts come and go, EC2 takes one away, load falls; the controller looks after it',
    terms: ['simulated AWS', 'virtual time'],
    range: { start: began, end: simulation.clock.now() },
    verdict: {
      state: isGood ? 'good' : 'bad',
      headline: isGood
        ? `All ${outcomes.length} promises were kept`
        : `${broken.length} of ${outcomes.length} promises were broken`,
      lines: broken.map(({ promise, fault }) => `${promise}: ${fault}`),
    },
    recording: recorder.recording(),
    decisions: decisionsIn(simulation.output, recorder.instanceOf),
    happenings: [...happenings, ...alarms].toSorted((a, b) => a.at - b.at),
    notes: [],
    functions: functionUse(simulation),
    cost: runCost(simulation),
  };
}
