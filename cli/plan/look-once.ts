import type { DeliveredEvent } from '../../simulator/services/event-bridge/target-input.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** Milliseconds of virtual time for the slowest look, of thousands of hosts at the rates of ECS. */
const LONGEST = 4 * 60_000;
/** Milliseconds in which what events cause has run as well; no message that comes back for a second look does so. */
const AFTERWARDS = 5_000;
const SERVICE = 'events.amazonaws.com';

/**
 * Has every function that a schedule wakes look once, now, and sends one event of a host for each cluster. Schedules
 * themselves are off.
 */
export async function lookOnce(simulation: Simulation, clusters: readonly string[]): Promise<void> {
  const awaited = wakeBySchedule(simulation);
  for (const cluster of clusters) sendHostEvent(simulation, cluster);
  const { lambda } = simulation;
  const haveLooked = (): boolean =>
    awaited.every((name) => lambda.invocations.some(({ functionName }) => functionName.endsWith(`-${name}`)));
  if (!(await simulation.runUntil(haveLooked, LONGEST))) throw new Error('A function has not looked in four minutes');
  await simulation.runFor(AFTERWARDS);
}

/** @returns names of the functions woken */
function wakeBySchedule({ eventBridge, sqs, clock, world }: Simulation): readonly string[] {
  return eventBridge.rules().flatMap((rule) => {
    if (rule.nextDue === undefined) return [];
    rule.state = 'DISABLED';
    const event: DeliveredEvent = {
      version: '0',
      id: rule.name,
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: world.account.id,
      time: new Date(clock.now()).toISOString(),
      region: world.account.region,
      resources: [rule.arn],
      detail: {},
    };
    return rule.targets.map(({ arn: targetArn, input }) => {
      const body = input(event, rule);
      const delivered = sqs.deliver({ targetArn, service: SERVICE, sourceArn: rule.arn, body });
      if (delivered.kind === 'refused') throw new Error(`${rule.name} reaches nobody: ${delivered.because}`);
      return nameOf(targetArn);
    });
  });
}

/** `host-sync` of the ARN of its queue, which is named after the stack and the function. */
function nameOf(queueArn: string): string {
  const queue = queueArn.split(':').at(-1) ?? '';
  return queue.replace(/^ecs-ops-/, '');
}

/** The agent of a host reports anew, which makes events and changes nothing; a DRAINING one rather than another. */
function sendHostEvent({ ecs }: Simulation, cluster: string): void {
  const hosts = ecs.view(cluster).hosts.filter(({ agentConnected }) => agentConnected);
  const host = hosts.find(({ status }) => status === 'DRAINING') ?? hosts[0];
  if (host === undefined) return;
  ecs.disconnectAgent(host.ec2InstanceId);
  ecs.reconnectAgent(host.ec2InstanceId);
}
