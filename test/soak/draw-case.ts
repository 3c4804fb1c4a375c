import { type Random, seededRandom } from '../../simulator/kernel/random.ts';
import { drawHappenings, drawTroubles } from './draw-events.ts';
import type { ClusterCase, GroupCase, HookCase, ServiceCase, SoakCase } from './soak-case.ts';

const MINUTE = 60_000;

/** Draws the case of a seed. */
export function drawCase(seed: number): SoakCase {
  const random = seededRandom(seed);
  const clusters = Array.from({ length: random.chance(0.3) ? 2 : 1 }, (_, index) => aCluster(index, random));
  const groups = clusters.flatMap(({ name }) =>
    Array.from({ length: random.integer(1, 2) }, (_, index) => aGroup(`${name}-${index}`, name, random)),
  );
  const services = clusters.flatMap(({ name }) => servicesOf(name, groups, random));
  const settings = drawSettings(random);
  const lively = random.integer(12, 30) * MINUTE;
  const scene = { groups, services, clusters, lively };
  return {
    seed,
    settings,
    clusters,
    groups,
    services,
    happenings: drawHappenings(scene, random),
    troubles: drawTroubles(scene, random),
    lively,
  };
}

const text = (value: boolean | number): string => String(value);

/** Terms under which something happens within minutes. */
function drawSettings(random: Random): Readonly<Record<string, string>> {
  const dry = random.chance(0.06);
  const dryFunction = random.chance(0.06)
    ? random.pick(['hostSync', 'spotDrain', 'terminationGate', 'scaleIn', 'hostOnboard'])
    : undefined;
  return {
    dryRun: text(dry),
    ...(dryFunction === undefined ? {} : { [`${dryFunction}DryRun`]: 'true' }),
    spotDrainRebalance: text(random.chance(0.3)),
    spotDrainStandaloneTasks: random.pick(['stop', 'stop', 'leave']),
    spotDrainStandaloneTasksOnRebalance: random.pick(['leave', 'stop']),
    terminationGateOutcome: random.pick(['continue', 'continue', 'stop-tasks']),
    terminationGateStandaloneTasks: random.pick(['wait', 'stop']),
    terminationGateUnregisteredGraceSeconds: random.pick(['0', '30', '120']),
    scaleInSchedule: random.pick(['rate(1 minute)', 'rate(2 minutes)', 'rate(3 minutes)']),
    scaleInHeadroomCpu: text(random.pick([0, 20, 20, 50])),
    scaleInHeadroomMemory: text(random.pick([0, 20, 20, 50])),
    scaleInHeadroomCopies: text(random.integer(0, 2)),
    scaleInBudget: random.pick(['50%', '2', '10%']),
    scaleInCooldownMinutes: text(random.integer(1, 4)),
    scaleInIdleMinutes: text(random.integer(1, 3)),
    scaleInMinimumAgeMinutes: text(random.integer(0, 2)),
    scaleInMinimumPerZone: text(random.pick([0, 0, 0, 1])),
    scaleInConsolidation: text(random.chance(0.5)),
    scaleInThreshold: text(random.pick([50, 80])),
    scaleInDrainMinutes: text(random.integer(2, 6)),
    scaleInDisconnectedMinutes: text(random.integer(2, 6)),
    scaleInReplaceDisconnected: text(random.chance(0.3)),
    scaleInUnjoinedMinutes: text(random.integer(3, 6)),
    scaleInReplaceUnjoined: text(random.chance(0.3)),
    hostOnboardSchedule: 'rate(15 minutes)',
    hostOnboardRepair: text(random.chance(0.3)),
  };
}

function aCluster(index: number, random: Random): ClusterCase {
  const scaleIn = random.chance(0.75) ? { 'ecs-ops:scale-in': 'true' } : {};
  return { id: `c${index}`, name: index === 0 ? 'shop' : 'video', tags: scaleIn };
}

function aHook(told: HookCase['told'], random: Random): HookCase {
  // A sweep finds a host whose notice was lost after up to five minutes.
  const heartbeat = told === 'topic' ? random.pick([300, 300, 600, 3600]) : random.pick([600, 900, 3600]);
  return { told, heartbeat, deadline: random.pick([3, 6, 10, 15, 25]) };
}

function aGroup(name: string, cluster: string, random: Random): GroupCase {
  const hooks = random.pick([['topic'], ['topic'], ['bus'], ['topic', 'bus'], []] as const);
  const provider = random.pick(['none', 'none', 'none', 'none', 'plain', 'plain', 'managed'] as const);
  return {
    id: `g-${name}`,
    name,
    cluster,
    size: random.pick([1, 2, 2, 3, 3, 4, 6]),
    min: random.pick([0, 0, 1]),
    purchase: random.pick(['spot', 'spot', 'on-demand']),
    tier: random.pick(['small', 'large']),
    hooks: hooks.map((told) => aHook(told, random)),
    tags: {
      ...(random.chance(0.2) && { 'ecs-ops:drain-on-rebalance': 'true' }),
      ...(random.chance(0.2) && { 'ecs-ops:standalone-on-termination': random.pick(['stop', 'wait']) }),
      ...(random.chance(0.2) && { 'ecs-ops:cluster': cluster }),
      ...(random.chance(0.1) && { 'ecs-ops:scale-in': random.pick(['true', 'false']) }),
    },
    provider,
    protected: random.chance(0.08),
  };
}

function servicesOf(cluster: string, groups: readonly GroupCase[], random: Random): readonly ServiceCase[] {
  const own = groups.filter((group) => group.cluster === cluster);
  const replicas = Array.from({ length: random.integer(1, 3) }, (_, index) =>
    aService(`${cluster}-web${index}`, cluster, 'replica', own, random),
  );
  const served = random.chance(0.85) ? [aService(`${cluster}-agent`, cluster, 'served', own, random)] : [];
  const daemon = random.chance(0.4) ? [aService(`${cluster}-daemon`, cluster, 'daemon', own, random)] : [];
  return [...replicas, ...served, ...daemon];
}

/** With 100 and 100 percent a drain never ends. */
const DEPLOYMENTS = [
  [100, 200],
  [50, 200],
  [50, 100],
  [0, 100],
  [100, 100],
] as const;

function aService(
  name: string,
  cluster: string,
  kind: ServiceCase['kind'],
  groups: readonly GroupCase[],
  random: Random,
): ServiceCase {
  const isReplica = kind === 'replica';
  const providers = groups.filter(({ provider }) => provider === 'plain').map((group) => group.name);
  const onProvider = providers.length > 0 && kind === 'served' && random.chance(0.4);
  return {
    id: `s-${name}`,
    name,
    cluster,
    kind,
    cpu: isReplica ? random.pick([128, 256, 512, 900]) : 64,
    memory: isReplica ? random.pick([256, 512, 1_024, 2_048]) : 128,
    desired: isReplica ? random.integer(0, 6) : 0,
    tier: random.chance(kind === 'served' ? 0.3 : 0.15) ? random.pick(['small', 'large']) : undefined,
    provider: onProvider ? random.pick(providers) : undefined,
    distinct: kind === 'served' || (isReplica && random.chance(0.15)),
    strategy: isReplica ? random.pick(['spread', 'binpack', 'none']) : 'none',
    deployment: kind === 'served' ? [0, 200] : random.pick(DEPLOYMENTS),
    starts: random.pick([1_000, 4_000, 20_000]),
    stops: random.pick([500, 5_000, 25_000, 90_000, 300_000]),
    deregistrationDelay: isReplica && random.chance(0.2) ? random.integer(5, 120) * 1_000 : 0,
  };
}
