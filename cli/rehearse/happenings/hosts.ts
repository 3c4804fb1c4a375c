import { ServiceError } from '../../../simulator/wire/service-error.ts';
import { matches } from '../scenario/glob.ts';
import type { Happening } from '../scenario/schema.ts';
import { named } from './named.ts';
import { draw, hostsIn, type Stage, type StageHost } from './stage.ts';

/** State reason of an instance whose zone fails. */
export const ZONE_OUTAGE = 'Server.InternalError';

/** EC2 gives notice to Spot hosts, spread over a while. */
export function interrupt(stage: Stage, { hosts: amount, within, ...pattern }: Happening<'interrupt'>): void {
  const { simulation, random } = stage;
  const candidates = hostsIn(stage, pattern).filter(({ isSpot }) => isSpot);
  if (candidates.length === 0) {
    stage.cannot(`no Spot host to interrupt${among(pattern)}`, spotMend(stage));
    return;
  }
  const drawn = draw(candidates, amount, random);
  stage.say(`EC2 is to take ${drawn.length} of ${candidates.length} Spot hosts away`);
  for (const { ec2InstanceId } of drawn) {
    simulation.clock.after(random.integer(0, within), `scenario interrupts ${ec2InstanceId}`, () => {
      if (simulation.ec2.instance(ec2InstanceId)?.state === 'running') simulation.ec2.interrupt(ec2InstanceId);
    });
  }
}

/** Somebody has Auto Scaling terminate hosts, spread over a while. */
export function terminate(stage: Stage, { hosts: amount, within, replace, ...pattern }: Happening<'terminate'>): void {
  const { simulation, random } = stage;
  const candidates = hostsIn(stage, pattern).filter(({ group }) => group !== undefined);
  if (candidates.length === 0) {
    stage.cannot(`no host of an Auto Scaling group to terminate${among(pattern)}`, groupMend(stage));
    return;
  }
  const drawn = draw(candidates, amount, random);
  const what = replace ? 'and their groups replace them' : 'and the desired capacity is lowered';
  stage.say(`${drawn.length} of ${candidates.length} hosts are to be terminated, ${what}`);
  let refused = 0;
  for (const host of drawn) {
    const delay = random.integer(0, within);
    simulation.clock.after(delay, `scenario terminates ${host.ec2InstanceId}`, () => {
      if (isTerminated(stage, host, replace)) return;
      refused += 1;
      if (refused === drawn.length) stage.cannot('Auto Scaling terminates none of the hosts', BOUNDS_MEND);
    });
  }
}

const BOUNDS_MEND = 'a smaller MinSize of the groups, or "replace": true';

/** Whether Auto Scaling does it, or something else has done it meanwhile. */
function isTerminated({ simulation, partly, nameOf }: Stage, { ec2InstanceId }: StageHost, replace: boolean): boolean {
  if (simulation.autoScaling.membershipOf(ec2InstanceId)?.state !== 'InService') return true;
  try {
    simulation.autoScaling.terminateInstances([ec2InstanceId], { decrement: !replace });
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    partly(`${nameOf(ec2InstanceId)} is not terminated: ${error.message}`, BOUNDS_MEND);
    return false;
  }
}

/** Every host of a zone is gone, and groups launch in their other zones from now on. */
export function zoneOutage(stage: Stage, { zone: pattern }: Happening<'zone-outage'>): void {
  const { simulation, random } = stage;
  const zones = [...new Set(hostsIn(stage, EVERYWHERE).map(({ availabilityZone }) => availabilityZone))].toSorted();
  const candidates = zones.filter((zone) => matches(pattern, zone));
  if (candidates.length === 0) {
    const mend = zones.length === 0 ? 'a file with hosts that run' : `name a zone with hosts: ${named(zones)}`;
    stage.cannot(`no zone ${pattern} with a host`, mend);
    return;
  }
  const zone = random.pick(candidates);
  const hosts = hostsIn(stage, { ...EVERYWHERE, zone });
  stage.say(`zone ${zone} is gone, with ${hosts.length} hosts`);
  leaveZone(stage, zone, zones.length === 1);
  for (const { ec2InstanceId } of hosts) simulation.ec2.terminate(ec2InstanceId, ZONE_OUTAGE);
}

/** Groups launch in their other zones. One that has no other goes on there: AWS would launch nothing. */
function leaveZone(stage: Stage, zone: string, isOnly: boolean): void {
  const { autoScaling } = stage.simulation;
  const bound: string[] = [];
  let left = 0;
  for (const { name, zones: used } of autoScaling.views()) {
    const others = used.filter((each) => each !== zone);
    if (others.length === 0 && used.includes(zone)) bound.push(name);
    if (others.length === 0 || others.length === used.length) continue;
    autoScaling.useZones(name, others);
    left += 1;
  }
  if (bound.length === 0) return;
  const have = bound.length === 1 ? 'has no other zone, and launches' : 'have no other zone, and launch';
  const mend = `subnets in another zone for ${named(bound)}`;
  if (isOnly && left === 0)
    stage.cannot(`${zone} is the only zone: ${named(bound)} ${have} there in the simulation all the same`, mend);
  else stage.partly(`${named(bound)} ${have} in ${zone} in the simulation all the same`, mend);
}

const EVERYWHERE = { cluster: '*', group: '*', zone: '*' };

function spotMend(stage: Stage): string {
  const spot = hostsIn(stage, EVERYWHERE).filter(({ isSpot }) => isSpot);
  if (spot.length > 0) return `name what has Spot hosts: ${placesOf(spot)}`;
  return 'a file with Spot hosts; they are those whose entry in `instances` has InstanceLifecycle "spot"';
}

function groupMend(stage: Stage): string {
  const grouped = hostsIn(stage, EVERYWHERE).filter(({ group }) => group !== undefined);
  if (grouped.length > 0) return `name what has such hosts: ${placesOf(grouped)}`;
  return 'a file with hosts in service in its `autoScalingGroups`';
}

function placesOf(hosts: readonly StageHost[]): string {
  const each = hosts.map(
    ({ cluster, group, availabilityZone }) => `cluster ${cluster}, ${group ?? 'no group'}, ${availabilityZone}`,
  );
  return named([...new Set(each)].map((place) => `(${place})`));
}

function among(pattern: { readonly cluster: string; readonly group: string; readonly zone: string }): string {
  const named = Object.entries(pattern).filter(([, value]) => value !== '*');
  return named.length === 0 ? '' : ` among ${named.map(([key, value]) => `${key} ${value}`).join(', ')}`;
}
