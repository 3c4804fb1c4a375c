import { onTestFinished } from 'vitest';
import { loadTemplate, type Template } from '../../simulator/deploy/template.ts';
import type { Queue } from '../../simulator/services/sqs/queue.ts';
import { PACKAGED_TEMPLATE, Simulation } from '../../simulator/simulation.ts';
import type { SimulationOptions } from '../../simulator/simulation-options.ts';
import { withDetailedMetrics } from './amendments.ts';
import { expectNobodySlept } from './billed-time.ts';
import { type ClusterLayout, ScenarioCluster } from './cluster.ts';
import { DeployedFunction, type FunctionPrefix } from './deployed-function.ts';

/** Virtual time at which every scenario begins: a Monday, 9:00 UTC. */
export const NINE = Date.UTC(2026, 0, 5, 9);

/** What an account begins with. */
export interface AccountLayout extends Omit<SimulationOptions, 'template' | 'start'> {
  /**
   * The functions that the scenario is about, `HostSync` alone unless told otherwise. The others are deployed and
   * asleep: their messages wait. Queue, calls, metrics and so on of the account itself are those of the first.
   */
  readonly functions?: readonly [FunctionPrefix, ...FunctionPrefix[]];
  readonly clusters?: readonly ClusterLayout[];
  /** Changes to the packaged template, in order. */
  readonly amend?: readonly ((template: Template) => Template)[];
  /** Whether the rules that bring the first function's events are enabled; they are unless told otherwise. */
  readonly events?: boolean;
  /** Whether the first function's schedules are enabled; they are unless told otherwise. */
  readonly schedule?: boolean;
  /** Whether every function sends all metrics, which the stack's own settings do not; they do unless told otherwise. */
  readonly detailedMetrics?: boolean;
}

/**
 * An account with the packaged stack deployed in it, at nine o'clock. It ends with the test, or when its simulation is
 * closed. The test fails if a function in it slept, unless the scenario has calls fail or take long.
 *
 * @example
 * const account = await anAccount({ functions: ['SpotDrain', 'HostSync'], clusters: [{ name: 'shop', instances: 3 }] });
 * account.calls();                      // of spot-drain
 * account.of('HostSync').invocations(); // of host-sync
 */
export async function anAccount(layout: AccountLayout = {}): Promise<ScenarioAccount> {
  const account = await openAccount(layout);
  onTestFinished(async () => {
    await account.simulation.close();
    if (layout.lambda?.apiLatency === undefined) expectNobodySlept(account.simulation);
  });
  return account;
}

/** The same for who closes the simulation when done. @throws TemplateError when the stack can't be deployed */
export async function openAccount(layout: AccountLayout = {}): Promise<ScenarioAccount> {
  const { functions = ['HostSync'], clusters = [], amend = [], events = true, schedule = true, ...rest } = layout;
  const { detailedMetrics = true, ...options } = rest;
  const changes = [...(detailedMetrics ? [withDetailedMetrics] : []), ...amend];
  const template = changes.reduce((amended, change) => change(amended), loadTemplate(PACKAGED_TEMPLATE));
  // Call for call the same as in threads of their own (test/simulator/lambda/in-process.test.ts), and faster.
  const lambda = { inProcess: true, ...options.lambda };
  const simulation = await Simulation.start({ ...options, lambda, template, start: NINE });
  const account = new ScenarioAccount(simulation, functions);
  account.events = events;
  account.schedule = schedule;
  for (const cluster of clusters) account.addCluster(cluster);
  return account;
}

/** A local AWS account as scenarios speak of it. */
export class ScenarioAccount {
  readonly simulation: Simulation;
  readonly #first: DeployedFunction;
  readonly #clusters = new Map<string, ScenarioCluster>();

  constructor(simulation: Simulation, functions: readonly [FunctionPrefix, ...FunctionPrefix[]]) {
    this.simulation = simulation;
    this.#first = new DeployedFunction(simulation, functions[0]);
    const awake = new Set(functions.map((prefix) => this.of(prefix).name));
    for (const [name, mapping] of simulation.mappings) if (!awake.has(name)) mapping.enabled = false;
  }

  /** A function with all that belongs to it. */
  of(prefix: FunctionPrefix): DeployedFunction {
    return new DeployedFunction(this.simulation, prefix);
  }

  addCluster(layout: ClusterLayout): ScenarioCluster {
    const cluster = new ScenarioCluster(this.simulation, layout);
    this.#clusters.set(layout.name, cluster);
    return cluster;
  }

  get clusters(): readonly ScenarioCluster[] {
    return [...this.#clusters.values()];
  }

  cluster(name: string): ScenarioCluster {
    const cluster = this.#clusters.get(name);
    if (cluster === undefined) throw new Error(`The scenario has no cluster ${name}`);
    return cluster;
  }

  get queue(): Queue {
    return this.#first.queue;
  }

  get deadLetters(): Queue {
    return this.#first.deadLetters;
  }

  set events(enabled: boolean) {
    this.#first.events = enabled;
  }

  set schedule(enabled: boolean) {
    this.#first.schedule = enabled;
  }

  /** See `DeployedFunction`. */
  send(body: string): string {
    return this.#first.send(body);
  }

  /** See `DeployedFunction`. */
  calls(since?: string): Record<string, number> {
    return this.#first.calls(since);
  }

  /** See `DeployedFunction`. */
  invocations(since?: string): number {
    return this.#first.invocations(since);
  }

  /** See `DeployedFunction`. */
  metric(name: string, dimensions?: Readonly<Record<string, string>>): number {
    return this.#first.metric(name, dimensions);
  }

  get isSettled(): boolean {
    return this.#first.isSettled;
  }

  /** Every service that host-sync serves has the desired count that its hosts call for. */
  get isRight(): boolean {
    return this.clusters.every((cluster) => cluster.isRight);
  }
}
