import { ECSClient, UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import type { Random } from '../../../simulator/kernel/random.ts';
import type { HookSpecification } from '../../../simulator/services/auto-scaling/group-specification.ts';
import type { ScenarioAccount } from '../account.ts';
import type { Deadlines } from './gate-promises.ts';

const MINUTE = 60_000;
const CLUSTERS = ['shop', 'video'] as const;

/** Clusters on groups, with everything that tasks and hooks may be. */
export class RandomFleet {
  readonly #account: ScenarioAccount;
  readonly #random: Random;
  readonly #deadlines = new Map<string, { readonly minutes: number }>();
  readonly #groups: { readonly name: string; readonly cluster: string }[] = [];

  constructor(account: ScenarioAccount, random: Random) {
    this.#account = account;
    this.#random = random;
    for (const cluster of CLUSTERS) account.addCluster({ name: cluster });
    const groups = random.integer(2, 3);
    for (let number = 0; number < groups; number += 1)
      this.#addGroup(`group-${number}`, CLUSTERS[number % 2] ?? 'shop');
  }

  get deadlines(): Deadlines {
    return this.#deadlines;
  }

  /** Hosts in service, whatever their group. */
  get inService(): readonly string[] {
    const { autoScaling } = this.#account.simulation;
    const members = this.#groups.flatMap(({ name }) => autoScaling.view(name).instances);
    return members.filter(({ state }) => state === 'InService').map(({ instanceId }) => instanceId);
  }

  /** Fills the clusters: services whose tasks stop fast and slowly, DAEMON services, jobs, protection. */
  async fill(): Promise<void> {
    for (const cluster of CLUSTERS) {
      this.#addService(cluster, 'web', this.#random.integer(1, 6), {});
      this.#addService(cluster, 'balanced', this.#random.integer(0, 3), {
        deregistrationDelay: this.#random.integer(5, 240) * 1_000,
      });
      this.#addDaemon(cluster);
      for (let job = this.#random.integer(0, 4); job > 0; job -= 1) this.#runJob(cluster, `job-${job}`);
    }
    await this.#account.simulation.runFor(30_000);
    for (const cluster of CLUSTERS) await this.#protect(cluster);
  }

  /** A group loses a host or some, with or without a replacement. */
  scaleIn(): void {
    const { autoScaling } = this.#account.simulation;
    const { name } = this.#random.pick(this.#groups);
    const leaving = autoScaling.view(name).instances.filter(({ state }) => state === 'InService');
    const count = Math.min(leaving.length, this.#random.integer(1, 3));
    const ids = leaving.slice(0, count).map(({ instanceId }) => instanceId);
    if (ids.length > 0) autoScaling.terminateInstances(ids, { decrement: this.#random.chance(0.7) });
  }

  #addGroup(name: string, cluster: string): void {
    const random = this.#random;
    const size = random.integer(2, 4);
    const hooks = random.pick([['topic'], ['bus'], ['topic', 'bus']]).map((kind) => this.#hook(name, kind));
    const tags = {
      ...(random.chance(0.3) && { 'ecs-ops:drain-outcome': 'stop-tasks' }),
      ...(random.chance(0.3) && { 'ecs-ops:standalone-on-termination': 'stop' }),
      ...(random.chance(0.3) && { 'ecs-ops:cluster': random.pick(CLUSTERS) }),
    };
    this.#groups.push({ name, cluster });
    this.#account.simulation.autoScaling.createGroup({
      name,
      min: 0,
      max: 20,
      desired: size,
      launchTemplate: { instanceType: 'm7g.large', cluster, bootTime: 5_000 },
      tags,
      hooks,
    });
  }

  #hook(group: string, kind: string): HookSpecification {
    const { outputs } = this.#account.simulation.stack;
    const minutes = this.#random.pick([3, 6, 10, 15]);
    const name = `ecs-ops-${kind}`;
    this.#deadlines.set(`${group} ${name}`, { minutes });
    const target = {
      notificationTargetArn: outputs['TerminationGateTopicArn'],
      roleArn: outputs['TerminationGateHookRoleArn'],
    };
    return {
      name,
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      heartbeatTimeout: this.#random.pick([900, 1800, 3600]),
      defaultResult: 'CONTINUE',
      notificationMetadata: JSON.stringify({ deadlineMinutes: minutes }),
      ...(kind === 'topic' ? target : {}),
    };
  }

  #register(family: string, runs?: number): void {
    const stops = this.#random.pick([500, 5_000, 25_000, 90_000]);
    const containerDefinitions = [{ name: family, image: `${family}:latest`, stopTimeout: 110 }];
    this.#account.simulation.ecs.registerTaskDefinition(
      { family, cpu: '64', memory: '64', containerDefinitions },
      { startDuration: 3_000, stopDuration: stops, ...(runs === undefined ? {} : { runDuration: runs }) },
    );
  }

  #addService(cluster: string, name: string, desiredCount: number, more: { deregistrationDelay?: number }): void {
    const family = `${cluster}-${name}`;
    this.#register(family);
    this.#account.simulation.ecs.createService({
      cluster,
      serviceName: name,
      taskDefinition: family,
      desiredCount,
      launchType: 'EC2',
      placementStrategy: [{ type: 'spread', field: 'instanceId' }],
      deploymentConfiguration: {
        minimumHealthyPercent: this.#random.pick([0, 50, 100]),
        maximumPercent: this.#random.pick([100, 200]),
      },
      ...more,
    });
  }

  #addDaemon(cluster: string): void {
    const family = `${cluster}-agent`;
    this.#register(family);
    const schedulingStrategy = 'DAEMON';
    const serviceName = 'agent';
    this.#account.simulation.ecs.createService({ cluster, serviceName, taskDefinition: family, schedulingStrategy });
  }

  #runJob(cluster: string, name: string): void {
    const family = `${cluster}-${name}`;
    this.#register(family, this.#random.pick([2, 6, 9, 60]) * MINUTE);
    this.#account.simulation.ecs.runTask({ cluster, taskDefinition: family, launchType: 'EC2' });
  }

  async #protect(cluster: string): Promise<void> {
    const { ecs, endpointUrl } = this.#account.simulation;
    const tasks = ecs
      .view(cluster)
      .tasks.filter(({ group, lastStatus }) => group === 'service:web' && lastStatus === 'RUNNING');
    const chosen = tasks.filter(() => this.#random.chance(0.3)).map(({ taskArn }) => taskArn);
    if (chosen.length === 0) return;
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const client = new ECSClient({ endpoint: endpointUrl, region: 'eu-west-1', credentials });
    const expiresInMinutes = this.#random.integer(1, 20);
    await client.send(
      new UpdateTaskProtectionCommand({ cluster, tasks: chosen, protectionEnabled: true, expiresInMinutes }),
    );
    client.destroy();
  }
}
