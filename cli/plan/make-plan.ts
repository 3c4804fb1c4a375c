import type { Simulation } from '../../simulator/simulation.ts';
import { stackWith } from '../settings/packaged-stack.ts';
import { simulationFrom } from '../snapshot/simulation-from.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Decision, decisionsIn, distinct } from './decisions.ts';
import { lookOnce } from './look-once.ts';

/** What the functions would do now; plain data. */
export interface ControllerPlan {
  /** When the snapshot was taken, ISO 8601 in UTC. */
  readonly takenAt: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Whether any function would do anything. */
  readonly wouldAct: boolean;
  readonly hosts: readonly HostPlan[];
  readonly services: readonly ServicePlan[];
  /** Decisions about what is neither a host nor a service of the file. */
  readonly others: readonly PlannedDecision[];
  /** What the simulation has otherwise than the account. */
  readonly notes: readonly string[];
}

export type PlannedDecision = Omit<Decision, 'at' | 'outcome'>;

export interface HostPlan {
  readonly host: string;
  readonly cluster: string;
  readonly group: string | undefined;
  readonly status: string;
  /** Whether the cluster or the group carries the tag of scale-in, and neither opts out. */
  readonly isScaleInOptedIn: boolean;
  readonly decisions: readonly PlannedDecision[];
}

export interface ServicePlan {
  readonly service: string;
  readonly cluster: string;
  readonly running: number;
  readonly desired: number;
  /** Whether host-sync is to serve it, by its tag. */
  readonly isOnePerHost: boolean;
  readonly decisions: readonly PlannedDecision[];
}

/** What a plan is made with. */
export interface PlanOptions {
  /** Settings of the stack in place of their defaults; they have been judged. */
  readonly settings: Readonly<Record<string, string>>;
  /** Told of the simulation when the functions have looked. */
  readonly looked?: (simulation: Simulation) => void;
}

/** Lets every function look once, in dry run, at a simulation of the snapshot. Needs the packaged stack. */
export async function makePlan(snapshot: Snapshot, { settings, looked }: PlanOptions): Promise<ControllerPlan> {
  // Log lines are what decisions are read from.
  const stack = stackWith({ ...settings, dryRun: 'true', logLevel: 'INFO' });
  const { simulation, notes } = await simulationFrom(snapshot, stack);
  try {
    const before = standing(simulation, snapshot);
    await lookOnce(simulation, before.clusters);
    looked?.(simulation);
    const found = decisionsIn(simulation.output, (id) => before.instances.get(id));
    const planned = distinct(found).map(({ at: _, outcome: __, ...decision }) => decision);
    const hosts = before.hosts.map((host) => ({
      ...host,
      decisions: planned.filter((decision) => decision.host === host.host),
    }));
    const services = before.services.map((service) => ({
      ...service,
      decisions: planned.filter((each) => each.cluster === service.cluster && each.service === service.service),
    }));
    const placed = new Set([...hosts, ...services].flatMap(({ decisions }) => decisions));
    return {
      takenAt: snapshot.takenAt.toISOString(),
      settings,
      wouldAct: planned.some(({ kind }) => kind === 'action'),
      hosts,
      services,
      others: planned.filter((decision) => !placed.has(decision)),
      notes: notes.map(({ about, message }) => `${about}: ${message}`),
    };
  } finally {
    await simulation.close();
  }
}

/** Clusters, hosts and services as they stand before anything looks at them. */
function standing(simulation: Simulation, snapshot: Snapshot) {
  const { ecs, autoScaling } = simulation;
  const clusters = snapshot.clusters
    .filter(({ status = 'ACTIVE' }) => status !== 'INACTIVE')
    .map(({ clusterName }) => clusterName);
  const instances = new Map<string, string>();
  const tagged = new Set(snapshot.services.filter(isOnePerHost).map(({ serviceArn }) => serviceArn));
  const hosts = clusters.flatMap((cluster) =>
    ecs.view(cluster).hosts.map(({ ec2InstanceId: host, containerInstanceArn, status }) => {
      instances.set(containerInstanceArn.split('/').at(-1) ?? '', host);
      const group = autoScaling.membershipOf(host)?.groupName;
      return { host, cluster, group, status, isScaleInOptedIn: isScaleInOptedIn(snapshot, cluster, group) };
    }),
  );
  const services = clusters.flatMap((cluster) =>
    ecs.view(cluster).services.map(({ serviceName, serviceArn, runningCount: running, desiredCount: desired }) => {
      return { service: serviceName, cluster, running, desired, isOnePerHost: tagged.has(serviceArn) };
    }),
  );
  return { clusters, instances, hosts, services };
}

function isOnePerHost({ tags = [] }: Snapshot['services'][number]): boolean {
  return tags.some(({ key, value }) => key === 'ecs-ops:one-per-host' && value === 'true');
}

function isScaleInOptedIn(snapshot: Snapshot, cluster: string, group: string | undefined): boolean {
  const ofCluster = snapshot.clusters.find(({ clusterName }) => clusterName === cluster)?.tags ?? [];
  const ofGroup = snapshot.autoScalingGroups.find((each) => each.AutoScalingGroupName === group)?.Tags ?? [];
  const values = [
    ofCluster.find(({ key }) => key === 'ecs-ops:scale-in')?.value,
    ofGroup.find(({ Key }) => Key === 'ecs-ops:scale-in')?.Value,
  ];
  return values.includes('true') && !values.includes('false');
}
