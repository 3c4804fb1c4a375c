/**
 * `npm run demo`: builds and packages the controller, deploys it on the simulator, plays a cluster's life, and writes the
 * stack's dashboard and a report of it as pages.
 */
import path from 'node:path';
import { Simulation } from '../simulator/simulation.ts';
import { writeDashboards } from './dashboard/simulated.ts';
import { type Audience, play } from './demo/play.ts';
import {
  printConclusion,
  printHeading,
  printLines,
  printOpening,
  printOutcomes,
  printPages,
} from './demo/programme.ts';
import { writeReport } from './demo/report.ts';
import { printSummary } from './demo/summary.ts';
import { Timeline } from './demo/timeline.ts';
import { Verdicts } from './demo/verdicts.ts';
import { npmScript } from './npm-script.ts';
import { Recorder } from './report/recording/recorder.ts';
import type { Happening } from './report/report.ts';
import { columns, progress } from './terminal.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** So that evening comes in time. */
const AFTERNOON = Date.UTC(2026, 0, 5, 17, 30);

await progress('Building the functions', () => npmScript('build'));
await progress('Packaging what serverless deploy would send', () => npmScript('package'));
const simulation = await progress('Deploying it on the simulator', () =>
  Simulation.start({ seed: 1, start: AFTERNOON }),
);
try {
  process.exitCode = await show(simulation);
} finally {
  await simulation.close();
}

/** @returns the exit code: 0 if every promise was kept */
async function show(stage: Simulation): Promise<number> {
  const began = stage.clock.now();
  const recorder = new Recorder(stage);
  const happenings: Happening[] = [];
  printOpening(columns());
  const outcomes = await play(stage, (names): Audience => {
    const timeline = new Timeline(stage, names);
    const verdicts = new Verdicts(stage, names);
    return {
      begins: (act, number) => {
        timeline.take(columns());
        printHeading(act, number, columns());
      },
      says: (who, what) => {
        happenings.push({ at: stage.clock.now(), who, what });
        timeline.tell({ who, what, style: 'blue' });
      },
      ends: (judged, act) => {
        printLines(timeline.take(columns()));
        if (act.showsVerdicts === true) verdicts.print(columns());
        printOutcomes(judged, columns());
      },
    };
  });
  printSummary(stage, began, columns());
  const exitCode = printConclusion(outcomes);
  printPages('dashboard', await writeDashboards(stage, ROOT, began));
  printPages('report', [await writeReport(stage, ROOT, { began, recorder, outcomes, happenings })]);
  return exitCode;
}
