import * as schemas from '@aws-sdk/client-sns';
import type { ServiceApi } from '../../wire/operation.ts';
import { publishOperations } from './publish-operations.ts';
import type { SnsSimulator } from './sns-simulator.ts';
import { topicOperations } from './topic-operations.ts';

/** SNS as its clients see it. Its request rates are far above what is modelled, so nothing is throttled. */
export function snsApi(sns: SnsSimulator): ServiceApi {
  return {
    signingName: 'sns',
    protocol: 'awsQuery',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    schemas,
    operations: { ...publishOperations(sns), ...topicOperations(sns) },
    buckets: {},
  };
}
