import { readFileSync } from 'node:fs';
import type { HostSyncEvent } from '../../functions/host-sync/event.ts';
import type { Message, SqsRecord } from '../../shared/runtime/messages.ts';
import { clusterArn, HERE } from './clusters.ts';

/** An event as AWS documents it, from `test/events`, with some of its fields replaced. */
export function anEvent(name: string, overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const text = readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8');
  return { ...(JSON.parse(text) as Record<string, unknown>), ...overrides };
}

/** A container-instance event about a cluster by its name. */
export function aStateChange(cluster = 'default', status = 'ACTIVE'): Record<string, unknown> {
  const event = anEvent('ecs-container-instance-state-change');
  return { ...event, detail: { ...(event.detail as object), clusterArn: clusterArn(cluster), status } };
}

/** A record of SQS, received for the first time, with a container-instance event, unless told otherwise. */
export function aRecord(overrides: { id?: string; body?: string; receiveCount?: number } = {}): SqsRecord {
  const { id = 'message-1', body = JSON.stringify(aStateChange()), receiveCount = 1 } = overrides;
  return {
    messageId: id,
    receiptHandle: `receipt of ${id}`,
    body,
    attributes: { ApproximateReceiveCount: String(receiveCount) },
    eventSourceARN: `arn:aws:sqs:${HERE.region}:${HERE.accountId}:host-sync`,
  };
}

/** A parsed message about a cluster by its name, or about every cluster. */
export function aMessage(
  messageId: string,
  about: { readonly cluster: string } | 'every-cluster',
  receiveCount = 1,
): Message<HostSyncEvent> {
  const event: HostSyncEvent =
    about === 'every-cluster'
      ? { kind: 'every-cluster', place: HERE }
      : { kind: 'one-cluster', clusterArn: clusterArn(about.cluster) };
  return { messageId, receiveCount, event };
}
