import type { MessageAttributes } from './sqs/message.ts';

/** A message that an AWS service hands to a queue, a topic or a function on behalf of a resource. */
export interface ServiceDelivery {
  readonly targetArn: string;
  /** `events.amazonaws.com`, `sns.amazonaws.com`, … */
  readonly service: string;
  /** ARN of the rule, topic, … */
  readonly sourceArn: string;
  /** Body of the message, or the payload of the invocation as JSON. */
  readonly body: string;
  /** Of a message to a topic; e-mails have it. */
  readonly subject?: string;
  readonly attributes?: MessageAttributes;
  /** X-Ray trace header of what caused it, which carries the lineage that recursive-loop detection counts. */
  readonly traceHeader?: string | undefined;
}

/** What became of a delivery. A refused one would be refused again: services do not retry it. */
export type DeliveryResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly code: 'NO_PERMISSIONS' | 'NO_RESOURCE'; readonly because: string };

/** Something that services can deliver to. */
export interface DeliveryTarget {
  deliver(delivery: ServiceDelivery): DeliveryResult;
}

/** Finds the service that a target's ARN belongs to. */
export class DeliveryRouter implements DeliveryTarget {
  readonly #targets: ReadonlyMap<string, DeliveryTarget>;

  /** @param targets by the service's name in ARNs: `sqs`, `sns`, `lambda` */
  constructor(targets: Readonly<Record<string, DeliveryTarget>>) {
    this.#targets = new Map(Object.entries(targets));
  }

  deliver(delivery: ServiceDelivery): DeliveryResult {
    const target = this.#targets.get(serviceOf(delivery.targetArn));
    if (target !== undefined) return target.deliver(delivery);
    return { kind: 'refused', code: 'NO_RESOURCE', because: `${delivery.targetArn} is not a target that is modelled` };
  }

  /** Whether targets of that ARN's service are modelled. */
  supports(arn: string): boolean {
    return this.#targets.has(serviceOf(arn));
  }
}

function serviceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}
