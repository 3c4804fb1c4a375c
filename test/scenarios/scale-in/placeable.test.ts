import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { ScaleInPlan } from '../../../functions/scale-in/actions.ts';
import { LeftOverMarks } from '../../../functions/scale-in/left-over-marks.ts';
import { LookTurns } from '../../../functions/scale-in/look-size.ts';
import { observe } from '../../../functions/scale-in/observe.ts';
import { plan } from '../../../functions/scale-in/plan.ts';
import { awsReads } from '../../../functions/scale-in/reads.ts';
import { TaskDefinitions } from '../../../functions/scale-in/task-definitions.ts';
import type { ScaleInSettings } from '../../../functions/scale-in/terms.ts';
import { HostFinder, hostFinderReads } from '../../../shared/aws/host-finder.ts';
import { type Random, seededRandom } from '../../../simulator/kernel/random.ts';
import { Simulation } from '../../../simulator/simulation.ts';
import { RecordedTelemetry } from '../../builders/recorded-telemetry.ts';
import { theSettings } from '../../builders/scale-in-settings.ts';
import { seeds } from '../life.ts';
import { RandomCluster } from './random-cluster.ts';

const MINUTE = 60_000;
/** So many that reading them empties no bucket: virtual time stands still meanwhile. */
const CLUSTERS = 6;
const ROUNDS = 50;

/** What became of the plans of a round. */
interface Round {
  readonly drained: number;
  readonly moved: number;
  readonly faults: readonly unknown[];
}

describe('plans for random clusters, carried out by the simulator’s scheduler', () => {
  it('place every task on the hosts that stay, and leave the headroom', async () => {
    const rounds: Round[] = [];
    for (const seed of seeds(ROUNDS)) rounds.push(await playRound(seed));
    expect(rounds.flatMap(({ faults }) => faults)).toEqual([]);
    const total = (of: (round: Round) => number): number => rounds.reduce((sum, round) => sum + of(round), 0);
    // Hosts went, and not only idle ones.
    expect(total(({ drained }) => drained)).toBeGreaterThan(200);
    expect(total(({ moved }) => moved)).toBeGreaterThan(200);
  }, 120_000);
});

async function playRound(seed: number): Promise<Round> {
  const simulation = await Simulation.start({ seed });
  for (const mapping of simulation.mappings.values()) mapping.enabled = false;
  try {
    const random = seededRandom(seed);
    const names = Array.from({ length: CLUSTERS }, (_, index) => `cluster-${seed}-${index}`);
    const clusters = names.map((name) => new RandomCluster(simulation, name, random));
    await simulation.runFor(5 * MINUTE);
    for (const cluster of clusters) cluster.start(random);
    await simulation.runFor(5 * MINUTE);
    for (const cluster of clusters) cluster.shrink();
    await simulation.runFor(5 * MINUTE);
    const settings = someSettings(random);
    return await carryOut(await planOn(simulation, settings), { simulation, clusters, settings });
  } finally {
    await simulation.close();
  }
}

/** Drains what the plan drains, gives ECS its time, and finds out what is wrong then. */
async function carryOut(
  made: ScaleInPlan,
  parts: {
    readonly simulation: Simulation;
    readonly clusters: readonly RandomCluster[];
    readonly settings: ScaleInSettings;
  },
): Promise<Round> {
  const { simulation, clusters, settings } = parts;
  const victims = made.verdicts.filter(({ outcome }) => outcome === 'drain').map(({ ec2InstanceId }) => ec2InstanceId);
  const goingOf = new Map(
    clusters.map((cluster) => {
      const { hosts } = simulation.ecs.view(cluster.name);
      return [cluster, hosts.map(({ ec2InstanceId }) => ec2InstanceId).filter((id) => victims.includes(id))] as const;
    }),
  );
  const toMove = clusters.reduce((sum, cluster) => sum + cluster.tasksOn(goingOf.get(cluster) ?? []), 0);
  for (const cluster of clusters) cluster.forget();
  for (const id of victims) simulation.ecs.setHostStatus(id, 'DRAINING');
  await simulation.runFor(30 * MINUTE);
  const faults = clusters.flatMap((cluster) => {
    const going = goingOf.get(cluster) ?? [];
    return going.length === 0 ? [] : faultsOf(cluster, going, settings);
  });
  const planned = made.moves.length === toMove ? [] : [{ planned: made.moves.length, toMove }];
  return { drained: victims.length, moved: toMove, faults: [...faults, ...planned] };
}

function faultsOf(cluster: RandomCluster, going: readonly string[], settings: ScaleInSettings): readonly unknown[] {
  const { headroomCpuPercent, headroomMemoryPercent, headroomCopies } = settings.clusterTerms;
  const { leftover, complaints, lacking, name } = cluster;
  const hasHeadroom =
    // Nothing in use leaves no number, and any headroom.
    !(leftover.cpuPercent < headroomCpuPercent) &&
    !(leftover.memoryPercent < headroomMemoryPercent) &&
    leftover.copies >= headroomCopies;
  return [
    ...complaints.map((complaint) => ({ name, complaint })),
    ...lacking.map((service) => ({ name, lacks: service })),
    ...(cluster.tasksOn(going) > 0 ? [{ name, tasksLeft: cluster.tasksOn(going) }] : []),
    ...(hasHeadroom ? [] : [{ name, leftover, wanted: settings.clusterTerms }]),
  ];
}

function someSettings(random: Random): ScaleInSettings {
  return theSettings(
    {
      headroomCpuPercent: random.pick([0, 20, 50]),
      headroomMemoryPercent: random.pick([0, 20, 50]),
      headroomCopies: random.integer(0, 3),
      budget: { kind: 'percent', percent: random.pick([25, 50, 100]) },
      cooldownMinutes: 1,
    },
    { thresholdPercent: random.pick([50, 70, 95]), minimumAgeMinutes: 0 },
  );
}

/** Looks at all clusters and plans, as the function does. */
async function planOn({ endpointUrl, clock: virtual }: Simulation, settings: ScaleInSettings): Promise<ScaleInPlan> {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  const client = { endpoint: endpointUrl, region: 'eu-west-1', credentials };
  const ecs = new ECSClient(client);
  const autoScaling = new AutoScalingClient(client);
  const clock = () => virtual.now();
  const reads = awsReads(ecs, autoScaling);
  const { log } = new RecordedTelemetry();
  const snapshot = await observe(
    {
      reads,
      finder: new HostFinder({ reads: hostFinderReads(ecs), scope: [], clock }),
      settings,
      scope: [],
      clock,
      log,
      definitions: new TaskDefinitions(reads, log),
      marks: new LeftOverMarks(reads, clock),
      turns: new LookTurns(clock, 1),
      recentReads: () => 0,
    },
    AbortSignal.timeout(60_000),
  );
  ecs.destroy();
  autoScaling.destroy();
  return plan(snapshot, clock());
}
