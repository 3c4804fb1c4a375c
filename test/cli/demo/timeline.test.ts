import { expect, it, onTestFinished } from 'vitest';
import { play } from '../../../cli/demo/play.ts';
import { Timeline } from '../../../cli/demo/timeline.ts';
import { Simulation } from '../../../simulator/simulation.ts';

const COLUMNS = 100;

async function linesOfTheStory(): Promise<readonly string[]> {
  const simulation = await Simulation.start({ seed: 1 });
  onTestFinished(() => simulation.close());
  const lines: string[] = [];
  await play(simulation, (names) => {
    const timeline = new Timeline(simulation, names);
    return {
      begins: () => undefined,
      says: (who, what) => timeline.tell({ who, what, style: 'blue' }),
      ends: () => lines.push(...timeline.take(COLUMNS)),
    };
  });
  return lines;
}

it('tells what happens, by whom and why, in order, causes before what follows', async () => {
  const lines = await linesOfTheStory();
  const expected = [
    /host-sync +log-router: desired count \d → \d\. The desired count is below/,
    /EC2 +gives notice: spot-1/,
    /spot-drain +drains spot-1\. EC2 takes the host away/,
    /host spot-1 +is DRAINING/,
    /spot-drain +stops the task report on spot-1\./,
    /task report +gets SIGTERM on spot-1/,
    /service log-router +5 of 5 tasks run/,
    /EC2 +takes spot-1 away/,
    /Auto Scaling +shop-general: desired capacity 3 → 2/,
    /termination-gate +drains general-\d\. Auto Scaling is about to terminate/,
    /task orders +has stopped on general-\d, 1 min 35 s after its SIGTERM/,
    /host general-\d +is empty/,
    /termination-gate +lets general-\d go after/,
    /service recommender +finds no place for another task \(insufficient GPU resource/,
    /host-sync +gpu-exporter: desired count 2 → 1/,
    /termination-gate +lets gpu-\d go after 10 min .*although a task is left/,
    /e-mail +to operator@example\.com, about gpu-\d/,
    /│ - service recommender: RUNNING since/,
    /task recommender +was killed together with gpu-\d/,
    /operator +has read the e-mail/,
    /operator +tags the cluster: ecs-ops:scale-in=true/,
    /autoscaler +storefront: desired count 12 → 8/,
    /scale-in +remembers main-\d(, main-\d)* as idle\./,
    /scale-in +drains main-\d\. Nothing but DAEMON and one-per-host/,
    /host-sync +host-metrics: desired count 6 → 5/,
    /host main-\d +is empty/,
    /scale-in +terminates main-\d, and lowers the desired capacity/,
    /Auto Scaling +market-main: desired capacity 5 → 4/,
    /termination-gate +lets main-\d go after [\d.]+ s\. /,
    /scale-in +drains compute-1\. The host is used below/,
    /scale-in +waits for compute-1\. Tasks are left/,
    /scale-in +sets compute-1 ACTIVE again\. The drain took longer/,
    /host compute-1 +is ACTIVE again; 4 hosts ACTIVE/,
    /scale-in +drains main-\d\. The host is used below/,
    /task storefront +gets SIGTERM on main-\d/,
    /EC2 +shuts main-\d down/,
  ];
  let from = 0;
  for (const pattern of expected) {
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
    expect(found, `${pattern} after "${lines[from - 1]}"`).toBeGreaterThanOrEqual(from);
    from = found + 1;
  }
  expect(lines.filter((line) => line.length > COLUMNS)).toEqual([]);
});
