import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance as Ec2Instance,
  Reservation,
} from '@aws-sdk/client-ec2';
import type { Account } from '../../../account/account.ts';
import { type Operation, operation } from '../../../wire/operation.ts';
import { ServiceError } from '../../../wire/service-error.ts';
import type { Ec2Simulator } from '../ec2-simulator.ts';
import { type Instance, STATE_CODES } from '../instance.ts';
import { filtering } from './filters.ts';
import { requireInstances } from './instance-ids.ts';
import { pageOf } from './paging.ts';

const LARGEST_PAGE = 1000;

/** DescribeInstances: by ids or by filters, in reservations, in pages when `MaxResults` says so. */
export function describeInstances(ec2: Ec2Simulator, account: Account): Operation {
  return operation<DescribeInstancesRequest, DescribeInstancesResult>({
    bucket: 'DescribeInstances',
    authorize: () => [{ action: 'ec2:DescribeInstances', resource: '*' }],
    handle: ({ InstanceIds, Filters, MaxResults, NextToken }) => {
      if (InstanceIds !== undefined && InstanceIds.length > 0 && MaxResults !== undefined) {
        throw new ServiceError(
          'InvalidParameterCombination',
          'The parameter instancesSet cannot be used with the parameter maxResults',
        );
      }
      if (MaxResults !== undefined && (MaxResults < 5 || MaxResults > LARGEST_PAGE)) {
        throw new ServiceError('InvalidParameterValue', `Value ( ${MaxResults} ) for parameter maxResults is invalid.`);
      }
      const wanted = InstanceIds?.length ? requireInstances(ec2, InstanceIds) : ec2.instances();
      const matches = filtering(Filters);
      const found = wanted.filter((instance) => matches(filterValues(instance)));
      const page = pageOf(found, (instance) => instance.instanceId, MaxResults ?? found.length + 1, NextToken);
      return { Reservations: reservationsOf(page.items, account), NextToken: page.nextToken };
    },
  });
}

function filterValues(instance: Instance) {
  return (name: string): readonly string[] | undefined => {
    if (name.startsWith('tag:')) {
      const value = instance.tags[name.slice('tag:'.length)];
      return value === undefined ? [] : [value];
    }
    switch (name) {
      case 'tag-key':
        return Object.keys(instance.tags);
      case 'instance-id':
        return [instance.instanceId];
      case 'instance-state-name':
        return [instance.state];
      case 'instance-state-code':
        return [String(STATE_CODES[instance.state])];
      case 'instance-type':
        return [instance.instanceType];
      case 'availability-zone':
        return [instance.availabilityZone];
      case 'instance-lifecycle':
        return instance.lifecycle === 'spot' ? ['spot'] : [];
      case 'metadata-options.http-tokens':
        return [instance.metadataOptions.HttpTokens];
      case 'metadata-options.http-put-response-hop-limit':
        return [String(instance.metadataOptions.HttpPutResponseHopLimit)];
      case 'metadata-options.http-endpoint':
        return [instance.metadataOptions.HttpEndpoint];
      default:
        return undefined;
    }
  };
}

function reservationsOf(instances: readonly Instance[], account: Account): Reservation[] {
  const groups = Map.groupBy(instances, (instance) => instance.reservationId);
  return [...groups].map(([reservationId, members]) => ({
    ReservationId: reservationId,
    OwnerId: account.id,
    Groups: [],
    Instances: members.map(ec2InstanceOf),
  }));
}

function ec2InstanceOf(instance: Instance): Ec2Instance {
  return {
    InstanceId: instance.instanceId,
    InstanceType: instance.instanceType as NonNullable<Ec2Instance['InstanceType']>,
    State: { Code: STATE_CODES[instance.state], Name: instance.state },
    StateReason:
      instance.stateReason === undefined ? undefined : { Code: instance.stateReason, Message: instance.stateReason },
    LaunchTime: new Date(instance.launchTime),
    Placement: { AvailabilityZone: instance.availabilityZone, Tenancy: 'default' },
    InstanceLifecycle: instance.lifecycle === 'spot' ? 'spot' : undefined,
    PrivateIpAddress: instance.state === 'terminated' ? undefined : instance.privateIpAddress,
    MetadataOptions: { State: 'applied', ...instance.metadataOptions },
    Operator: { Managed: instance.operator !== undefined, Principal: instance.operator },
    Tags: Object.entries(instance.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}
