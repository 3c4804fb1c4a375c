import { hasOwnMarks } from '../../functions/scale-in/attributes.ts';
import type { Reads } from '../../functions/scale-in/reads.ts';
import type { ClusterLook, GroupLook } from '../../functions/scale-in/snapshot.ts';
import type { Writes } from '../../functions/scale-in/writes.ts';
import type { PlacedTask } from '../../shared/aws/cluster-tasks.ts';
import type { HostAnswer, HostFinder } from '../../shared/aws/host-finder.ts';
import { RetryableError } from '../../shared/domain/errors.ts';

/** Name of a read or a write. */
export type Call = keyof Reads | keyof Writes;

/** Clusters in memory that answer scale-in's reads, and take down its writes. */
export class ScaleInWorld {
  /** What was called, as in `describeHosts default`; account-wide calls have no cluster. */
  readonly calls: string[] = [];
  /** Calls that fail from now on, in a cluster by its ARN, or everywhere. */
  readonly failing: { readonly call: Call; readonly clusterArn?: string }[] = [];
  /** Hosts by expression; an expression that is not here finds all. */
  readonly expressions = new Map<string, readonly string[]>();
  /** Expressions of task definitions, by ARN. */
  readonly constraints = new Map<string, readonly string[]>();
  /** ARNs of tasks that are protected. */
  readonly protected = new Set<string>();
  /** Instances that another run sets to ACTIVE after they were looked at. */
  readonly givenBack = new Set<string>();
  readonly #looks: readonly ClusterLook[];

  constructor(...looks: readonly ClusterLook[]) {
    this.#looks = looks;
  }

  readonly finder: Pick<HostFinder, 'find'> = {
    find: async (wanted) => {
      const hosts = this.#looks.flatMap(({ clusterArn, hosts: own }) => own.map((host) => ({ clusterArn, ...host })));
      return new Map(
        wanted.map(({ ec2InstanceId }): [string, HostAnswer] => {
          const host = hosts.find((each) => each.ec2InstanceId === ec2InstanceId);
          if (!host) return [ec2InstanceId, { kind: 'not-found' }];
          const { clusterArn, containerInstanceArn } = host;
          return [ec2InstanceId, { kind: 'found', clusterArn, containerInstanceArn }];
        }),
      );
    },
  };

  readonly reads: Reads = {
    listClusters: async () => {
      this.#note('listClusters');
      return this.#looks.map(({ clusterArn }) => clusterArn);
    },
    describeClusters: async (arns) => {
      this.#note('describeClusters');
      return { clusters: arns.map((arn) => this.#look(arn).cluster), failures: [] };
    },
    listContainerInstances: async ({ cluster, filter }) => {
      this.#note('listContainerInstances', cluster);
      const all = this.#look(cluster).hosts.map(({ containerInstanceArn }) => containerInstanceArn);
      return this.expressions.get(filter) ?? all;
    },
    listDraining: async (cluster, filter) => {
      this.#note('listDraining', cluster);
      const wanted = this.#look(cluster).hosts.filter(({ ec2InstanceId }) => filter.includes(ec2InstanceId));
      const isDraining = ({ ec2InstanceId, status }: (typeof wanted)[number]): boolean =>
        status === 'DRAINING' && !this.givenBack.has(ec2InstanceId);
      return wanted.filter(isDraining).map(({ containerInstanceArn }) => containerInstanceArn);
    },
    describeHosts: async ({ cluster, filter }) => {
      this.#note('describeHosts', cluster);
      return {
        hosts: this.#look(cluster).hosts.filter((host) => filter === undefined || hasOwnMarks(host)),
        failures: [],
      };
    },
    describeTasks: async ({ cluster, desiredStatus, containerInstance }) => {
      this.#note('describeTasks', cluster);
      const tasks = this.#look(cluster).tasks.map((task): PlacedTask => ({ ...task, launchType: 'EC2' }));
      return tasks.filter(
        (task) =>
          task.desiredStatus === desiredStatus &&
          (containerInstance === undefined || task.containerInstanceArn === containerInstance),
      );
    },
    describeFewTasks: async ({ cluster, desiredStatus, mostPages }) => {
      this.#note('describeFewTasks', cluster);
      const tasks = this.#look(cluster).tasks.map((task): PlacedTask => ({ ...task, launchType: 'EC2' }));
      const listed = tasks.filter((task) => task.desiredStatus === desiredStatus);
      return listed.length <= 100 * mostPages ? listed : undefined;
    },
    describeAllServices: async (cluster) => {
      this.#note('describeAllServices', cluster);
      return { services: this.#look(cluster).services, failures: [] };
    },
    describeTaskNeeds: async (arn) => {
      this.#note('describeTaskNeeds');
      const needs = this.#looks.flatMap((look) => look.requirements).find((each) => each.taskDefinitionArn === arn);
      if (!needs) throw new RetryableError('unavailable', arn);
      return { ...needs, expressions: this.constraints.get(arn) ?? [] };
    },
    describeGroupProviders: async () => {
      this.#note('describeGroupProviders');
      return [];
    },
    taskProtections: async (cluster, arns) => {
      this.#note('taskProtections', cluster);
      return new Map(arns.filter((arn) => this.protected.has(arn)).map((arn) => [arn, Number.POSITIVE_INFINITY]));
    },
    describeAllGroups: async () => {
      this.#note('describeAllGroups');
      return this.#looks.flatMap(({ groups }) => groups.flatMap((view) => (view.kind === 'read' ? [view] : [])));
    },
    describeMembers: async () => {
      this.#note('describeMembers');
      return [];
    },
    isRefreshing: async (name) => {
      this.#note('isRefreshing', this.#clusterOf(name));
      return false;
    },
    describeActivities: async (name) => {
      this.#note('describeActivities', this.#clusterOf(name));
      return [];
    },
  };

  readonly writes: Writes = {
    setStatus: async (cluster, arns, status) => {
      this.#note('setStatus', cluster, `${status} ${arns.length}`);
      return { hosts: [], failures: [] };
    },
    mark: async (cluster, arns, { name }) => this.#note('mark', cluster, `${name} ${arns.length}`),
    unmark: async (cluster, arns, name) => this.#note('unmark', cluster, `${name} ${arns.length}`),
    terminate: async ({ autoScalingGroupName: name, ec2InstanceIds: ids }, decrement) =>
      this.#note('terminate', this.#clusterOf(name), `${ids.length} ${decrement ? 'fewer' : 'anew'}`),
    clearProtection: async ({ autoScalingGroupName: name }) => this.#note('clearProtection', this.#clusterOf(name)),
  };

  /** Writes that were made, in order. */
  get written(): readonly string[] {
    return this.calls.filter((call) => Object.keys(this.writes).includes(call.split(' ')[0] ?? ''));
  }

  #note(call: Call, clusterArn = '', detail = ''): void {
    this.calls.push([call, clusterArn.split('/').at(-1) ?? '', detail].filter((part) => part !== '').join(' '));
    const isFailing = this.failing.some(
      (each) => each.call === call && (each.clusterArn === undefined || each.clusterArn === clusterArn),
    );
    if (isFailing) throw new RetryableError('throttled', `${call} ${clusterArn}`);
  }

  #look(clusterArn: string): ClusterLook {
    const look = this.#looks.find((each) => each.clusterArn === clusterArn);
    if (!look) throw new Error(`The world has no cluster ${clusterArn}`);
    return look;
  }

  #clusterOf(groupName: string): string {
    const isOf = (group: Pick<GroupLook, 'autoScalingGroupName'>): boolean => group.autoScalingGroupName === groupName;
    return this.#looks.find(({ groups }) => groups.some(isOf))?.clusterArn ?? '';
  }
}
