import type { Simulation } from '../../simulator/simulation.ts';

/** Items that one call lists or describes. Source: ECS API reference. */
const HOSTS_PER_PAGE = 100;
const SERVICES_PER_PAGE = 100;
const SERVICES_PER_DESCRIPTION = 10;

/** Milliseconds that a call takes there and back, and that a run takes besides: the simulator's median, and nothing. */
const CALL = 25;

/** How large the cluster is that an event is about. */
export interface ClusterSize {
  readonly hosts: number;
  readonly services: number;
}

/** What an invocation for each event, with everything listed each time, takes. */
export interface PerEvent {
  readonly invocations: number;
  readonly calls: number;
  readonly billedMilliseconds: number;
}

/**
 * A function that a rule invokes for each event, as small tools do it: it lists the hosts of the event's cluster and
 * describes them, lists its services and describes them. What it then does about them is not counted, nor what it waits
 * for, nor what is throttled and repeated: so it is cheaper here than it is.
 */
export function perEvent(events: number, { hosts, services }: ClusterSize): PerEvent {
  const calls =
    2 * Math.ceil(hosts / HOSTS_PER_PAGE) +
    Math.ceil(services / SERVICES_PER_PAGE) +
    Math.ceil(services / SERVICES_PER_DESCRIPTION);
  return { invocations: events, calls: events * calls, billedMilliseconds: events * calls * CALL };
}

const QUEUE = 'every-event';

/** Counts the events of a run that a rule with that pattern matches, from now on. */
export function countEvents({ sqs, eventBridge }: Simulation, eventPattern: unknown): () => number {
  const statement = {
    ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' },
    Resource: sqs.arnOf(QUEUE),
  };
  const queue = sqs.createQueue(QUEUE, {
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  eventBridge.putRule({ name: QUEUE, eventPattern, targets: [{ id: QUEUE, arn: queue.arn }] });
  return () => queue.metrics.sent;
}
