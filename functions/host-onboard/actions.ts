import type { Action, Plan } from '../../shared/domain/plan.ts';
import type { Finding, Memory } from './marker.ts';

/** What a host is bought as; anything that EC2 may take away is `spot`. */
export type Lifecycle = 'spot' | 'on-demand';

/** Puts both attributes on at most five hosts of one cluster, which get the same (PutAttributes). Repeating it changes nothing. */
export interface LabelHosts extends Action {
  readonly kind: 'label-hosts';
  readonly reason: 'host-joined' | 'host-looked-at-again';
  readonly clusterArn: string;
  readonly containerInstanceArns: readonly string[];
  readonly lifecycle: Lifecycle;
  readonly marker: string;
  /** What was found and told of these hosts for the first time. */
  readonly found: readonly Finding[];
}

/**
 * Lets the token of IMDSv2 travel to containers (ModifyInstanceMetadataOptions), and then says so in the marker. Never
 * lowers a limit. Cut short in between, it leaves a host whose marker the schedule puts right. The label goes with the
 * marker, for what carries that is not looked at any more.
 */
export interface RaiseHopLimit extends Action {
  readonly kind: 'raise-hop-limit';
  readonly reason: 'hop-limit-found';
  readonly clusterArn: string;
  readonly containerInstanceArns: readonly [string];
  readonly ec2InstanceId: string;
  readonly from: number;
  readonly to: number;
  readonly lifecycle: Lifecycle;
  /** The marker of the host from then on. */
  readonly marker: string;
}

/** Tells the operator what was found on all hosts of the run. */
export interface NotifyOperator extends Action {
  readonly kind: 'notify-operator';
  readonly reason: 'metadata-findings';
  /** How many hosts it is about. */
  readonly hosts: number;
  readonly subject: string;
  readonly message: string;
}

/** Everything that host-onboard does. */
export type HostOnboardAction = LabelHosts | RaiseHopLimit | NotifyOperator;

/** A host that is labelled once a person was told. */
export interface Report {
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
  readonly ec2InstanceId: string;
  readonly lifecycle: Lifecycle;
  /** The marker that it carries; undefined for a host not seen yet. */
  readonly before: string | undefined;
  /** What is to be remembered of it. */
  readonly memories: ReadonlySet<Memory>;
  /** What was found for the first time. */
  readonly found: readonly Finding[];
  /** What of it this process has not told yet. */
  readonly toTell: readonly Finding[];
  /** Its hop limit is raised in this run. */
  readonly isRepaired: boolean;
}

/** What host-onboard decided. */
export interface HostOnboardPlan extends Plan<HostOnboardAction> {
  readonly reports: readonly Report[];
  /** Made once a person was told: of what is mended nobody would find the fault any more. */
  readonly repairs: readonly RaiseHopLimit[];
}
