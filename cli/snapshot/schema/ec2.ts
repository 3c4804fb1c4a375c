import * as v from 'valibot';
import { count, date, instanceId, list, name, only, tag, word } from './fields.ts';

/** DescribeInstances, cut to what is kept. Addresses, networks, images and user data are not among the fields. */
export const instance = only({
  InstanceId: instanceId,
  InstanceType: name,
  State: v.optional(
    only({
      Code: v.optional(count),
      Name: word(['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped']),
    }),
  ),
  LaunchTime: v.optional(date),
  Placement: v.optional(only({ AvailabilityZone: v.optional(name) })),
  InstanceLifecycle: v.optional(word(['spot', 'scheduled', 'capacity-block'])),
  MetadataOptions: v.optional(
    only({
      State: v.optional(word(['applied', 'pending'])),
      HttpEndpoint: v.optional(word(['enabled', 'disabled'])),
      HttpTokens: v.optional(word(['optional', 'required'])),
      HttpPutResponseHopLimit: v.optional(count),
    }),
  ),
  Tags: list(tag),
});
