import type {
  _InstanceType,
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import { type Operation, operation } from '../../../wire/operation.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import { knownInstanceTypes, sizeOfInstanceType } from '../instance-types.ts';

/** DescribeInstanceTypes: vCPU, memory and GPUs of the types in the simulator's table, by name. */
export function describeInstanceTypes(): Operation {
  return operation<DescribeInstanceTypesRequest, DescribeInstanceTypesResult>({
    bucket: 'DescribeInstanceTypes',
    authorize: () => [{ action: 'ec2:DescribeInstanceTypes', resource: '*' }],
    handle: ({ InstanceTypes }) => ({
      InstanceTypes: (InstanceTypes?.length ? InstanceTypes : knownInstanceTypes()).map(instanceTypeInfo),
    }),
  });
}

function instanceTypeInfo(instanceType: string): InstanceTypeInfo {
  const size = sizeOfInstanceType(instanceType);
  if (size === undefined) {
    throw new ServiceError(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${instanceType}]`,
    );
  }
  return {
    InstanceType: instanceType as _InstanceType,
    VCpuInfo: { DefaultVCpus: size.vCpus },
    MemoryInfo: { SizeInMiB: size.memoryMiB },
    GpuInfo: size.gpus === undefined ? undefined : { Gpus: [{ Count: size.gpus, Manufacturer: 'NVIDIA' }] },
  };
}
