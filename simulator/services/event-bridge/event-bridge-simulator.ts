import { arnOf } from '../../account/account.ts';
import type { ServiceEvent, World } from '../../account/world.ts';
import { uuidFrom } from '../../kernel/identifiers.ts';
import { type DeliveryChances, type DeliveryFaults, deliveryDelays, noFaults } from '../delivery-faults.ts';
import type { DeliveryRouter } from '../service-delivery.ts';
import { compilePattern } from './event-pattern.ts';
import type { Rule, RuleDefinition, Target } from './rule.ts';
import { parseSchedule } from './schedule.ts';
import { type DeliveredEvent, targetInput } from './target-input.ts';

/** Counts since the run began. */
export interface EventBridgeMetrics {
  events: number;
  /** Rule matches, scheduled runs included. */
  triggered: number;
  delivered: number;
  lost: number;
  duplicated: number;
  /** Deliveries that a target refused. */
  failed: number;
  sentToDeadLetterQueue: number;
}

/** A delivery that a target refused. */
export interface FailedDelivery {
  readonly ruleName: string;
  readonly targetArn: string;
  readonly because: string;
  readonly event: DeliveredEvent;
}

/** Median and 99th percentile of the time from the bus to a target, in milliseconds; measured in public. */
const LATENCY = [148, 387] as const;
const SERVICE = 'events.amazonaws.com';

/** EventBridge: the default bus with its rules. Delivery is at least once, unordered, and later. */
export class EventBridgeSimulator {
  /** Faults of deliveries; scenarios change them. */
  readonly faults: DeliveryFaults<DeliveredEvent> = noFaults();
  readonly metrics: EventBridgeMetrics = {
    events: 0,
    triggered: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    failed: 0,
    sentToDeadLetterQueue: 0,
  };
  /** Deliveries that were refused: a policy or a target is missing. */
  readonly failures: FailedDelivery[] = [];
  readonly #world: Pick<World, 'account' | 'clock' | 'random'>;
  readonly #target: DeliveryRouter;
  readonly #chances: DeliveryChances;
  readonly #rules = new Map<string, Rule>();

  constructor(world: Pick<World, 'account' | 'clock' | 'random'>, target: DeliveryRouter) {
    this.#world = world;
    this.#target = target;
    const { random } = world;
    this.#chances = { latency: random.stream('EventBridge latency'), faults: random.stream('EventBridge faults') };
  }

  /**
   * Creates a rule with its targets.
   * @throws PatternError, ScheduleError, InputError or TypeError for what is malformed or not modelled
   */
  putRule(definition: RuleDefinition): Rule {
    const { name, eventPattern, scheduleExpression } = definition;
    for (const { arn } of definition.targets) {
      if (!this.#target.supports(arn)) throw new TypeError(`the target ${arn} is not of a service that is modelled`);
    }
    const rule: Rule = {
      name,
      arn: arnOf(this.#world.account, 'events', `rule/${name}`),
      definition,
      matches: eventPattern === undefined ? undefined : compilePattern(eventPattern, `event pattern of ${name}`),
      nextDue:
        scheduleExpression === undefined ? undefined : parseSchedule(scheduleExpression, this.#world.clock.now()),
      targets: definition.targets.map(({ id, arn, deadLetterArn, ...input }) => ({
        id,
        arn,
        deadLetterArn,
        input: targetInput(input),
      })),
      state: definition.state ?? 'ENABLED',
      run: undefined,
    };
    this.removeRule(name);
    this.#rules.set(name, rule);
    this.#scheduleNext(rule);
    return rule;
  }

  removeRule(name: string): void {
    this.#rules.get(name)?.run?.cancel();
    this.#rules.delete(name);
  }

  rules(): readonly Rule[] {
    return [...this.#rules.values()];
  }

  rule(name: string): Rule | undefined {
    return this.#rules.get(name);
  }

  /** Puts an event on the bus. */
  publish(event: ServiceEvent): void {
    const delivered = this.#envelope(event);
    this.metrics.events += 1;
    for (const rule of this.#rules.values()) {
      if (rule.state === 'ENABLED' && rule.matches?.(delivered) === true) this.#trigger(rule, delivered);
    }
  }

  #envelope({ source, detailType, resources, detail }: ServiceEvent): DeliveredEvent {
    const { account, clock, random } = this.#world;
    return {
      version: '0',
      id: uuidFrom(random.stream('EventBridge event ids')),
      'detail-type': detailType,
      source,
      account: account.id,
      time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: account.region,
      resources,
      detail: structuredClone(detail),
    };
  }

  #scheduleNext(rule: Rule): void {
    const { clock } = this.#world;
    const due = rule.nextDue?.(clock.now());
    if (due === undefined) return;
    rule.run = clock.at(due, `schedule ${rule.name}`, () => {
      this.#scheduleNext(rule);
      if (rule.state === 'DISABLED') return;
      const scheduled = { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} };
      this.#trigger(rule, this.#envelope(scheduled));
    });
  }

  #trigger(rule: Rule, event: DeliveredEvent): void {
    this.metrics.triggered += 1;
    for (const target of rule.targets) {
      const delays = deliveryDelays(this.#chances, LATENCY, this.faults, event);
      if (delays.length === 0) this.metrics.lost += 1;
      if (delays.length > 1) this.metrics.duplicated += 1;
      for (const delay of delays) {
        this.#world.clock.after(delay, `deliver ${event['detail-type']} to ${target.arn}`, () =>
          this.#deliver(rule, target, event),
        );
      }
    }
  }

  #deliver(rule: Rule, target: Target, event: DeliveredEvent): void {
    const body = target.input(event, rule);
    const delivery = { service: SERVICE, sourceArn: rule.arn, body };
    const result = this.#target.deliver({ ...delivery, targetArn: target.arn });
    if (result.kind === 'delivered') {
      this.metrics.delivered += 1;
      return;
    }
    this.metrics.failed += 1;
    this.failures.push({ ruleName: rule.name, targetArn: target.arn, because: result.because, event });
    if (target.deadLetterArn === undefined) return;
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    const attributes = {
      RULE_ARN: text(rule.arn),
      TARGET_ARN: text(target.arn),
      ERROR_CODE: text(result.code),
      ERROR_MESSAGE: text(result.because),
    };
    const parked = this.#target.deliver({ ...delivery, targetArn: target.deadLetterArn, attributes });
    if (parked.kind === 'delivered') this.metrics.sentToDeadLetterQueue += 1;
  }
}
