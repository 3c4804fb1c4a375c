/** What a type of instance offers. */
export interface InstanceTypeSize {
  readonly vCpus: number;
  readonly memoryMiB: number;
  readonly gpus?: number;
}

const GIB = 1024;

/** A few types, enough for scenarios. Source: EC2 instance types, specifications. */
const SIZES: Readonly<Record<string, InstanceTypeSize>> = {
  't3.medium': { vCpus: 2, memoryMiB: 4 * GIB },
  't3.large': { vCpus: 2, memoryMiB: 8 * GIB },
  'm5.large': { vCpus: 2, memoryMiB: 8 * GIB },
  'm5.xlarge': { vCpus: 4, memoryMiB: 16 * GIB },
  'm5.2xlarge': { vCpus: 8, memoryMiB: 32 * GIB },
  'm6g.large': { vCpus: 2, memoryMiB: 8 * GIB },
  'm7g.large': { vCpus: 2, memoryMiB: 8 * GIB },
  'm7g.xlarge': { vCpus: 4, memoryMiB: 16 * GIB },
  'm7g.2xlarge': { vCpus: 8, memoryMiB: 32 * GIB },
  'c5.large': { vCpus: 2, memoryMiB: 4 * GIB },
  'c7g.large': { vCpus: 2, memoryMiB: 4 * GIB },
  'c7g.xlarge': { vCpus: 4, memoryMiB: 8 * GIB },
  'c7g.2xlarge': { vCpus: 8, memoryMiB: 16 * GIB },
  'r7g.large': { vCpus: 2, memoryMiB: 16 * GIB },
  'r7g.xlarge': { vCpus: 4, memoryMiB: 32 * GIB },
  'g4dn.xlarge': { vCpus: 4, memoryMiB: 16 * GIB, gpus: 1 },
  'g4dn.12xlarge': { vCpus: 48, memoryMiB: 192 * GIB, gpus: 4 },
};

/** Size of an instance type, undefined when the table does not have it. */
export function sizeOfInstanceType(instanceType: string): InstanceTypeSize | undefined {
  return Object.hasOwn(SIZES, instanceType) ? SIZES[instanceType] : undefined;
}

/** Every type in the table. */
export function knownInstanceTypes(): readonly string[] {
  return Object.keys(SIZES);
}
