import type { Simulation } from '../../../simulator/simulation.ts';
import type { HostNames } from '../host-names.ts';
import { type Outcome, outcome } from './promise.ts';

/** What is promised of the account when everything is over. */
export function accountTidy(simulation: Simulation, clusters: readonly string[], names: HostNames): readonly Outcome[] {
  return [noHostLeftBehind(simulation, clusters, names), queuesEmpty(simulation), functionsRan(simulation)];
}

function noHostLeftBehind(
  { ecs, ec2, autoScaling }: Simulation,
  clusters: readonly string[],
  names: HostNames,
): Outcome {
  const all = clusters.flatMap((cluster) => ecs.view(cluster).hosts);
  const hosts = all.flatMap(({ ec2InstanceId, status }) => {
    const state = ec2.instance(ec2InstanceId)?.state ?? 'gone';
    const member = autoScaling.membershipOf(ec2InstanceId)?.state ?? 'in no group';
    const isRight = status === 'ACTIVE' && state === 'running' && member === 'InService';
    return isRight ? [] : [`${names.of(ec2InstanceId)} is ${status}, ${state} and ${member}`];
  });
  const groups = autoScaling
    .views()
    .flatMap(({ name, desired, instances }) =>
      instances.length === desired ? [] : [`${name} has ${instances.length} of ${desired} instances`],
    );
  const held = autoScaling.lifecycleActions().filter(({ end }) => end === undefined);
  const waits = held.map(({ instanceId }) => `${names.of(instanceId)} is still held`);
  const inService = `${all.length} hosts, all in service`;
  return outcome('no host is left behind', [...hosts, ...groups, ...waits], inService);
}

function queuesEmpty({ sqs }: Simulation): Outcome {
  const queues = sqs.queues().map(({ name }) => ({ name, messages: sqs.queue(name)?.messages().length ?? 0 }));
  const faults = queues.filter(({ messages }) => messages > 0).map(({ name, messages }) => `${name} holds ${messages}`);
  return outcome('no message is left on a queue or a dead-letter queue', faults, `${queues.length} queues`);
}

function functionsRan({ lambda }: Simulation): Outcome {
  const faults = lambda.invocations.flatMap(({ functionName, outcome: { kind, ...more } }) => {
    const why = 'errorMessage' in more ? ` (${String(more.errorMessage).split('\n')[0]})` : '';
    return kind === 'succeeded' ? [] : [`${functionName} ${kind}${why}`];
  });
  return outcome('no function has failed', faults, `${lambda.invocations.length} invocations`);
}
