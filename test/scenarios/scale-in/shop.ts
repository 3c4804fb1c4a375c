import { ECSClient, TagResourceCommand, UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import type { GroupSpecification } from '../../../simulator/services/auto-scaling/group-specification.ts';
import type { EcsSimulator } from '../../../simulator/services/ecs/ecs-simulator.ts';
import type { LogLine } from '../../../simulator/telemetry/function-output.ts';
import { type AccountLayout, anAccount, type ScenarioAccount } from '../account.ts';
import { withVariables } from '../amendments.ts';
import type { ScenarioCluster } from '../cluster.ts';
import type { DeployedFunction } from '../deployed-function.ts';

/** Name of the cluster, and of the Auto Scaling group whose instances are its hosts. */
export const SHOP = 'shop';

/** Terms under which a scenario of an hour shows something: hosts may go once they are idle for five minutes. */
const TERMS = {
  SCALE_IN_IDLE_MINUTES: '5',
  SCALE_IN_MINIMUM_AGE_MINUTES: '0',
  SCALE_IN_COOLDOWN_MINUTES: '5',
  SCALE_IN_BUDGET: '50%',
};

/** What a shop begins with. */
export interface ShopLayout extends AccountLayout {
  /** Instances of the group; six unless told otherwise. They have joined the cluster at 9:02. */
  readonly hosts?: number;
  /** Changes to the group: its minimum is 1 unless told otherwise. */
  readonly group?: Partial<GroupSpecification>;
  /** Tags of the cluster; it opts in unless told otherwise. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Environment variables of the function. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly capacityProviders?: readonly string[];
}

/** An account in which scale-in is awake, with one cluster on one Auto Scaling group. */
export async function aShop(layout: ShopLayout = {}): Promise<Shop> {
  return openShop(await anAccount(accountOf(layout)), layout);
}

/** The account that a shop begins in. */
export function accountOf({ tags, settings = {}, capacityProviders, ...layout }: ShopLayout): AccountLayout {
  const optedIn = tags ?? { 'ecs-ops:scale-in': 'true' };
  const cluster = { name: SHOP, tags: optedIn, ...(capacityProviders && { capacityProviders }) };
  const amend = [withVariables('ScaleIn', { ...TERMS, ...settings }), ...(layout.amend ?? [])];
  return { functions: ['ScaleIn'], ...layout, clusters: [cluster], amend };
}

/** Adds the group of a shop to its account. */
export function openShop(account: ScenarioAccount, { hosts = 6, group = {} }: ShopLayout): Shop {
  account.simulation.autoScaling.createGroup({
    name: SHOP,
    min: 1,
    max: 10 * hosts,
    desired: hosts,
    launchTemplate: { instanceType: 'm7g.large', cluster: SHOP, bootTime: 5_000 },
    ...group,
  });
  return new Shop(account);
}

/** A service of a shop. */
export interface Work {
  readonly tasks: number;
  /** CPU units and MiB; a quarter of a host unless told otherwise. */
  readonly cpu?: number;
  readonly memory?: number;
  /** Milliseconds from SIGTERM to the end; a second unless told otherwise. */
  readonly stops?: number;
  /** Changes to the service. */
  readonly service?: Partial<Parameters<EcsSimulator['createService']>[0]>;
}

/** An account as scenarios about scale-in speak of it. */
export class Shop {
  readonly account: ScenarioAccount;
  readonly scaleIn: DeployedFunction;
  /** Groups of tasks that ended because their host did, in order; those of DAEMON services excepted. */
  readonly lost: string[] = [];

  constructor(account: ScenarioAccount) {
    this.account = account;
    this.scaleIn = account.of('ScaleIn');
    account.simulation.ecs.onChange((change) => {
      if (change.kind === 'task' && change.stoppedReason?.includes('terminated'))
        this.#lose(change.group, change.taskArn);
    });
  }

  get cluster(): ScenarioCluster {
    return this.account.cluster(SHOP);
  }

  /** Starts a service, that fills one host after the other unless told otherwise. */
  run(serviceName: string, { tasks: desiredCount, cpu = 512, memory = 1024, stops = 1_000, service }: Work): void {
    const { ecs } = this.account.simulation;
    const containerDefinitions = [
      { name: serviceName, image: `${serviceName}:latest`, stopTimeout: Math.ceil(stops / 1_000) + 5 },
    ];
    ecs.registerTaskDefinition(
      { family: serviceName, cpu: String(cpu), memory: String(memory), containerDefinitions },
      { startDuration: 3_000, stopDuration: stops },
    );
    ecs.createService({
      cluster: SHOP,
      serviceName,
      taskDefinition: serviceName,
      desiredCount,
      launchType: 'EC2',
      placementStrategy: [{ type: 'binpack', field: 'memory' }],
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200 },
      ...service,
    });
  }

  /** Somebody sets how many tasks a service runs. */
  scale(service: string, desiredCount: number): void {
    this.account.simulation.ecs.updateService({ cluster: SHOP, service, desiredCount });
  }

  /** Somebody sets a tag of the cluster. */
  async tag(key: string, value: string): Promise<void> {
    const resourceArn = this.cluster.arn;
    await this.#asOwner((ecs) => ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key, value }] })));
  }

  /** The tasks of a service protect themselves from scale-in, for two days. */
  async protectTasksOf(service: string): Promise<void> {
    const running = this.cluster.ids.flatMap((id) => this.account.simulation.ecs.containersRunning(id));
    const tasks = running.filter(({ group }) => group === `service:${service}`).map(({ taskArn }) => taskArn);
    const input = { cluster: SHOP, tasks, protectionEnabled: true, expiresInMinutes: 2_880 };
    await this.#asOwner((ecs) => ecs.send(new UpdateTaskProtectionCommand(input)));
  }

  /** Somebody gives a service a constraint. */
  constrain(service: string, expression: string): void {
    const placementConstraints = [{ type: 'memberOf', expression } as const];
    this.account.simulation.ecs.updateService({ cluster: SHOP, service, placementConstraints });
  }

  /** Ids of the instances that the group has and that are not on their way out, in order of launch. */
  get instances(): readonly string[] {
    const { instances } = this.account.simulation.autoScaling.view(SHOP);
    return instances.filter(({ state }) => state === 'InService').map(({ instanceId }) => instanceId);
  }

  /** The group's desired capacity. */
  get desired(): number {
    return this.account.simulation.autoScaling.view(SHOP).desired;
  }

  /** Statuses of the hosts, each with how many have it. */
  get statuses(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status } of this.cluster.hosts) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  }

  /** Hosts with an attribute of ours, by its name without `ecs-ops.`. */
  marked(name: string): readonly string[] {
    const marked = this.cluster.hosts.filter(({ attributes }) => attributes[`ecs-ops.${name}`] !== undefined);
    return marked.map(({ ec2InstanceId }) => ec2InstanceId);
  }

  /** What was told of hosts, in order. */
  get verdicts(): readonly LogLine[] {
    return this.scaleIn.log.filter(({ fields }) => fields?.['message'] === 'verdict');
  }

  /** The latest verdict on each host that is still there, as in `keep headroom`. */
  get latest(): Record<string, string> {
    const ids = new Set(this.cluster.ids);
    const told = this.verdicts.map(({ fields }) => fields as Record<'host' | 'outcome' | 'reason', string>);
    const entries = told.map(({ host, outcome, reason }) => [host, `${outcome} ${reason}`] as const);
    return Object.fromEntries(entries.filter(([id]) => ids.has(id)));
  }

  /** Nobody's tasks wait for a place. */
  get isWhole(): boolean {
    const { services } = this.account.simulation.ecs.view(SHOP);
    return services.every(({ desiredCount, runningCount }) => runningCount === desiredCount);
  }

  async #asOwner(call: (ecs: ECSClient) => Promise<unknown>): Promise<void> {
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const { endpointUrl: endpoint } = this.account.simulation;
    const ecs = new ECSClient({ endpoint, region: 'eu-west-1', credentials });
    await call(ecs);
    ecs.destroy();
  }

  #lose(group: string, taskArn: string): void {
    const task = this.account.simulation.ecs.view(SHOP).tasks.find((each) => each.taskArn === taskArn);
    if (task?.daemon === false) this.lost.push(group);
  }
}
