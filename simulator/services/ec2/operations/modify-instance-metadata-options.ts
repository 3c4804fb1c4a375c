import type { ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult } from '@aws-sdk/client-ec2';
import { type Operation, operation } from '../../../wire/operation.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import type { Ec2Simulator } from '../ec2-simulator.ts';
import { onInstances, requireInstances } from './instance-ids.ts';

/** ModifyInstanceMetadataOptions: settings left out stay as they are. */
export function modifyInstanceMetadataOptions(ec2: Ec2Simulator): Operation {
  return operation<ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult>({
    bucket: 'ModifyInstanceMetadataOptions',
    authorize: ({ InstanceId = '' }) => onInstances(ec2, 'ec2:ModifyInstanceMetadataOptions', [InstanceId]),
    handle: ({ InstanceId = '', HttpEndpoint, HttpTokens, HttpPutResponseHopLimit }) => {
      const [instance] = requireInstances(ec2, [InstanceId]);
      if (instance?.state === 'terminated' || instance?.state === 'shutting-down') {
        throw new ServiceError(
          'IncorrectInstanceState',
          `The instance '${InstanceId}' is not in a state in which its metadata options can be modified.`,
        );
      }
      if (HttpPutResponseHopLimit !== undefined && (HttpPutResponseHopLimit < 1 || HttpPutResponseHopLimit > 64)) {
        throw new ServiceError(
          'InvalidParameterValue',
          `Value (${HttpPutResponseHopLimit}) for parameter HttpPutResponseHopLimit is invalid.`,
        );
      }
      check('HttpEndpoint', HttpEndpoint, ['enabled', 'disabled']);
      check('HttpTokens', HttpTokens, ['optional', 'required']);
      const { metadataOptions } = ec2.modifyMetadataOptions(InstanceId, {
        ...(HttpEndpoint !== undefined && { HttpEndpoint }),
        ...(HttpTokens !== undefined && { HttpTokens }),
        ...(HttpPutResponseHopLimit !== undefined && { HttpPutResponseHopLimit }),
      });
      return { InstanceId, InstanceMetadataOptions: { State: 'pending', ...metadataOptions } };
    },
  });
}

function check(parameter: string, value: string | undefined, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return;
  throw new ServiceError('InvalidParameterValue', `Value (${value}) for parameter ${parameter} is invalid.`);
}
