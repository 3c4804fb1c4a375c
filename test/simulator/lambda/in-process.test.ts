import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { openAccount, type ScenarioAccount } from '../../scenarios/account.ts';
import { letAnythingFail } from '../../scenarios/faults.ts';
import { live, livelyCluster } from '../../scenarios/life.ts';
import { FUNCTIONS } from '../../scenarios/operations/operator.ts';

/** Every call of a lively hour in which anything fails, with its time, its input and what came of it, and every line logged. */
async function anHour(inProcess: boolean) {
  const account = await openAccount({
    seed: 3,
    functions: FUNCTIONS,
    clusters: [livelyCluster('shop', 3), { name: 'spot', instances: 4, tags: { 'ecs-ops:scale-in': 'true' } }],
    lambda: { inProcess, clockSkew: 500 },
  });
  try {
    const over = letAnythingFail(account, seededRandom(5), 0.1);
    letDieOnce(account);
    await live(account, seededRandom(7), 8, 60);
    over();
    account.simulation.ec2.interrupt(account.cluster('spot').activeIds[0] ?? '');
    await account.simulation.runFor(20 * 60_000);
    const { calls, output, endpointUrl, lambda } = account.simulation;
    const seen = { calls: calls.all(), lines: output.events, runs: lambda.invocations };
    return JSON.parse(JSON.stringify(seen).replaceAll(endpointUrl, 'http://endpoint')) as Readonly<
      Record<keyof typeof seen, readonly unknown[]>
    >;
  } finally {
    await account.simulation.close();
  }
}

function letDieOnce({ simulation }: ScenarioAccount): void {
  let calls = 0;
  simulation.faults.inject(() => {
    calls += 1;
    return calls === 30 ? { kind: 'kill', carriedOut: true } : undefined;
  });
}

describe('functions in the simulator’s own thread', () => {
  it('do what they do in threads of their own, over a network: every call, line and run is the same', async () => {
    const [own, threads] = [await anHour(true), await anHour(false)];
    expect(own.calls.length).toBeGreaterThan(100);
    expect(own.calls).toEqual(threads.calls);
    expect(own.runs).toEqual(threads.runs);
    expect(own.lines).toEqual(threads.lines);
  });
});
