import type { Hosts } from '../../shared/aws/container-instances.ts';
import { toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure, RetryableError } from '../../shared/domain/errors.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { DrainingHosts } from './draining-hosts.ts';
import type { ObserveDependencies } from './observe.ts';
import type { FoundHost, HostState, HostsFound, HostView, Notice } from './snapshot.ts';

/** Clusters read side by side: far under the burst of the read bucket (100). */
const CLUSTERS_AT_ONCE = 8;
/** Statuses of hosts that are leaving their cluster, or never joined it. */
const GONE: ReadonlySet<string> = new Set(['DEREGISTERING', 'INACTIVE', 'REGISTRATION_FAILED']);

/** Why drains were not done, by the ARN of the container instance. */
export type DrainOutcomes = ReadonlyMap<string, Failure | 'dry-run'>;

/** What was read of a host; undefined when ECS knows it no more. */
type Reading = Host | Failure | undefined;

/** A host that was found, and what is known of it now. */
interface Resolved {
  readonly found: FoundHost;
  readonly ec2InstanceId: string | undefined;
  readonly state: HostState;
}

/**
 * Tells what became of the host of each notice. The answers to the drains tell it of most; the others are read, so
 * that a failure is that of its own host alone. The finder learns which host is whose.
 *
 * @param outcomes what came of the drains that were not done, by the ARN of the container instance
 */
export async function viewHosts(
  found: HostsFound,
  outcomes: DrainOutcomes,
  dependencies: ObserveDependencies,
  signal: AbortSignal,
): Promise<readonly HostView[]> {
  const { draining } = dependencies;
  const unconfirmed = found.hosts.filter(({ containerInstanceArn }) => !draining.get(containerInstanceArn));
  const readings = await readHosts(unconfirmed, dependencies, signal);
  const resolved = found.hosts.map((host): Resolved => {
    const known = draining.get(host.containerInstanceArn);
    if (known) return { found: host, ec2InstanceId: known.ec2InstanceId, state: drainingState(host, known.drainedAt) };
    const reading = readings.get(host.containerInstanceArn);
    const ec2InstanceId = isHost(reading) ? reading.ec2InstanceId : host.ec2InstanceId;
    return { found: host, ec2InstanceId, state: stateOf(host, reading, outcomes, draining) };
  });
  const settled = new Set(found.leftAlone.map(({ notice }) => notice));
  const views = found.notices
    .filter((notice) => !settled.has(notice))
    .flatMap((notice) => viewsOf(notice, resolved, found.failures));
  teach(dependencies.finder, resolved, views);
  return views;
}

async function readHosts(
  hosts: readonly FoundHost[],
  { reads, draining }: ObserveDependencies,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Reading>> {
  const byCluster = [...Map.groupBy(hosts, ({ clusterArn }) => clusterArn)];
  const read = await mapAtMost(CLUSTERS_AT_ONCE, byCluster, async ([clusterArn, inCluster]) => {
    const arns = inCluster.map(({ containerInstanceArn }) => containerInstanceArn);
    try {
      const answer = await reads.describeContainerInstances(clusterArn, arns, signal);
      draining.recordRead(answer);
      return readingsIn(answer);
    } catch (error) {
      const failure = asFailure(error);
      return arns.map((arn): [string, Reading] => [arn, failure]);
    }
  });
  return new Map(read.flat());
}

function readingsIn({ hosts, failures }: Hosts): [string, Reading][] {
  return [
    ...hosts.map((host): [string, Reading] => [host.containerInstanceArn, host]),
    ...failures.map((failure): [string, Reading] => [
      failure.arn,
      failure.reason === 'MISSING' ? undefined : toRetryable(failure),
    ]),
  ];
}

function isHost(reading: Reading): reading is Host {
  return reading !== undefined && 'ec2InstanceId' in reading;
}

function drainingState(host: FoundHost, drainedAt: number | undefined): HostState {
  const { clusterArn, containerInstanceArn } = host;
  return { kind: 'draining', clusterArn, containerInstanceArn, drainedAt: host.isDraining ? undefined : drainedAt };
}

function stateOf(
  { clusterArn, containerInstanceArn, isRemembered }: FoundHost,
  reading: Reading,
  outcomes: DrainOutcomes,
  draining: DrainingHosts,
): HostState {
  const isGone = reading && (isHost(reading) ? GONE.has(reading.status) : reading.reason === 'unknown-cluster');
  if (!reading || (isGone && isRemembered)) {
    // Remembered from before the instance was registered anew, perhaps: the next search tells.
    const failure = new RetryableError('inconsistent-reads', `${containerInstanceArn} was found, and is not there`);
    return { kind: 'unknown', failure };
  }
  if (isGone) return { kind: 'deregistered', containerInstanceArn };
  if (!isHost(reading)) return { kind: 'unknown', failure: reading };
  const outcome = outcomes.get(containerInstanceArn) ?? undrained(reading, draining);
  return {
    kind: 'not-draining',
    clusterArn,
    containerInstanceArn,
    failure: outcome === 'dry-run' ? undefined : outcome,
  };
}

/** Why a host is not DRAINING although the call that was to drain it succeeded. */
function undrained({ containerInstanceArn, status }: Host, draining: DrainingHosts): Failure {
  const refusal = draining.refusalOf(containerInstanceArn);
  const detail = `${containerInstanceArn} is ${status}: ${refusal ?? 'something set it back'}`;
  return new RetryableError(status === 'REGISTERING' ? 'host-registering' : 'unavailable', detail);
}

function viewsOf(notice: Notice, resolved: readonly Resolved[], failures: HostsFound['failures']): HostView[] {
  const own = resolved.filter(({ ec2InstanceId }) => ec2InstanceId === notice.ec2InstanceId);
  if (own.length > 0) return own.map(({ state }) => ({ notice, state }));
  const search = failures.find(({ cause }) => cause === notice.cause)?.failure;
  // It may be one of those of which not even the instance could be read.
  const unnamed = resolved.flatMap(({ found, ec2InstanceId, state }) =>
    ec2InstanceId === undefined && found.cause === notice.cause && state.kind === 'unknown' ? [state.failure] : [],
  );
  const failure = search ?? unnamed[0];
  return [{ notice, state: failure ? { kind: 'unknown', failure } : { kind: 'not-in-ecs' } }];
}

function teach(finder: ObserveDependencies['finder'], resolved: readonly Resolved[], views: readonly HostView[]): void {
  const known = resolved.flatMap(({ found: { clusterArn, containerInstanceArn }, ec2InstanceId, state }) => {
    const isThere = state.kind === 'draining' || state.kind === 'not-draining';
    return isThere && ec2InstanceId !== undefined ? [{ ec2InstanceId, clusterArn, containerInstanceArn }] : [];
  });
  finder.remember(known);
  for (const [ec2InstanceId, own] of Map.groupBy(views, ({ notice }) => notice.ec2InstanceId)) {
    const kinds = new Set(own.map(({ state }) => state.kind));
    if (kinds.has('unknown')) finder.forget(ec2InstanceId);
    else if (!kinds.has('draining') && !kinds.has('not-draining')) finder.rememberAbsent([ec2InstanceId]);
  }
}
