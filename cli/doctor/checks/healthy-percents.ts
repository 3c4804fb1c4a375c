import type { ServiceEntry } from '../../snapshot/snapshot.ts';
import { cloudFormation, commands, type Finding, named, quoted, words } from '../finding.ts';
import { isReplicaOnHosts, type Patient, serviceName } from '../patient.ts';
import { isDistinct, isOnePerHost } from '../service-kinds.ts';

/** What deployment percents mean for so many tasks. */
export interface TaskBounds {
  /** Fewest tasks that are kept running. */
  readonly least: number;
  /** Most tasks that there may be. */
  readonly most: number;
}

/** ECS rounds the minimum up and the maximum down. Source: ECS API reference, DeploymentConfiguration. */
export function boundsOf({ desiredCount, deploymentConfiguration }: ServiceEntry): TaskBounds | undefined {
  const { minimumHealthyPercent: minimum, maximumPercent: maximum } = deploymentConfiguration ?? {};
  if (minimum === undefined || maximum === undefined) return undefined;
  return {
    least: Math.ceil((desiredCount * minimum) / 100),
    most: Math.floor((desiredCount * maximum) / 100),
  };
}

/** Services that neither stop a task first nor start one first, so that no drain of their hosts ends. */
export function healthyPercents({ snapshot }: Patient): Finding[] {
  const services = snapshot.services.filter(isReplicaOnHosts);
  const unsaid = services.filter((service) => boundsOf(service) === undefined).map(serviceName);
  return [
    ...services.filter((service) => !isOnePerHost(service) && isStuck(service)).map(stuck),
    ...services
      .filter((service) => isOnePerHost(service) && isDistinct(service) && stopsNone(service))
      .map(stopsNoTask),
    ...(unsaid.length > 0 ? [notTold(unsaid)] : []),
  ];
}

function isStuck(service: ServiceEntry): boolean {
  const { minimumHealthyPercent = 0, maximumPercent = Infinity } = service.deploymentConfiguration ?? {};
  // Whatever its count becomes.
  if (minimumHealthyPercent >= 100 && maximumPercent <= 100) return true;
  const bounds = boundsOf(service);
  const { desiredCount } = service;
  return bounds !== undefined && desiredCount > 0 && bounds.least >= desiredCount && bounds.most <= desiredCount;
}

function stopsNone(service: ServiceEntry): boolean {
  if ((service.deploymentConfiguration?.minimumHealthyPercent ?? 0) >= 100) return true;
  const bounds = boundsOf(service);
  return bounds !== undefined && service.desiredCount > 0 && bounds.least >= service.desiredCount;
}

function percentsOf({ deploymentConfiguration }: ServiceEntry): string {
  return `minimum healthy ${deploymentConfiguration?.minimumHealthyPercent} %, maximum ${deploymentConfiguration?.maximumPercent} %`;
}

function stuck(service: ServiceEntry): Finding {
  const { clusterArn, serviceName: name, desiredCount, deploymentConfiguration } = service;
  const minimum = deploymentConfiguration?.minimumHealthyPercent ?? 100;
  return {
    severity: 'problem',
    about: `service ${serviceName(service)}`,
    meaning: `With ${percentsOf(service)} and ${desiredCount} tasks ECS may neither stop a task first nor start one first: a drain of its hosts never ends, and neither does a deployment.`,
    mends: [
      ...commands(updateService(clusterArn, name, { minimum, maximum: 200 })),
      cloudFormation('DeploymentConfiguration: {MaximumPercent: 200}'),
      words('Where two tasks may not run side by side, lower the minimum healthy percent to 0 instead.'),
    ],
  };
}

function stopsNoTask(service: ServiceEntry): Finding {
  const { clusterArn, serviceName: name, desiredCount, deploymentConfiguration } = service;
  const least = desiredCount === 1 ? 0 : 50;
  return {
    severity: 'warning',
    about: `service ${serviceName(service)}`,
    meaning: `One task per host with distinctInstance, and ${percentsOf(service)}: a deployment can stop no task, and finds no host for a new one. Drains are not held up, as host-sync lowers the count.`,
    mends: [
      ...commands(
        updateService(clusterArn, name, {
          minimum: least,
          maximum: Math.max(deploymentConfiguration?.maximumPercent ?? 100, 100),
        }),
      ),
      cloudFormation(`DeploymentConfiguration: {MinimumHealthyPercent: ${least}}`),
    ],
  };
}

/** UpdateService takes both percents or neither. Source: ECS API reference, DeploymentConfiguration. */
function updateService(
  clusterArn: string,
  name: string,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): string {
  const cluster = clusterArn.split('/').at(-1) ?? clusterArn;
  return `aws ecs update-service --cluster ${quoted(cluster)} --service ${quoted(name)} --deployment-configuration minimumHealthyPercent=${minimum},maximumPercent=${maximum}`;
}

function notTold(services: readonly string[]): Finding {
  return {
    severity: 'note',
    about: `services ${named(services)}`,
    meaning:
      'Their minimum healthy and maximum percents are not in the file: whether a drain of their hosts ends cannot be told.',
    mends: [words('Take the snapshot anew, with whole answers of DescribeServices.')],
  };
}
