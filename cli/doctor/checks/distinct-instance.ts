import { TAGS } from '../../../functions/host-sync/eligibility.ts';
import type { ServiceEntry } from '../../snapshot/snapshot.ts';
import { cloudFormation, commands, type Finding, quoted } from '../finding.ts';
import { isReplicaOnHosts, type Patient, serviceName, tagsOf } from '../patient.ts';
import { isDistinct } from '../service-kinds.ts';
import { boundsOf } from './healthy-percents.ts';

/** `distinctInstance` services whose count nobody lowers when a host goes. */
export function distinctInstance(patient: Patient): Finding[] {
  const untagged = patient.snapshot.services
    .filter(isReplicaOnHosts)
    // `false` is a decision; a service that has no room to move is `healthy-percents`' concern.
    .filter((service) => isDistinct(service) && tagsOf(service.tags)[TAGS.onePerHost] === undefined);
  return untagged.map((service) => withoutTag(service, activeHosts(patient, service)));
}

function activeHosts(patient: Patient, { clusterArn }: ServiceEntry): number {
  return patient.snapshot.containerInstances.filter(
    (host) => host.status === 'ACTIVE' && patient.clusterOf(host)?.clusterArn === clusterArn,
  ).length;
}

function withoutTag(service: ServiceEntry, hosts: number): Finding {
  const { serviceArn, desiredCount } = service;
  const isFull = desiredCount > 0 && desiredCount >= hosts;
  const least = boundsOf(service)?.least;
  const neverEnds = isFull && (least === undefined || least >= desiredCount);
  return {
    severity: neverEnds ? 'problem' : isFull ? 'warning' : 'note',
    about: `service ${serviceName(service)}`,
    meaning: `distinctInstance without the tag ${TAGS.onePerHost}: ${consequence({ desiredCount, hosts, isFull, neverEnds })}`,
    mends: [
      ...commands(`aws ecs tag-resource --resource-arn ${quoted(serviceArn)} --tags key=${TAGS.onePerHost},value=true`),
      cloudFormation(`Tags: [{Key: ${TAGS.onePerHost}, Value: 'true'}]`),
    ],
  };
}

interface Fullness {
  readonly desiredCount: number;
  readonly hosts: number;
  readonly isFull: boolean;
  readonly neverEnds: boolean;
}

function consequence({ desiredCount, hosts, isFull, neverEnds }: Fullness): string {
  const counts = `${desiredCount} tasks wanted on ${hosts} ACTIVE hosts`;
  if (neverEnds)
    return `${counts}, so the task of a draining host has nowhere to go and may not stop first: the drain never ends. If it belongs on every host, tag it; host-sync then lowers its count.`;
  if (isFull)
    return `${counts}, so a drain leaves it a task short until a host joins. If it belongs on every host, tag it.`;
  return `${counts}. If it belongs on every host, tag it, and host-sync keeps the count; if not, tag it false.`;
}
