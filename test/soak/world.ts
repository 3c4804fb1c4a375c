import type { PlacementConstraint } from '@aws-sdk/client-ecs';
import { stackWith } from '../../cli/settings/packaged-stack.ts';
import type { HookSpecification } from '../../simulator/services/auto-scaling/group-specification.ts';
import { Simulation } from '../../simulator/simulation.ts';
import { DeployedFunction, FUNCTION_PREFIXES, type FunctionPrefix } from '../scenarios/deployed-function.ts';
import type { GroupCase, HookCase, ServiceCase, SoakCase } from './soak-case.ts';

/** Virtual time at which every run begins: a Monday, 9:00 UTC. */
const NINE = Date.UTC(2026, 0, 5, 9);
const INSTANCE_TYPES = { small: 'm7g.large', large: 'm7g.xlarge' } as const;
const STOP_TIMEOUT = 120;

/** Where the code of functions is, in place of the packaged one. */
export type Bundles = Readonly<Partial<Record<FunctionPrefix, string>>>;

/** The name of a group's capacity provider. */
export const providerOf = (group: string): string => `provider-${group}`;

/** Name of a hook, by who is told. */
export const hookName = (told: HookCase['told']): string => `ecs-ops-${told}`;

/** A simulated account with everything in it that a case has. */
export class SoakWorld {
  readonly soakCase: SoakCase;
  readonly simulation: Simulation;
  /** Epoch milliseconds. */
  readonly began = NINE;
  readonly functions: ReadonlyMap<FunctionPrefix, DeployedFunction>;
  /** What the run did to the account, in order. */
  readonly happened: { readonly at: number; readonly what: string }[] = [];

  static async open(soakCase: SoakCase, bundles: Bundles = {}): Promise<SoakWorld> {
    const skew = soakCase.troubles.find(({ kind }) => kind === 'clock-skew')?.amount ?? 0;
    const simulation = await Simulation.start({
      ...stackWith(soakCase.settings),
      seed: soakCase.seed,
      start: NINE,
      // Every cold start costs the machine at hand much; those after deaths remain.
      lambda: { environmentLife: 3_600_000, clockSkew: skew, inProcess: true },
    });
    return new SoakWorld(soakCase, simulation, bundles);
  }

  private constructor(soakCase: SoakCase, simulation: Simulation, bundles: Bundles) {
    this.soakCase = soakCase;
    this.simulation = simulation;
    this.functions = new Map(
      FUNCTION_PREFIXES.map((prefix) => [prefix, new DeployedFunction(simulation, prefix)] as const),
    );
    for (const prefix of FUNCTION_PREFIXES) this.#use(prefix, bundles[prefix]);
    for (const { name: clusterName, tags } of soakCase.clusters) simulation.ecs.createCluster({ clusterName, tags });
    for (const group of soakCase.groups) this.#addGroup(group);
    this.#addProviders();
    for (const service of soakCase.services) this.#addService(service);
    if (soakCase.groups.some(({ provider }) => provider === 'managed')) simulation.manageDraining();
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.simulation.clock.now() - this.began;
  }

  of(prefix: FunctionPrefix): DeployedFunction {
    const found = this.functions.get(prefix);
    if (found === undefined) throw new Error(`There is no function ${prefix}`);
    return found;
  }

  /** The prefix of the function of that name; undefined for a caller from outside. */
  prefixOf(functionName: string | undefined): FunctionPrefix | undefined {
    return FUNCTION_PREFIXES.find((prefix) => this.of(prefix).name === functionName);
  }

  tell(what: string): void {
    this.happened.push({ at: this.simulation.clock.now(), what });
  }

  #use(prefix: FunctionPrefix, modulePath: string | undefined): void {
    if (modulePath === undefined) return;
    this.simulation.lambda.createFunction({ ...this.of(prefix).definition, modulePath });
  }

  #addGroup(group: GroupCase): void {
    const { name, cluster, size, min, purchase, tier, hooks, tags, provider } = group;
    const isManaged = provider === 'managed';
    this.simulation.autoScaling.createGroup({
      name,
      min: Math.min(min, size),
      max: 12,
      desired: size,
      purchase,
      launchTemplate: { instanceType: INSTANCE_TYPES[tier], cluster, bootTime: 5_000, attributes: { tier } },
      tags,
      hooks: hooks.map((hook) => this.#hook(hook)),
      newInstancesProtectedFromScaleIn: group.protected,
      ...(isManaged && { managedScaling: true, managedDraining: true }),
    });
  }

  #hook({ told, heartbeat, deadline }: HookCase): HookSpecification {
    const { outputs } = this.simulation.stack;
    const target = {
      notificationTargetArn: outputs['TerminationGateTopicArn'],
      roleArn: outputs['TerminationGateHookRoleArn'],
    };
    return {
      name: hookName(told),
      transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      heartbeatTimeout: heartbeat,
      defaultResult: 'CONTINUE',
      notificationMetadata: JSON.stringify({ deadlineMinutes: deadline }),
      ...(told === 'topic' && target),
    };
  }

  #addProviders(): void {
    const { ecs, autoScaling } = this.simulation;
    for (const { name: cluster } of this.soakCase.clusters) {
      const own = this.soakCase.groups.filter((group) => group.cluster === cluster && group.provider !== 'none');
      for (const { name, provider } of own) {
        const status = provider === 'managed' ? 'ENABLED' : 'DISABLED';
        ecs.createCapacityProvider({
          name: providerOf(name),
          autoScalingGroupProvider: {
            autoScalingGroupArn: autoScaling.view(name).arn,
            managedScaling: { status },
            managedDraining: status,
          },
        });
      }
      if (own.length === 0) continue;
      const capacityProviders = own.map(({ name }) => providerOf(name));
      ecs.putClusterCapacityProviders({ cluster, capacityProviders, defaultCapacityProviderStrategy: [] });
    }
  }

  #addService(service: ServiceCase): void {
    const { name, cluster, kind, cpu, memory, desired, provider, deployment, starts, stops } = service;
    const { ecs } = this.simulation;
    const containerDefinitions = [{ name, image: `${name}:latest`, stopTimeout: STOP_TIMEOUT }];
    ecs.registerTaskDefinition(
      { family: name, cpu: String(cpu), memory: String(memory), containerDefinitions },
      { startDuration: starts, stopDuration: stops },
    );
    const [minimumHealthyPercent, maximumPercent] = deployment;
    const common = { cluster, serviceName: name, taskDefinition: name, placementConstraints: constraintsOf(service) };
    if (kind === 'daemon') {
      ecs.createService({ ...common, schedulingStrategy: 'DAEMON' });
      return;
    }
    ecs.createService({
      ...common,
      desiredCount: desired,
      tags: kind === 'served' ? { 'ecs-ops:one-per-host': 'true' } : {},
      placementStrategy: strategyOf(service),
      deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
      deregistrationDelay: service.deregistrationDelay,
      ...(provider === undefined
        ? { launchType: 'EC2' }
        : { capacityProviderStrategy: [{ capacityProvider: providerOf(provider), weight: 1 }] }),
    });
  }
}

function constraintsOf({ kind, tier, distinct }: ServiceCase): PlacementConstraint[] {
  return [
    ...(distinct && kind !== 'daemon' ? [{ type: 'distinctInstance' } as const] : []),
    ...(tier === undefined ? [] : [{ type: 'memberOf', expression: `attribute:tier == ${tier}` } as const]),
  ];
}

function strategyOf({ strategy }: ServiceCase) {
  if (strategy === 'spread') return [{ type: 'spread' as const, field: 'instanceId' }];
  return strategy === 'binpack' ? [{ type: 'binpack' as const, field: 'memory' }] : [];
}
