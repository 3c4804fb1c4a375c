/** `npm run demo`: builds and packages the controller, deploys it on the simulator and plays a cluster's life. */
import { Simulation } from '../simulator/simulation.ts';
import { faultsOf, STORY } from './demo/story.ts';
import { printSummary } from './demo/summary.ts';
import { Timeline } from './demo/timeline.ts';
import { npmScript } from './npm-script.ts';
import { print, progress, styled } from './terminal.ts';

await progress('Building the functions', () => npmScript('build'));
await progress('Packaging what serverless deploy would send', () => npmScript('package'));
const simulation = await progress('Deploying it on the simulator', () => Simulation.start({ seed: 1 }));
try {
  process.exitCode = await play(simulation);
} finally {
  await simulation.close();
}

/** @returns the exit code */
async function play(stage: Simulation): Promise<number> {
  const began = stage.clock.now();
  const timeline = new Timeline(stage);
  for (const { title, happen, duration } of STORY) {
    timeline.heading(title);
    happen(stage);
    await stage.runFor(duration);
  }
  printSummary(stage, began);
  const faults = faultsOf(stage);
  print();
  for (const fault of faults) print(styled('red', `✗ ${fault}`));
  if (faults.length === 0) print(styled('green', '✓ Every service ended right.'));
  return faults.length === 0 ? 0 : 1;
}
