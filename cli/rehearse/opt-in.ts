import { clusterOfHost } from '../snapshot/entities.ts';
import type { ServiceEntry, Snapshot } from '../snapshot/snapshot.ts';

const SCALE_IN = 'ecs-ops:scale-in';
const ONE_PER_HOST = 'ecs-ops:one-per-host';

/** A snapshot with tags added, and what was added or could not be. */
export interface OptedIn {
  readonly snapshot: Snapshot;
  readonly notes: readonly string[];
}

/**
 * Opts everything in that has not been opted out: clusters and groups to scale-in; services that want a task on each host
 * to host-sync. Tags that are there stand.
 */
export function optIn(snapshot: Snapshot): OptedIn {
  const notes: string[] = [];
  const clusters = snapshot.clusters.map((cluster) => {
    const tags = withTag(cluster.tags, SCALE_IN);
    notes.push(noteOf(`cluster ${cluster.clusterName}`, SCALE_IN, cluster.tags, tags));
    return { ...cluster, tags };
  });
  const autoScalingGroups = snapshot.autoScalingGroups.map((group) => {
    const tags = group.Tags ?? [];
    const isTagged = tags.some(({ Key }) => Key === SCALE_IN);
    const name = `group ${group.AutoScalingGroupName}`;
    notes.push(isTagged ? `${name} keeps its own tag ${SCALE_IN}` : `${name} gets the tag ${SCALE_IN}=true`);
    return isTagged ? group : { ...group, Tags: [...tags, { Key: SCALE_IN, Value: 'true' }] };
  });
  const services = snapshot.services.map((service) => {
    if (!isOnDistinctHosts(service)) return service;
    const name = `service ${service.serviceName}`;
    const hosts = activeHosts(snapshot, service.clusterArn);
    if (service.desiredCount < hosts && !hasTag(service.tags, ONE_PER_HOST)) {
      notes.push(`${name} is left: it wants ${service.desiredCount} tasks, and there are ${hosts} ACTIVE hosts`);
      return service;
    }
    const tags = withTag(service.tags, ONE_PER_HOST);
    notes.push(noteOf(name, ONE_PER_HOST, service.tags, tags));
    return { ...service, tags };
  });
  return { snapshot: { ...snapshot, clusters, autoScalingGroups, services }, notes };
}

type Tags = ServiceEntry['tags'];

function hasTag(tags: Tags, wanted: string): boolean {
  return (tags ?? []).some(({ key }) => key === wanted);
}

function withTag(tags: Tags, key: string): Tags {
  return hasTag(tags, key) ? tags : [...(tags ?? []), { key, value: 'true' }];
}

function noteOf(name: string, key: string, before: Tags, after: Tags): string {
  return before === after ? `${name} keeps its own tag ${key}` : `${name} gets the tag ${key}=true`;
}

function isOnDistinctHosts({ schedulingStrategy = 'REPLICA', placementConstraints = [] }: ServiceEntry): boolean {
  return schedulingStrategy === 'REPLICA' && placementConstraints.some(({ type }) => type === 'distinctInstance');
}

function activeHosts({ containerInstances, clusters }: Snapshot, clusterArn: string): number {
  return containerInstances.filter((host) => host.status === 'ACTIVE' && clusterOfHost(host, clusters) === clusterArn)
    .length;
}
