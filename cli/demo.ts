/** `npm run demo`: builds and packages the controller, deploys it on the simulator and plays a cluster's life. */
import { Simulation } from '../simulator/simulation.ts';
import { type Audience, play } from './demo/play.ts';
import { printConclusion, printHeading, printLines, printOpening, printOutcomes } from './demo/programme.ts';
import { printSummary } from './demo/summary.ts';
import { Timeline } from './demo/timeline.ts';
import { npmScript } from './npm-script.ts';
import { columns, progress } from './terminal.ts';

await progress('Building the functions', () => npmScript('build'));
await progress('Packaging what serverless deploy would send', () => npmScript('package'));
const simulation = await progress('Deploying it on the simulator', () => Simulation.start({ seed: 1 }));
try {
  process.exitCode = await show(simulation);
} finally {
  await simulation.close();
}

/** @returns the exit code: 0 if every promise was kept */
async function show(stage: Simulation): Promise<number> {
  const began = stage.clock.now();
  printOpening(columns());
  const outcomes = await play(stage, (names): Audience => {
    const timeline = new Timeline(stage, names);
    return {
      begins: (act, number) => printHeading(act, number, columns()),
      says: (who, what) => timeline.tell({ who, what, style: 'blue' }),
      ends: (judged) => {
        printLines(timeline.take(columns()));
        printOutcomes(judged, columns());
      },
    };
  });
  printSummary(stage, began, columns());
  return printConclusion(outcomes);
}
