import { describe, expect, it } from 'vitest';
import { clusterName, isClusterArn, parseArn, parseServiceArn } from '../../../shared/domain/arn.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';

describe('parseArn', () => {
  it('takes an ARN apart, whatever the partition', () => {
    expect(parseArn('arn:aws-cn:sqs:cn-north-1:111122223333:queue:with:colons')).toEqual({
      partition: 'aws-cn',
      service: 'sqs',
      region: 'cn-north-1',
      accountId: '111122223333',
      resource: 'queue:with:colons',
    });
  });

  it.each(['', 'default', 'arn:aws:ecs', 'arn:aws:ecs:us-east-1:111122223333', 'urn:aws:ecs:us-east-1:1:x'])(
    'does not take %j for one',
    (text) => {
      expect(parseArn(text)).toBeUndefined();
    },
  );
});

describe('clusters', () => {
  it.each([
    [clusterArn('my-cluster_1'), true, 'my-cluster_1'],
    ['my-cluster_1', false, 'my-cluster_1'],
    [serviceArn('web'), false, serviceArn('web')],
    ['arn:aws:eks:us-east-1:111122223333:cluster/default', false, 'default'],
  ])('%s', (text, isArn, name) => {
    expect([isClusterArn(text), clusterName(text)]).toEqual([isArn, name]);
  });
});

describe('parseServiceArn', () => {
  it.each([
    [serviceArn('web', 'prod'), { clusterArn: clusterArn('prod'), serviceName: 'web' }],
    ['arn:aws:ecs:us-east-1:111122223333:service/web', { clusterArn: undefined, serviceName: 'web' }],
    [clusterArn(), undefined],
    ['prod/web', undefined],
    ['arn:aws:ecs:us-east-1:111122223333:service/a/b/c', undefined],
  ])('%s', (arn, expected) => {
    expect(parseServiceArn(arn)).toEqual(expected);
  });
});
