import { matches } from '../scenario/glob.ts';
import type { Happening } from '../scenario/schema.ts';
import { named } from './named.ts';
import { changed, type Stage, servicesIn } from './stage.ts';

const EVERY = { cluster: '*', service: '*' };

/** Somebody sets the desired capacity of groups, within their bounds. */
export function desiredCapacity(stage: Stage, { group: pattern, to }: Happening<'desired-capacity'>): void {
  const { autoScaling } = stage.simulation;
  const groups = autoScaling.views().filter(({ name }) => matches(pattern, name));
  const all = autoScaling.views().map(({ name }) => name);
  if (groups.length === 0) {
    stage.cannot(`no Auto Scaling group ${pattern}`, `name one that the file has: ${named(all)}`);
    return;
  }
  let isChanged = false;
  for (const { name, desired, min, max } of groups) {
    const wanted = changed(desired, to);
    const allowed = Math.min(Math.max(wanted, min), max);
    if (allowed !== wanted)
      stage.partly(
        `${name}: ${wanted} is out of its bounds, ${min} to ${max}; ${allowed} taken`,
        'other bounds of the group, or another "to"',
      );
    if (allowed === desired) continue;
    stage.say(`somebody sets the desired capacity of ${name}: ${desired} → ${allowed}`);
    autoScaling.setDesiredCapacity(name, allowed);
    isChanged = true;
  }
  if (!isChanged) {
    const counts = groups.map(({ name, desired }) => `${name} ${desired}`);
    stage.cannot(`no desired capacity changes: ${named(counts)}`, 'another "to", or other bounds of the groups');
  }
}

/** Autoscalers change desired counts, those of one-per-host and DAEMON services not. */
export function load(stage: Stage, { to, ...pattern }: Happening<'load'>): void {
  const services = servicesIn(stage, pattern).filter(({ isHostBound }) => !isHostBound);
  if (services.length === 0) {
    stage.cannot(`no service ${pattern.service} whose count follows load`, loadMend(stage));
    return;
  }
  let isChanged = false;
  for (const { cluster, serviceName: service, desiredCount: before } of services) {
    const desiredCount = changed(before, to);
    if (desiredCount === before) continue;
    stage.say(`the load of ${service} changes: desired count ${before} → ${desiredCount}`);
    stage.simulation.ecs.updateService({ cluster, service, desiredCount });
    isChanged = true;
  }
  if (!isChanged) {
    const counts = services.map(({ serviceName, desiredCount }) => `${serviceName} ${desiredCount}`);
    stage.cannot(`no desired count changes: ${named(counts)}`, 'services that want more tasks, or another "to"');
  }
}

function loadMend(stage: Stage): string {
  const others = servicesIn(stage, EVERY).flatMap(({ isHostBound, serviceName }) => (isHostBound ? [] : [serviceName]));
  if (others.length > 0) return `name one whose count does: ${named(others)}`;
  return 'a file with services that are neither DAEMON nor one-per-host: counts of those follow the hosts';
}

/** Services are deployed anew, all at once. */
export function deploy(stage: Stage, pattern: Happening<'deploy'>): void {
  const services = servicesIn(stage, pattern);
  if (services.length === 0) {
    const all = servicesIn(stage, EVERY).map(({ serviceName }) => serviceName);
    const mend = all.length === 0 ? 'a file with services' : `name one that the file has: ${named(all)}`;
    stage.cannot(`no service ${pattern.service} to deploy`, mend);
    return;
  }
  stage.say(`somebody deploys ${services.map(({ serviceName }) => serviceName).join(', ')}`);
  for (const { cluster, serviceName: service } of services)
    stage.simulation.ecs.updateService({ cluster, service, forceNewDeployment: true });
}
