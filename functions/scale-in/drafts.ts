import { chunk } from '../../shared/domain/concurrency.ts';
import type { Remark } from '../../shared/domain/plan.ts';
import type { ScaleInAction, Verdict } from './actions.ts';
import type { ClusterFacts, HostFacts } from './cluster-facts.ts';
import type { Objection } from './host-nevers.ts';

/** ECS API reference: UpdateContainerInstancesState takes 10 container instances, PutAttributes 10 attributes. */
const HOSTS_PER_CALL = 10;

type Many = Extract<ScaleInAction, { readonly containerInstanceArns: readonly string[] }>;
type OfGroup = Extract<ScaleInAction, { readonly ec2InstanceIds: readonly string[] }>;
/** An action but for the hosts it is about. */
type Alike<A> = A extends unknown ? Omit<A, 'clusterArn' | 'containerInstanceArns' | 'ec2InstanceIds'> : never;

/** EC2 Auto Scaling API reference, TerminateInstanceInAutoScalingGroup and SetInstanceProtection. */
const INSTANCES_PER_CALL: Readonly<Record<OfGroup['kind'], number>> = {
  'terminate-hosts': 100,
  'replace-hosts': 100,
  'clear-scale-in-protection': 50,
};

/** A plan for a cluster as it comes into being. What is done alike to several hosts becomes as few actions as calls. */
export class Draft {
  readonly warnings: Remark[] = [];
  readonly heldBack: Remark[] = [];
  readonly #clusterArn: string;
  readonly #verdicts = new Map<HostFacts, Verdict>();
  readonly #ofHosts = new Map<string, { readonly action: Alike<Many>; readonly arns: string[] }>();
  readonly #ofGroups = new Map<string, { readonly action: Alike<OfGroup>; readonly ids: string[] }>();

  constructor(clusterArn: string) {
    this.#clusterArn = clusterArn;
  }

  /** Says what becomes of a host. The first word counts. */
  judge(facts: HostFacts, outcome: Verdict['outcome'], { reason, detail }: Objection): void {
    if (this.#verdicts.has(facts)) return;
    const { containerInstanceArn, ec2InstanceId } = facts.host;
    const verdict = { clusterArn: this.#clusterArn, containerInstanceArn, ec2InstanceId, outcome, reason };
    this.#verdicts.set(facts, detail === undefined ? verdict : { ...verdict, detail });
  }

  verdictOn(facts: HostFacts): Verdict | undefined {
    return this.#verdicts.get(facts);
  }

  /** Does something to a host of the cluster. */
  doTo({ containerInstanceArn }: Pick<HostFacts['host'], 'containerInstanceArn'>, action: Alike<Many>): void {
    const key = JSON.stringify(action);
    const alike = this.#ofHosts.get(key);
    if (alike) alike.arns.push(containerInstanceArn);
    else this.#ofHosts.set(key, { action, arns: [containerInstanceArn] });
  }

  /** Does something to an instance of a group. */
  doToInstance(ec2InstanceId: string, action: Alike<OfGroup>): void {
    const key = JSON.stringify(action);
    const alike = this.#ofGroups.get(key);
    if (alike) alike.ids.push(ec2InstanceId);
    else this.#ofGroups.set(key, { action, ids: [ec2InstanceId] });
  }

  get actions(): readonly ScaleInAction[] {
    const clusterArn = this.#clusterArn;
    const ofHosts = [...this.#ofHosts.values()].flatMap(({ action, arns }) =>
      chunk(HOSTS_PER_CALL, arns).map(
        (containerInstanceArns): Many => ({ ...action, clusterArn, containerInstanceArns }),
      ),
    );
    const ofGroups = [...this.#ofGroups.values()].flatMap(({ action, ids }) =>
      chunk(INSTANCES_PER_CALL[action.kind], ids).map(
        (ec2InstanceIds): OfGroup => ({ ...action, clusterArn, ec2InstanceIds }),
      ),
    );
    return [...ofHosts, ...ofGroups];
  }

  /** One for each host, in the hosts' order. */
  verdicts({ hosts }: ClusterFacts): readonly Verdict[] {
    return hosts.map((facts) => this.verdictOn(facts)).filter((verdict) => verdict !== undefined);
  }
}
