import { onTestFinished } from 'vitest';
import { loadTemplate, type Template } from '../../simulator/deploy/template.ts';
import type { Queue } from '../../simulator/services/sqs/queue.ts';
import { PACKAGED_TEMPLATE, Simulation, type SimulationOptions } from '../../simulator/simulation.ts';
import { type ClusterLayout, ScenarioCluster } from './cluster.ts';
import { momentOf } from './timeline.ts';

/** Virtual time at which every scenario begins: a Monday, 9:00 UTC. */
export const NINE = Date.UTC(2026, 0, 5, 9);

/** What an account begins with. */
export interface AccountLayout extends Omit<SimulationOptions, 'template' | 'start'> {
  readonly clusters?: readonly ClusterLayout[];
  /** Changes to the packaged template, in order. */
  readonly amend?: readonly ((template: Template) => Template)[];
  /** Whether the rule that brings the events is enabled; it is unless told otherwise. */
  readonly events?: boolean;
  /** Whether the rule that repairs drift every 15 minutes is enabled; it is unless told otherwise. */
  readonly schedule?: boolean;
}

/** An account with the packaged stack deployed in it, at nine o'clock. It ends with the test. */
export async function anAccount(layout: AccountLayout = {}): Promise<ScenarioAccount> {
  const { clusters = [], amend = [], events = true, schedule = true, ...options } = layout;
  const template = amend.reduce((amended, change) => change(amended), loadTemplate(PACKAGED_TEMPLATE));
  const simulation = await Simulation.start({ ...options, template, start: NINE });
  onTestFinished(() => simulation.close());
  const account = new ScenarioAccount(simulation);
  account.events = events;
  account.schedule = schedule;
  for (const cluster of clusters) account.addCluster(cluster);
  return account;
}

/** A local AWS account as scenarios speak of it. */
export class ScenarioAccount {
  readonly simulation: Simulation;
  readonly #clusters = new Map<string, ScenarioCluster>();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
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

  /** Name of a function by its logical id's beginning: `HostSync`. */
  functionName(prefix = 'HostSync'): string {
    return this.#resource(`${prefix}LambdaFunction`).ref;
  }

  get queue(): Queue {
    return this.#queue('HostSyncQueue');
  }

  get deadLetters(): Queue {
    return this.#queue('HostSyncDeadLetterQueue');
  }

  /** Whether the rule that brings the events is enabled. */
  set events(enabled: boolean) {
    this.#rule('HostSyncEventRule').state = enabled ? 'ENABLED' : 'DISABLED';
  }

  /** Whether the rule that repairs drift is enabled. */
  set schedule(enabled: boolean) {
    this.#rule('HostSyncScheduleRule').state = enabled ? 'ENABLED' : 'DISABLED';
  }

  /** Puts a message on host-sync's queue, past the rules. @returns its id */
  send(body: string): string {
    const { queue } = this;
    return queue.send({ body, senderId: 'a scenario' }).id;
  }

  /** Counts of host-sync's calls by `service:Operation`, since a moment if one is given, denied and failed ones too. */
  calls(since?: string): Record<string, number> {
    const filter = { functionName: this.functionName(), ...(since === undefined ? {} : { since: momentOf(since) }) };
    return Object.fromEntries(this.simulation.calls.byOperation(filter));
  }

  /** Number of host-sync's invocations that began at or after a moment. */
  invocations(since = '9:00'): number {
    return this.simulation.lambda.invocations.filter(({ start }) => start >= momentOf(since)).length;
  }

  /** Sum of one of host-sync's metrics, of one value of its second dimension if given: `{ reason: 'throttled' }`. */
  metric(name: string, dimensions: Readonly<Record<string, string>> = {}): number {
    const values = this.simulation.output.values({ name, dimensions });
    const depth = 1 + Object.keys(dimensions).length;
    return values
      .filter((datum) => Object.keys(datum.dimensions).length === depth)
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** Every message is done with: none on the queue, none being worked on. */
  get isSettled(): boolean {
    return this.queue.messages().length === 0 && this.simulation.lambda.running === 0;
  }

  /** Every served service has the desired count that its hosts call for. */
  get isRight(): boolean {
    return this.clusters.every((cluster) => cluster.isRight);
  }

  #resource(logicalId: string): { readonly ref: string; readonly attributes?: Readonly<Record<string, unknown>> } {
    const resource = this.simulation.stack.resources[logicalId];
    if (resource === undefined) throw new Error(`The stack has no resource ${logicalId}`);
    return resource;
  }

  #queue(logicalId: string): Queue {
    return this.simulation.sqs.queueByUrl(this.#resource(logicalId).ref);
  }

  #rule(logicalId: string) {
    const rule = this.simulation.eventBridge.rule(this.#resource(logicalId).ref);
    if (rule === undefined) throw new Error(`${logicalId} is not a rule`);
    return rule;
  }
}
