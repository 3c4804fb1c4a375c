import type { CloudWatchSimulator } from '../../services/cloud-watch/cloud-watch-simulator.ts';
import type { EventBridgeSimulator } from '../../services/event-bridge/event-bridge-simulator.ts';
import type { LogsSimulator } from '../../services/logs/logs-simulator.ts';
import type { SnsSimulator } from '../../services/sns/sns-simulator.ts';
import type { ResourceType } from '../deployer.ts';
import { cloudWatchTypes } from './cloud-watch.ts';
import { eventTypes } from './events.ts';
import { type FunctionParts, functionTypes } from './functions.ts';
import { logsTypes } from './logs.ts';
import { queueTypes } from './queues.ts';
import { recordedTypes } from './recorded.ts';
import { roleTypes } from './roles.ts';
import { topicTypes } from './topics.ts';

/** The services in which a stack's resources are created. */
export interface ResourceParts extends FunctionParts {
  readonly eventBridge: EventBridgeSimulator;
  readonly sns: SnsSimulator;
  readonly cloudWatch: CloudWatchSimulator;
  readonly logs: LogsSimulator;
}

/** Every resource type that a template may have, by name. */
export function resourceTypes(parts: ResourceParts): Readonly<Record<string, ResourceType>> {
  return {
    ...queueTypes(parts.sqs),
    ...roleTypes(parts.iam),
    ...functionTypes(parts),
    ...eventTypes(parts.eventBridge),
    ...topicTypes(parts.sns),
    ...cloudWatchTypes(parts.cloudWatch),
    ...logsTypes(parts.logs),
    ...recordedTypes(),
  };
}
