import type { DescribedGroup, DescribedMember } from '../../shared/aws/described-groups.ts';
import type { HostFinder } from '../../shared/aws/host-finder.ts';
import { clusterName } from '../../shared/domain/arn.ts';
import type { Cluster } from '../../shared/domain/cluster.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure, type Failure } from '../../shared/domain/errors.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import { isTerminating } from './cluster-facts.ts';
import type { Reads } from './reads.ts';
import type { CapacityProviderLook, GroupLook, GroupView, HostLook, MemberLook } from './snapshot.ts';
import { type GroupTerms, groupTermsOf, type ScaleInSettings } from './terms.ts';

/** On a group, the name or ARN of the cluster that its instances are to join: for a group of which none has joined. */
export const CLUSTER_TAG = 'ecs-ops:cluster';

/** What reading groups needs. */
export interface GroupDependencies {
  readonly reads: Pick<Reads, 'describeAllGroups' | 'describeMembers' | 'isRefreshing' | 'describeActivities'>;
  /** Searches every cluster of the account. */
  readonly finder: Pick<HostFinder, 'find'>;
  readonly settings: ScaleInSettings;
  /** Gives the time in milliseconds. */
  readonly clock: () => number;
}

/** What is wanted of the groups of a cluster. */
export interface ClusterWithGroups {
  readonly cluster: Cluster;
  readonly hosts: readonly HostLook[];
  readonly capacityProviders: readonly CapacityProviderLook[];
}

/** Groups looked at side by side. */
const GROUPS_AT_ONCE = 4;

/** All groups of the account, as one look found them. */
export class AccountGroups {
  readonly #dependencies: GroupDependencies;
  readonly #signal: AbortSignal;
  readonly #groups: readonly DescribedGroup[];
  readonly #groupByInstance: ReadonlyMap<string, string>;
  /** Why they could not be read. */
  readonly failure: Failure | undefined;

  private constructor(
    dependencies: GroupDependencies,
    signal: AbortSignal,
    read: { readonly groups: readonly DescribedGroup[]; readonly failure?: Failure },
  ) {
    this.#dependencies = dependencies;
    this.#signal = signal;
    this.#groups = read.groups;
    this.failure = read.failure;
    const members = read.groups.flatMap(({ members: own }) => own);
    this.#groupByInstance = new Map(
      members.map(({ ec2InstanceId, autoScalingGroupName }) => [ec2InstanceId, autoScalingGroupName]),
    );
  }

  /** Reads them; throws nothing. */
  static async read(dependencies: GroupDependencies, signal: AbortSignal): Promise<AccountGroups> {
    try {
      return new AccountGroups(dependencies, signal, { groups: await dependencies.reads.describeAllGroups(signal) });
    } catch (error) {
      return new AccountGroups(dependencies, signal, { groups: [], failure: asFailure(error) });
    }
  }

  /** The groups with a tag of that name. */
  tagged(tag: string): readonly DescribedGroup[] {
    return this.#groups.filter(({ tags }) => tags[tag] !== undefined);
  }

  /** The hosts that Auto Scaling is terminating, by EC2 instance id: all of them when that could not be read. */
  leaving(hosts: readonly Pick<Host, 'ec2InstanceId'>[]): ReadonlySet<string> {
    const ids = hosts.map(({ ec2InstanceId }) => ec2InstanceId);
    if (this.failure) return new Set(ids);
    const members = this.#groups.flatMap((group) => group.members);
    const terminating = new Set(members.filter(isTerminating).map(({ ec2InstanceId }) => ec2InstanceId));
    return new Set(ids.filter((id) => terminating.has(id)));
  }

  /** The groups of a cluster. One of which something could not be read is unreadable. */
  async of(wanted: ClusterWithGroups): Promise<readonly GroupView[]> {
    if (this.failure) {
      return [{ kind: 'unreadable', autoScalingGroupName: 'every group', failure: this.failure }];
    }
    const { cluster, hosts, capacityProviders } = wanted;
    const { settings } = this.#dependencies;
    const ofCluster = groupTermsOf(cluster.clusterArn, cluster.tags, settings.groupTerms).terms;
    const pooled = await this.#inPools(hosts);
    const names = new Set([
      ...hosts.flatMap(({ ec2InstanceId }) => this.#groupByInstance.get(ec2InstanceId) ?? []),
      ...pooled.map(({ autoScalingGroupName }) => autoScalingGroupName),
      ...capacityProviders.map(({ autoScalingGroupName }) => autoScalingGroupName),
      ...this.tagged(CLUSTER_TAG)
        .filter(({ tags }) => clusterName(tags[CLUSTER_TAG] ?? '') === clusterName(cluster.clusterArn))
        .map(({ autoScalingGroupName }) => autoScalingGroupName),
    ]);
    const joined = new Set(hosts.map(({ ec2InstanceId }) => ec2InstanceId));
    const groups = this.#groups.filter(({ autoScalingGroupName }) => names.has(autoScalingGroupName));
    return mapAtMost(GROUPS_AT_ONCE, groups, async (group): Promise<GroupView> => {
      const { autoScalingGroupName } = group;
      const { terms } = groupTermsOf(autoScalingGroupName, group.tags, ofCluster);
      const own = pooled.filter((member) => member.autoScalingGroupName === autoScalingGroupName);
      try {
        const look = await this.#look({ ...group, members: [...group.members, ...own] }, terms, joined);
        return { kind: 'read', ...look };
      } catch (error) {
        return { kind: 'unreadable', autoScalingGroupName, failure: asFailure(error) };
      }
    });
  }

  /** Hosts that wait in warm pools, which the list of groups leaves out. */
  async #inPools(hosts: readonly HostLook[]): Promise<readonly DescribedMember[]> {
    if (!this.#groups.some(({ hasWarmPool }) => hasWarmPool)) return [];
    const ids = hosts.map(({ ec2InstanceId }) => ec2InstanceId).filter((id) => !this.#groupByInstance.has(id));
    return this.#dependencies.reads.describeMembers(ids, this.#signal);
  }

  async #look(group: DescribedGroup, terms: GroupTerms, joined: ReadonlySet<string>): Promise<GroupLook> {
    const { reads } = this.#dependencies;
    // What becomes of a group that is not opted in is settled without asking more.
    const isServed = terms.optIn === 'in';
    const isRefreshing = isServed && (await reads.isRefreshing(group.autoScalingGroupName, this.#signal));
    const strangers = isServed ? await this.#strangers(group, terms, joined) : new Map<string, Stranger>();
    const members = group.members.map((member): MemberLook => {
      const { registration = 'unknown', launchedAt } = strangers.get(member.ec2InstanceId) ?? {};
      return { ...member, registration, launchedAt };
    });
    return { ...group, isRefreshing, lastScaleOut: { kind: 'not-asked' }, members };
  }

  /** Members in service that are none of the cluster's hosts. */
  async #strangers(
    { autoScalingGroupName, members }: DescribedGroup,
    { unjoinedMinutes }: GroupTerms,
    joined: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, Stranger>> {
    const { finder, reads, clock } = this.#dependencies;
    const unknown = members.filter(
      ({ ec2InstanceId, lifecycleState }) => lifecycleState === 'InService' && !joined.has(ec2InstanceId),
    );
    if (unknown.length === 0 || unjoinedMinutes === Infinity) return new Map();
    const answers = await finder.find(unknown, this.#signal);
    const strangers = new Map<string, Stranger>();
    for (const [id, { kind }] of answers) {
      if (kind === 'found') strangers.set(id, { registration: 'other-cluster' });
    }
    const unregistered = unknown.filter(({ ec2InstanceId }) => answers.get(ec2InstanceId)?.kind === 'not-found');
    if (unregistered.length === 0) return strangers;
    const since = clock() - unjoinedMinutes * 60_000;
    const activities = await reads.describeActivities(autoScalingGroupName, since, this.#signal);
    for (const { ec2InstanceId } of unregistered) {
      const activity = activities.find(({ description }) => description.includes(ec2InstanceId));
      // Without an activity since then, it was launched before; how long before does not matter.
      const launchedAt = Math.max(since, activity?.startedAt ?? since);
      strangers.set(ec2InstanceId, { registration: 'none', launchedAt });
    }
    return strangers;
  }
}

interface Stranger {
  readonly registration: MemberLook['registration'];
  readonly launchedAt?: number;
}
