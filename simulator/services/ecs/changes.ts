import type { HostStatus, TaskStatus } from './state/records.ts';

/** A task came to be, or changed. */
export interface TaskChange {
  readonly kind: 'task';
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  readonly clusterName: string;
  readonly taskArn: string;
  readonly group: string;
  readonly ec2InstanceId: string | undefined;
  readonly lastStatus: TaskStatus;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly stoppedReason: string | undefined;
}

/** A container instance registered, changed status, lost or regained its agent, or was deregistered. */
export interface HostChange {
  readonly kind: 'host';
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  readonly clusterName: string;
  readonly containerInstanceArn: string;
  readonly ec2InstanceId: string;
  readonly status: HostStatus;
  readonly agentConnected: boolean;
}

/** A service was created, updated or deleted, or has a new event message. */
export interface ServiceChange {
  readonly kind: 'service';
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  readonly clusterName: string;
  readonly serviceName: string;
  readonly status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** The service's new event message, if that is what changed. */
  readonly message: string | undefined;
}

/** A transition, for timelines and assertions. */
export type EcsChange = TaskChange | HostChange | ServiceChange;

/** Told of every transition, synchronously, after the state has changed. */
export type EcsListener = (change: EcsChange) => void;
