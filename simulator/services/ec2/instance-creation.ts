import { unusedId } from '../../kernel/identifiers.ts';
import type { Random } from '../../kernel/random.ts';
import { DEFAULT_METADATA_OPTIONS, type Instance, type LaunchSpecification } from './instance.ts';
import { sizeOfInstanceType } from './instance-types.ts';

/** What a launch takes from its surroundings. */
export interface CreationContext {
  readonly reservationId: string;
  readonly random: Random;
  /** Whether an instance has that id. */
  readonly isUsed: (instanceId: string) => boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Boot time for a specification that has none. */
  readonly bootTime: number;
}

/** A new instance, `pending`. */
export function createInstance(specification: LaunchSpecification, context: CreationContext): Instance {
  const { random, isUsed, now } = context;
  return {
    instanceId: unusedId(() => `i-0${hexId(random)}`, isUsed),
    reservationId: context.reservationId,
    instanceType: specification.instanceType,
    availabilityZone: specification.availabilityZone,
    lifecycle: specification.lifecycle ?? 'on-demand',
    state: 'pending',
    stateReason: undefined,
    launchTime: now,
    stateSince: now,
    tags: { ...specification.tags },
    metadataOptions: { ...DEFAULT_METADATA_OPTIONS, ...specification.metadataOptions },
    privateIpAddress: `10.0.${random.integer(0, 255)}.${random.integer(4, 254)}`,
    operator: specification.operator,
    cluster: specification.cluster,
    bootTime: specification.bootTime ?? context.bootTime,
    attributes: { ...specification.attributes },
    warmPoolsCheck: specification.warmPoolsCheck ?? false,
    spotInstanceDraining: specification.spotInstanceDraining ?? false,
    size: specification.size ?? sizeOf(specification.instanceType),
  };
}

/** Sixteen hexadecimal digits. */
export function hexId(random: Random): string {
  return Array.from({ length: 16 }, () => random.integer(0, 15).toString(16)).join('');
}

function sizeOf(instanceType: string): NonNullable<LaunchSpecification['size']> {
  const size = sizeOfInstanceType(instanceType);
  if (size === undefined) {
    throw new RangeError(`The simulator's table has no instance type ${instanceType}; give the launch a size`);
  }
  return size;
}
