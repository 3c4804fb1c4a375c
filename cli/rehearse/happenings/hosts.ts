import { ServiceError } from '../../../simulator/wire/service-error.ts';
import { matches } from '../scenario/glob.ts';
import type { Happening } from '../scenario/schema.ts';
import { draw, hostsIn, type Stage, type StageHost } from './stage.ts';

/** State reason of an instance whose zone fails. */
export const ZONE_OUTAGE = 'Server.InternalError';

/** EC2 gives notice to Spot hosts, spread over a while. */
export function interrupt(stage: Stage, { hosts: amount, within, ...pattern }: Happening<'interrupt'>): void {
  const { simulation, random } = stage;
  const candidates = hostsIn(stage, pattern).filter(({ isSpot }) => isSpot);
  if (candidates.length === 0) {
    stage.cannot(`no Spot host to interrupt${among(pattern)}`);
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
    stage.cannot(`no host of an Auto Scaling group to terminate${among(pattern)}`);
    return;
  }
  const drawn = draw(candidates, amount, random);
  const what = replace ? 'and their groups replace them' : 'and the desired capacity is lowered';
  stage.say(`${drawn.length} of ${candidates.length} hosts are to be terminated, ${what}`);
  for (const host of drawn) {
    const delay = random.integer(0, within);
    simulation.clock.after(delay, `scenario terminates ${host.ec2InstanceId}`, () =>
      terminateOne(stage, host, replace),
    );
  }
}

function terminateOne({ simulation, cannot, nameOf }: Stage, { ec2InstanceId }: StageHost, replace: boolean): void {
  // Something else may have ended it meanwhile.
  if (simulation.autoScaling.membershipOf(ec2InstanceId)?.state !== 'InService') return;
  try {
    simulation.autoScaling.terminateInstances([ec2InstanceId], { decrement: !replace });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    cannot(`${nameOf(ec2InstanceId)} is not terminated: ${error.message}`);
  }
}

/** Every host of a zone is gone, and groups launch in their other zones from now on. */
export function zoneOutage(stage: Stage, { zone: pattern }: Happening<'zone-outage'>): void {
  const { simulation, random } = stage;
  const everywhere = { cluster: '*', group: '*', zone: '*' };
  const zones = [...new Set(hostsIn(stage, everywhere).map(({ availabilityZone }) => availabilityZone))].toSorted();
  const candidates = zones.filter((zone) => matches(pattern, zone));
  if (candidates.length === 0) {
    stage.cannot(`no zone ${pattern} with a host; zones: ${zones.join(', ') || 'none'}`);
    return;
  }
  const zone = random.pick(candidates);
  const hosts = hostsIn(stage, { ...everywhere, zone });
  stage.say(`zone ${zone} is gone, with ${hosts.length} hosts`);
  for (const { name, zones: used } of simulation.autoScaling.views()) {
    const others = used.filter((each) => each !== zone);
    if (others.length > 0) simulation.autoScaling.useZones(name, others);
    else if (used.includes(zone)) stage.cannot(`${name} has no other zone: it launches there all the same`);
  }
  for (const { ec2InstanceId } of hosts) simulation.ec2.terminate(ec2InstanceId, ZONE_OUTAGE);
}

function among(pattern: { readonly cluster: string; readonly group: string; readonly zone: string }): string {
  const named = Object.entries(pattern).filter(([, value]) => value !== '*');
  return named.length === 0 ? '' : ` among ${named.map(([key, value]) => `${key} ${value}`).join(', ')}`;
}
