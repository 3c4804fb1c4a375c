import * as v from 'valibot';
import { SCALE_IN_SETTINGS, toScaleInSettings } from '../../functions/scale-in/settings.ts';
import { type GroupTerms, groupTermsOf, type ScaleInSettings } from '../../functions/scale-in/terms.ts';
import { TAGS as GATE_TAGS } from '../../functions/termination-gate/drain-terms.ts';
import { isOurs, MANAGED_DRAINING_HOOK, type OurHooks } from '../../functions/termination-gate/hooks.ts';
import type { Tags } from '../../shared/domain/cluster.ts';
import { clusterOfHost } from '../snapshot/entities.ts';
import type {
  AutoScalingGroupEntry,
  CapacityProviderEntry,
  ClusterEntry,
  ContainerInstanceEntry,
  InstanceEntry,
  LifecycleHookEntry,
  ListName,
  ServiceEntry,
  Snapshot,
} from '../snapshot/snapshot.ts';

/** The stack's topic for hooks ends so, whatever the stack's name. Source: infra/termination-gate.yml. */
const TOPIC_OF_A_STACK = /^arn:[^:]+:sns:.*-termination-gate$/;
const TERMINATING = 'autoscaling:EC2_INSTANCE_TERMINATING';

/** What is known besides the file. */
export interface Circumstances {
  /** Lists that are not in the file, or could not be read. */
  readonly absent: ReadonlySet<ListName>;
  /** What was said about calls that failed, when an account was read. */
  readonly unread: readonly string[];
  /** The topic of the stack; any that is called as a stack's is taken for it when undefined. */
  readonly topicArn: string | undefined;
  /** `terminationGateHookNames` of the stack. */
  readonly hookNames: readonly string[];
}

/** A snapshot, with what belongs together in it. */
export class Patient {
  readonly snapshot: Snapshot;
  readonly circumstances: Circumstances;
  /** What the stack's settings say unless they were changed. */
  readonly scaleIn: ScaleInSettings = toScaleInSettings(v.parse(v.object(SCALE_IN_SETTINGS), {}));
  readonly #groupByInstance: ReadonlyMap<string, AutoScalingGroupEntry>;
  readonly #instances: ReadonlyMap<string, InstanceEntry>;
  readonly #hosts: ReadonlySet<string>;

  constructor(snapshot: Snapshot, circumstances: Circumstances) {
    this.snapshot = snapshot;
    this.circumstances = circumstances;
    this.#groupByInstance = new Map(
      snapshot.autoScalingGroups.flatMap((group) =>
        (group.Instances ?? []).map(({ InstanceId }) => [InstanceId, group] as const),
      ),
    );
    this.#instances = new Map(snapshot.instances.map((instance) => [instance.InstanceId, instance]));
    this.#hosts = new Set(snapshot.containerInstances.flatMap(({ ec2InstanceId }) => ec2InstanceId ?? []));
  }

  /** Whether a list is in the file. */
  has(list: ListName): boolean {
    return !this.circumstances.absent.has(list);
  }

  /** Groups that hosts are in, that a capacity provider has, or that say which cluster they are of. */
  get hostGroups(): readonly AutoScalingGroupEntry[] {
    return this.snapshot.autoScalingGroups.filter(
      (group) =>
        (group.Instances ?? []).some(({ InstanceId }) => this.#hosts.has(InstanceId)) ||
        this.providersOf(group).length > 0 ||
        tagsOf(group.Tags)[GATE_TAGS.cluster] !== undefined,
    );
  }

  providersOf({ AutoScalingGroupName }: AutoScalingGroupEntry): readonly CapacityProviderEntry[] {
    return this.snapshot.capacityProviders.filter(
      ({ autoScalingGroupProvider }) =>
        // Either the ARN of a group or its name. Source: ECS API reference, AutoScalingGroupProvider.
        autoScalingGroupProvider?.autoScalingGroupArn.split('autoScalingGroupName/').at(-1) === AutoScalingGroupName,
    );
  }

  terminateHooksOf({ AutoScalingGroupName }: AutoScalingGroupEntry): readonly LifecycleHookEntry[] {
    return this.snapshot.lifecycleHooks.filter(
      (hook) => hook.AutoScalingGroupName === AutoScalingGroupName && hook.LifecycleTransition === TERMINATING,
    );
  }

  /** Whether termination-gate completes a hook, by the function's own rule. */
  serves({ LifecycleHookName, NotificationTargetARN, HeartbeatTimeout = 3600 }: LifecycleHookEntry): boolean {
    const { topicArn, hookNames: names } = this.circumstances;
    const target = NotificationTargetARN === '' ? undefined : NotificationTargetARN;
    const isTopic = topicArn === undefined && target !== undefined && TOPIC_OF_A_STACK.test(target);
    const ours: OurHooks = { topicArn: isTopic ? target : (topicArn ?? ''), names };
    const hook = {
      lifecycleHookName: LifecycleHookName,
      heartbeatTimeout: HeartbeatTimeout,
      notificationTargetArn: target,
      notificationMetadata: undefined,
    };
    return isOurs(hook, ours);
  }

  /** Whether ECS drains the hosts of a group itself. */
  hasManagedDraining(group: AutoScalingGroupEntry): boolean {
    return (
      this.terminateHooksOf(group).some(({ LifecycleHookName }) => LifecycleHookName === MANAGED_DRAINING_HOOK) ||
      this.providersOf(group).some((provider) => provider.autoScalingGroupProvider?.managedDraining === 'ENABLED')
    );
  }

  /** Whether ECS sizes a group itself. */
  hasManagedScaling(group: AutoScalingGroupEntry): boolean {
    const providers = this.providersOf(group);
    if (providers.length === 0) return tagsOf(group.Tags)['AmazonECSManaged'] !== undefined;
    return providers.some((each) => each.autoScalingGroupProvider?.managedScaling?.status === 'ENABLED');
  }

  groupOf({ ec2InstanceId = '' }: ContainerInstanceEntry): AutoScalingGroupEntry | undefined {
    return this.#groupByInstance.get(ec2InstanceId);
  }

  instanceOf({ ec2InstanceId = '' }: ContainerInstanceEntry): InstanceEntry | undefined {
    return this.#instances.get(ec2InstanceId);
  }

  clusterOf(host: ContainerInstanceEntry): ClusterEntry | undefined {
    const arn = clusterOfHost(host, this.snapshot.clusters);
    return this.snapshot.clusters.find(({ clusterArn }) => clusterArn === arn);
  }

  hostsOf(cluster: ClusterEntry): readonly ContainerInstanceEntry[] {
    return this.snapshot.containerInstances.filter((host) => this.clusterOf(host) === cluster);
  }

  /** The clusters of a group: those of its hosts, and the one that its tag names. */
  clustersOf(group: AutoScalingGroupEntry): readonly ClusterEntry[] {
    const hosts = this.snapshot.containerInstances.filter((host) => this.groupOf(host) === group);
    const tagged = tagsOf(group.Tags)[GATE_TAGS.cluster];
    const providers = this.providersOf(group).map(({ name }) => name);
    const arns = new Set(hosts.map((host) => this.clusterOf(host)?.clusterArn));
    return this.snapshot.clusters.filter(
      ({ clusterArn, clusterName, capacityProviders = [] }) =>
        arns.has(clusterArn) ||
        [clusterArn, clusterName].includes(tagged ?? '') ||
        capacityProviders.some((name) => providers.includes(name)),
    );
  }

  /** The terms of scale-in for a group, by the function's own rules and the settings' defaults. */
  scaleInTermsOf(group: AutoScalingGroupEntry): GroupTerms {
    const [cluster] = this.clustersOf(group);
    const fallback = groupTermsOf('', tagsOf(cluster?.tags), this.scaleIn.groupTerms).terms;
    return groupTermsOf('', tagsOf(group.Tags), fallback).terms;
  }

  /** Whether a group opted in to scale-in. */
  scalesIn(group: AutoScalingGroupEntry): boolean {
    return this.scaleInTermsOf(group).optIn === 'in';
  }
}

type AnyTag =
  | { readonly key: string; readonly value?: string | undefined }
  | {
      readonly Key: string;
      readonly Value?: string | undefined;
    };

/** Tags by key, of ECS or of Auto Scaling. */
export function tagsOf(tags: readonly AnyTag[] | undefined): Tags {
  return Object.fromEntries(
    (tags ?? []).map((tag) => ('key' in tag ? [tag.key, tag.value ?? ''] : [tag.Key, tag.Value ?? ''])),
  );
}

/** `shop/web`. */
export function serviceName({ clusterArn, serviceName: name }: ServiceEntry): string {
  return `${clusterArn.split('/').at(-1)}/${name}`;
}

/** Whether a service's tasks run on hosts, and keep a count of their own. */
export function isReplicaOnHosts({ launchType, capacityProviderStrategy = [], ...service }: ServiceEntry): boolean {
  const isElsewhere = launchType === 'FARGATE' || launchType === 'EXTERNAL' || launchType === 'MANAGED_INSTANCES';
  const onFargate = capacityProviderStrategy.some(({ capacityProvider }) => capacityProvider.startsWith('FARGATE'));
  const isActive = (service.status ?? 'ACTIVE') === 'ACTIVE';
  return isActive && !isElsewhere && !onFargate && service.schedulingStrategy !== 'DAEMON';
}

/** How to name a host to a person. */
export function hostName({ ec2InstanceId, containerInstanceArn }: ContainerInstanceEntry): string {
  return ec2InstanceId ?? containerInstanceArn;
}
