import { Simulation } from '../simulator/simulation.ts';

/** What a storm of container-instance events cost. */
export interface StormCost {
  readonly hosts: number;
  readonly events: number;
  readonly invocations: number;
  readonly calls: number;
  /** What an invocation per event with full listing would have called on the same storm. */
  readonly naiveCalls: number;
}

const SERVICES = 5;
const CLUSTER = 'storm';
/** Pages of the API. */
const HOSTS_PER_PAGE = 100;
const SERVICES_PER_CALL = 10;
const SETTLED = 10 * 60_000;

/**
 * Counts what host-sync does about one event of each host of a cluster, with nothing to change. An invocation per event,
 * as small tools do it, lists all hosts and describes the services each time.
 */
export async function eventStorm(hosts: number): Promise<StormCost> {
  const simulation = await Simulation.start({ seed: 1 });
  try {
    prepare(simulation, hosts);
    await simulation.runFor(SETTLED);
    const since = simulation.clock.now();
    const connected = simulation.ecs.view(CLUSTER).hosts.map(({ ec2InstanceId }) => ec2InstanceId);
    for (const ec2InstanceId of connected) simulation.ecs.disconnectAgent(ec2InstanceId);
    await simulation.runFor(60_000);
    // The other functions have schedules of their own.
    const functionName = simulation.stack.resources['HostSyncLambdaFunction']?.ref;
    const calls = simulation.calls.count({ since, ...(functionName === undefined ? {} : { functionName }) });
    const naiveCalls = hosts * (Math.ceil(hosts / HOSTS_PER_PAGE) + Math.ceil(SERVICES / SERVICES_PER_CALL));
    const invocations = simulation.lambda.invocations.filter(
      (invocation) => invocation.start >= since && invocation.functionName === functionName,
    ).length;
    return { hosts, events: hosts, invocations, calls, naiveCalls };
  } finally {
    await simulation.close();
  }
}

function prepare({ ecs }: Simulation, hosts: number): void {
  ecs.createCluster({ clusterName: CLUSTER });
  ecs.registerTaskDefinition({ family: 'agent', cpu: '16', memory: '32' });
  for (let index = 0; index < SERVICES; index += 1) {
    ecs.createService({
      cluster: CLUSTER,
      serviceName: `agent-${index}`,
      taskDefinition: 'agent',
      desiredCount: hosts,
      placementConstraints: [{ type: 'distinctInstance' }],
      tags: { 'ecs-ops:one-per-host': 'true' },
    });
  }
  for (let index = 0; index < hosts; index += 1) {
    const ec2InstanceId = `i-${index.toString(16).padStart(17, '0')}`;
    const availabilityZone = `eu-west-1${'abc'.charAt(index % 3)}`;
    ecs.registerHost({ cluster: CLUSTER, ec2InstanceId, availabilityZone, cpu: 2048, memory: 7600 });
  }
}
