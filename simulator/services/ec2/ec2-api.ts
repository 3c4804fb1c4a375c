import * as schemas from '@aws-sdk/client-ec2';
import type { Account } from '../../account/account.ts';
import type { ServiceApi } from '../../wire/operation.ts';
import type { Ec2Simulator } from './ec2-simulator.ts';
import { describeInstanceTypes } from './operations/describe-instance-types.ts';
import { describeInstances } from './operations/describe-instances.ts';
import { modifyInstanceMetadataOptions } from './operations/modify-instance-metadata-options.ts';
import { createTags, describeTags } from './operations/tags.ts';
import { terminateInstances } from './operations/terminate-instances.ts';

/** The part of the EC2 API that the simulator has. */
export function ec2Api(ec2: Ec2Simulator, account: Account): ServiceApi {
  return {
    signingName: 'ec2',
    protocol: 'ec2Query',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    schemas,
    operations: {
      DescribeInstances: describeInstances(ec2, account),
      DescribeInstanceTypes: describeInstanceTypes(),
      TerminateInstances: terminateInstances(ec2),
      ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions(ec2),
      CreateTags: createTags(ec2),
      DescribeTags: describeTags(ec2),
    },
    // EC2 gives each operation a bucket of its own. Source: EC2 developer guide, request throttling
    // (non-mutating 100 and 20/s); the rate of the mutating ones here is assumed: see FIDELITY.md.
    buckets: {
      DescribeInstances: { burst: 100, sustained: 20 },
      DescribeInstanceTypes: { burst: 100, sustained: 20 },
      DescribeTags: { burst: 100, sustained: 20 },
      TerminateInstances: { burst: 100, sustained: 5 },
      ModifyInstanceMetadataOptions: { burst: 100, sustained: 10 },
      CreateTags: { burst: 100, sustained: 10 },
    },
  };
}
