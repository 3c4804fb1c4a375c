import type { Simulation } from '../../../simulator/simulation.ts';
import type { HostFate, KilledTask, Loss, ServiceFate } from './rehearsal.ts';
import type { Witness } from './witness.ts';

/** What losses are found in. */
interface Found {
  readonly simulation: Simulation;
  readonly witness: Witness;
  readonly hosts: readonly HostFate[];
  readonly services: readonly ServiceFate[];
  readonly killed: readonly KilledTask[];
}

/** Names what was lost, or is left behind at the end. What was so in the beginning does not count. */
export function lossesIn(found: Found): readonly Loss[] {
  return [...killedTasks(found), ...shortServices(found), ...hostsLeft(found), ...parked(found)];
}

function killedTasks({ killed }: Found): Loss[] {
  return killed
    .filter(({ isDaemon }) => !isDaemon)
    .map(({ group, host, by }) => ({
      what: 'task-killed',
      about: group,
      message: `a task of ${group.replace(/^\w+:/, '')} was killed with ${host}: ended by ${by}`,
    }));
}

function shortServices({ services }: Found): Loss[] {
  return services
    .filter(({ start, end }) => end.desired - end.running > Math.max(0, start.desired - start.running))
    .map(({ service, end }) => ({
      what: 'service-short',
      about: service,
      message: `${service} runs ${end.running} of ${end.desired} tasks at the end`,
    }));
}

function hostsLeft({ hosts, witness }: Found): Loss[] {
  return hosts
    .filter(({ fate, host }) => isLeft(fate) && witness.hosts.get(host)?.wasDraining !== true)
    .map(({ host, name, fate }) => ({
      what: 'host-left',
      about: host,
      message: `${name} is still ${fate === 'held' ? 'held by its hook' : 'DRAINING'} at the end`,
    }));
}

function isLeft(fate: HostFate['fate']): boolean {
  return fate === 'draining' || fate === 'held';
}

function parked({ simulation: { sqs } }: Found): Loss[] {
  return sqs.queues().flatMap(({ name }) => {
    const messages = name.includes('dead-letter') ? (sqs.queue(name)?.messages().length ?? 0) : 0;
    if (messages === 0) return [];
    return [{ what: 'message-parked', about: name, message: `${messages} messages are parked on ${name}` } as const];
  });
}
