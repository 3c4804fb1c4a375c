import { matches } from '../scenario/glob.ts';
import type { Happening } from '../scenario/schema.ts';
import { changed, type Stage, servicesIn } from './stage.ts';

/** Somebody sets the desired capacity of groups, within their bounds. */
export function desiredCapacity(stage: Stage, { group: pattern, to }: Happening<'desired-capacity'>): void {
  const { autoScaling } = stage.simulation;
  const groups = autoScaling.views().filter(({ name }) => matches(pattern, name));
  if (groups.length === 0) stage.cannot(`no Auto Scaling group ${pattern}`);
  for (const { name, desired, min, max } of groups) {
    const wanted = changed(desired, to);
    const allowed = Math.min(Math.max(wanted, min), max);
    if (allowed !== wanted) stage.cannot(`${name}: ${wanted} is out of its bounds, ${min} to ${max}; ${allowed} taken`);
    if (allowed === desired) continue;
    stage.say(`somebody sets the desired capacity of ${name}: ${desired} → ${allowed}`);
    autoScaling.setDesiredCapacity(name, allowed);
  }
}

/** Autoscalers change desired counts, those of one-per-host and DAEMON services not. */
export function load(stage: Stage, { to, ...pattern }: Happening<'load'>): void {
  const services = servicesIn(stage, pattern).filter(({ isHostBound }) => !isHostBound);
  if (services.length === 0) {
    stage.cannot(`no service ${pattern.service} whose count follows load`);
    return;
  }
  for (const { cluster, serviceName: service, desiredCount: before } of services) {
    const desiredCount = changed(before, to);
    if (desiredCount === before) continue;
    stage.say(`the load of ${service} changes: desired count ${before} → ${desiredCount}`);
    stage.simulation.ecs.updateService({ cluster, service, desiredCount });
  }
}

/** Services are deployed anew, all at once. */
export function deploy(stage: Stage, pattern: Happening<'deploy'>): void {
  const services = servicesIn(stage, pattern);
  if (services.length === 0) {
    stage.cannot(`no service ${pattern.service} to deploy`);
    return;
  }
  stage.say(`somebody deploys ${services.map(({ serviceName }) => serviceName).join(', ')}`);
  for (const { cluster, serviceName: service } of services)
    stage.simulation.ecs.updateService({ cluster, service, forceNewDeployment: true });
}
