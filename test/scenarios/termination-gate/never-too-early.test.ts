import { describe, expect, it } from 'vitest';
import type { FaultEffect } from '../../../simulator/gateway/fault.ts';
import { type Random, seededRandom } from '../../../simulator/kernel/random.ts';
import { anAccount, type ScenarioAccount } from '../account.ts';
import { befall, letAnythingFail } from '../faults.ts';
import { seeds } from '../life.ts';
import { play } from '../timeline.ts';
import { PromiseWatch } from './gate-promises.ts';
import { RandomFleet } from './random-fleet.ts';

/** `GATE_SEEDS=1000 vitest run …` plays more. */
const SEEDS = Number(process.env['GATE_SEEDS'] ?? 14);

interface Played {
  readonly account: ScenarioAccount;
  readonly watch: PromiseWatch;
}

/** Half an hour in which groups scale in again and again while `trouble` lasts; after that the deadlines run out. */
async function playFleet(seed: number, trouble: (account: ScenarioAccount, random: Random) => () => void) {
  const random = seededRandom(seed);
  const account = await anAccount({
    seed,
    functions: ['TerminationGate'],
    // Every cold start costs the test a worker; those of functions that die remain.
    lambda: { environmentLife: 3_600_000 },
  });
  const fleet = new RandomFleet(account, random);
  const watch = new PromiseWatch(account, fleet.deadlines);
  await play(account, { '9:02': () => fleet.fill() });
  const over = trouble(account, random);
  for (let round = 0; round < 6; round += 1) {
    await account.simulation.runFor(random.integer(5, 120) * 1_000);
    fleet.scaleIn();
  }
  await play(account, { '9:25': over, '9:45': () => watch.assertNobodyIsHeld() });
  return { account, watch } satisfies Played;
}

/** The schedule is EventBridge's own; what it loses is what services hand over at their best. */
const isFromServices = ({ source }: { readonly source: string }): boolean => source !== 'aws.events';

/** Anything may fail, be late, come twice, out of order or never, and functions die. */
function everything(account: ScenarioAccount, random: Random): () => void {
  const { eventBridge, sns } = account.simulation;
  const unreliable = { loss: random.next() * 0.6, duplication: 0.3, delay: 0.5, maximumDelay: 90_000 };
  Object.assign(eventBridge.faults, { ...unreliable, concerns: isFromServices });
  // A topic loses nothing.
  Object.assign(sns.faults, { ...unreliable, loss: 0 });
  const chance = seededRandom(random.integer(1, 1e6));
  const ends = [
    letDieOnce(account, chance),
    letHostsFailAlone(account, chance, 0.2),
    letAnythingFail(account, chance, 0.25 * random.next()),
  ];
  return () => {
    for (const end of ends) end();
  };
}

const MORTAL_CALLS = [
  ...[
    'DescribeAutoScalingGroups',
    'DescribeLifecycleHooks',
    'DescribeAutoScalingInstances',
    'DescribeScalingActivities',
  ],
  ...['ListClusters', 'ListContainerInstances', 'DescribeContainerInstances', 'UpdateContainerInstancesState'],
  ...['ListTasks', 'DescribeTasks', 'DescribeServices', 'StopTask', 'GetTaskProtection'],
  ...['CompleteLifecycleAction', 'RecordLifecycleActionHeartbeat', 'Publish', 'ChangeMessageVisibility'],
];

/** The function dies at some call, before or after it took effect. More deaths would cost the test much time. */
function letDieOnce(account: ScenarioAccount, random: Random): () => void {
  const [call, carriedOut] = [random.pick(MORTAL_CALLS), random.chance(0.5)];
  let survived = random.integer(0, 8);
  return befall(account, { kind: 'kill', carriedOut }, ({ operation }) => {
    if (operation === call) survived -= 1;
    return operation === call && survived === -1;
  });
}

function loseEveryEvent({ simulation }: ScenarioAccount): () => void {
  Object.assign(simulation.eventBridge.faults, { loss: 1, concerns: isFromServices });
  return () => undefined;
}

type Answer = Readonly<Record<string, unknown>> & { readonly failures?: readonly unknown[] };

/** Items of ECS's answers are missing, with a failure in their place that is no statement about them. */
function letHostsFailAlone({ simulation }: ScenarioAccount, random: Random, probability: number): () => void {
  const lists: Readonly<Record<string, string>> = {
    DescribeTasks: 'tasks',
    DescribeContainerInstances: 'containerInstances',
    UpdateContainerInstancesState: 'containerInstances',
  };
  const amend = (list: string): FaultEffect => ({
    kind: 'amend',
    amend: (output) => {
      const { [list]: items, failures = [], ...rest } = output as Answer;
      const [first, ...others] = items as readonly Readonly<Record<string, unknown>>[];
      if (first === undefined) return output;
      const arn = first['taskArn'] ?? first['containerInstanceArn'];
      return { ...rest, [list]: others, failures: [...failures, { arn, reason: 'SERVICE_UNAVAILABLE' }] };
    },
  });
  return simulation.faults.inject(({ operation }) => {
    const list = lists[operation];
    return list !== undefined && random.chance(probability) ? amend(list) : undefined;
  });
}

describe('whatever fails, dies, comes twice, out of order or not at all', () => {
  it.each(seeds(SEEDS))(
    'no host is let go while its containers run, none is forgotten, none other is drained (seed %i)',
    async (seed) => {
      const { account, watch } = await playFleet(seed, everything);
      const gate = account.of('TerminationGate');
      expect(watch.broken).toEqual([]);
      expect(watch.released).toBeGreaterThan(0);
      expect(gate.parkedFor).toEqual([]);
      expect(gate.queue.metrics).toMatchObject({ redriven: 0, expired: 0 });
      expect(gate.isSettled).toBe(true);
    },
  );
});

/** Hosts of which ECS does not say what is held. */
function withoutResources(answer: unknown): unknown {
  const { containerInstances, ...rest } = answer as { readonly containerInstances: readonly object[] };
  return { ...rest, containerInstances: containerInstances.map((host) => ({ ...host, remainingResources: [] })) };
}

describe('those promises would be seen to be broken', () => {
  it('by a host let go too early, where ECS leaves tasks out of its lists, and what they hold out of its hosts', async () => {
    const { watch } = await playFleet(1, (account) => {
      befall(account, { kind: 'amend', amend: () => ({ taskArns: [] }) }, ({ operation }) => operation === 'ListTasks');
      const isHosts = ({ operation }: { readonly operation: string }) => operation === 'DescribeContainerInstances';
      return befall(account, { kind: 'amend', amend: withoutResources }, isHosts);
    });
    expect(watch.broken).toContainEqual(expect.stringMatching(/let go while \S+ was (RUNNING|DEACTIVATING|STOPPING)/));
  });

  it('by a forgotten host, where every notice is lost and nothing sweeps', async () => {
    const { watch } = await playFleet(1, (account) => {
      account.schedule = false;
      return loseEveryEvent(account);
    });
    expect(watch.broken).toContainEqual(expect.stringMatching(/forgotten|heartbeat-timeout/));
  });
});

describe('with every event lost', () => {
  it('sweeps alone keep the promises', async () => {
    const { account, watch } = await playFleet(1, loseEveryEvent);
    expect(watch.broken).toEqual([]);
    expect(account.calls()).toMatchObject({ 'autoscaling:DescribeScalingActivities': expect.any(Number) });
  });
});
