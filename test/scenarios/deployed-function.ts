import type { CallRecord } from '../../simulator/gateway/call-log.ts';
import type { Rule } from '../../simulator/services/event-bridge/rule.ts';
import type { FunctionDefinition } from '../../simulator/services/lambda/invocation.ts';
import type { InvocationRecord } from '../../simulator/services/lambda/lambda-parts.ts';
import type { Queue } from '../../simulator/services/sqs/queue.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import type { LogLine, MetricDatum } from '../../simulator/telemetry/function-output.ts';
import { momentOf } from './timeline.ts';

/** The beginnings of the logical ids of what belongs to a function: `HostSync` of `HostSyncQueue`. */
export const FUNCTION_PREFIXES = ['HostOnboard', 'HostSync', 'ScaleIn', 'SpotDrain', 'TerminationGate'] as const;
export type FunctionPrefix = (typeof FUNCTION_PREFIXES)[number];

/** A function of the stack with what belongs to it: queues, rules, calls, invocations, metrics, log. */
export class DeployedFunction {
  readonly prefix: FunctionPrefix;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation, prefix: FunctionPrefix) {
    this.#simulation = simulation;
    this.prefix = prefix;
  }

  /** Name of the function. */
  get name(): string {
    return this.#ref(`${this.prefix}LambdaFunction`);
  }

  get definition(): FunctionDefinition {
    const definition = this.#simulation.lambda.definition(this.name);
    if (definition === undefined) throw new Error(`${this.name} is not deployed`);
    return definition;
  }

  get queue(): Queue {
    return this.#simulation.sqs.queueByUrl(this.#ref(`${this.prefix}Queue`));
  }

  get deadLetters(): Queue {
    return this.#simulation.sqs.queueByUrl(this.#ref(`${this.prefix}DeadLetterQueue`));
  }

  /** Reasons with which messages were parked, in order; those that were received too often have none. */
  get parkedFor(): readonly (string | undefined)[] {
    return this.deadLetters.messages().map(({ attributes }) => attributes['reason']?.StringValue);
  }

  /** Whether the rules with a pattern are enabled: whether events come. */
  set events(enabled: boolean) {
    this.#set(enabled, ({ matches }) => matches !== undefined);
  }

  /** Whether the rules with a schedule are enabled. */
  set schedule(enabled: boolean) {
    this.#set(enabled, ({ matches }) => matches === undefined);
  }

  /** Whether it takes messages from its queue; they wait otherwise. */
  set awake(awake: boolean) {
    const mapping = this.#simulation.mappings.get(this.name);
    if (mapping === undefined) throw new Error(`${this.name} has no event source mapping`);
    mapping.enabled = awake;
  }

  /** Changes environment variables as another deployment would; processes that run already end with their run. */
  deployWith(variables: Readonly<Record<string, string>>): void {
    const { definition } = this;
    const environment = { ...definition.environment, ...variables };
    this.#simulation.lambda.createFunction({ ...definition, environment });
  }

  /** Puts a message on the queue, past the rules. @returns its id */
  send(body: string): string {
    return this.queue.send({ body, senderId: 'a scenario' }).id;
  }

  /** Counts of its calls by `service:Operation`, since a moment if one is given, denied and failed ones too. */
  calls(since = '0:00'): Record<string, number> {
    return Object.fromEntries(this.#simulation.calls.byOperation({ functionName: this.name, since: momentOf(since) }));
  }

  /** Its calls one by one. */
  callLog(since = '0:00'): readonly CallRecord[] {
    return this.#simulation.calls.all({ functionName: this.name, since: momentOf(since) });
  }

  /** Its invocations that began at or after a moment and have ended. */
  invocationLog(since = '0:00'): readonly InvocationRecord[] {
    const { invocations } = this.#simulation.lambda;
    return invocations.filter(({ functionName, start }) => functionName === this.name && start >= momentOf(since));
  }

  /** Number of its invocations that began at or after a moment. */
  invocations(since = '0:00'): number {
    return this.invocationLog(since).length;
  }

  /** Values of one of its metrics, under `function` or of one value of its second dimension if given: `{ reason: 'throttled' }`. */
  metricValues(name: string, dimensions: Readonly<Record<string, string>> = {}): readonly MetricDatum[] {
    const own = this.#simulation.output
      .values({ name, functionName: this.name, dimensions })
      .filter((datum) => 'function' in datum.dimensions);
    // Some are sent under a second dimension alone: all its values together are asked for then.
    const depth = 1 + Object.keys(dimensions).length;
    const exact = own.filter((datum) => Object.keys(datum.dimensions).length === depth);
    return exact.length > 0 ? exact : own;
  }

  /** Sum of one of its metrics. */
  metric(name: string, dimensions: Readonly<Record<string, string>> = {}): number {
    return this.metricValues(name, dimensions).reduce((sum, { value }) => sum + value, 0);
  }

  /** What it logged. */
  get log(): readonly LogLine[] {
    return this.#simulation.output.logs.filter(({ functionName }) => functionName === this.name);
  }

  /** Every message is done with. One that is being worked on is on the queue still. */
  get isSettled(): boolean {
    return this.queue.messages().length === 0;
  }

  #set(enabled: boolean, isMeant: (rule: Rule) => boolean): void {
    const { stack, eventBridge } = this.#simulation;
    for (const [logicalId, { type, ref }] of Object.entries(stack.resources)) {
      if (type !== 'AWS::Events::Rule' || !logicalId.startsWith(this.prefix)) continue;
      const rule = eventBridge.rule(ref);
      if (rule !== undefined && isMeant(rule)) rule.state = enabled ? 'ENABLED' : 'DISABLED';
    }
  }

  #ref(logicalId: string): string {
    const resource = this.#simulation.stack.resources[logicalId];
    if (resource === undefined) throw new Error(`The stack has no resource ${logicalId}`);
    return resource.ref;
  }
}
