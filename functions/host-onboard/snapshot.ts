import type { InstanceIds } from '../../shared/domain/decision-fields.ts';
import type { Failure } from '../../shared/domain/errors.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { Instance } from '../../shared/domain/instances.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { LabelHosts, RaiseHopLimit } from './actions.ts';
import type { Finding } from './marker.ts';

/** Whether containers of a cluster take their AWS credentials from the role of the instance, over the network. */
export type Reliance =
  | { readonly kind: 'relied'; readonly taskDefinitionArn: string }
  /** No task that runs now does. */
  | { readonly kind: 'not-relied' }
  /** Too much to read; it is left at that. */
  | { readonly kind: 'unclear'; readonly detail: string }
  /** Could not be read this time, or was not asked. */
  | { readonly kind: 'unread' };

/** A host as it was found. */
export interface HostView {
  readonly clusterArn: string;
  readonly host: Host;
  /** Undefined when EC2 does not know it. */
  readonly instance: Instance | undefined;
  readonly reliance: Reliance;
  /** What this process told a person about the host, whether the marker says so or not. */
  readonly told: ReadonlySet<Finding>;
}

/** What the settings allow. */
export interface Policy {
  readonly repairs: boolean;
  /** Instances whose hop limit a run may raise. */
  readonly repairBudget: number;
}

/** What a look found. */
export interface HostsSeen {
  readonly kind: 'hosts-seen';
  readonly policy: Policy;
  readonly hosts: readonly HostView[];
  /** Hosts that events were about and that are none of ours, with the reason. */
  readonly aside: readonly Remark[];
  readonly unreadable: readonly { readonly clusterArn: string; readonly failure: Failure }[];
  /** Clusters with more hosts to look at than a run takes. */
  readonly unfinished: ReadonlySet<string>;
  /** Why it could not be told which clusters there are, when all were asked for. */
  readonly everywhereFailure?: Failure;
}

/** What is left to do once a person was told: to put down that it was, and to mend what may be mended. */
export interface FindingsTold {
  readonly kind: 'findings-told';
  readonly labels: readonly LabelHosts[];
  readonly repairs: readonly RaiseHopLimit[];
  /** Ids of their instances, by the ARN of the container instance. */
  readonly instances: InstanceIds;
}

/** What host-onboard decides upon. */
export type Snapshot = HostsSeen | FindingsTold;
