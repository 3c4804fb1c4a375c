/** A process of its own that plays one run after the other: the bundles are loaded once in it. */
import { drawCase } from './draw-case.ts';
import { breachOf, type Task, type Told } from './lane-protocol.ts';
import { withParts } from './parts.ts';
import { play } from './play.ts';

process.on('message', (task: Task) => {
  void run(task).then((told) => process.send?.(told));
});

async function run({ seed, parts, bundles }: Task): Promise<Told> {
  const drawn = drawCase(seed);
  const before = process.cpuUsage();
  try {
    const soakCase = parts === undefined ? drawn : withParts(drawn, parts);
    const played = await play(soakCase, bundles);
    const { user, system } = process.cpuUsage(before);
    return { seed, played, processorSeconds: (user + system) / 1e6 };
  } catch (error) {
    return { seed, thrown: breachOf(error) };
  }
}
