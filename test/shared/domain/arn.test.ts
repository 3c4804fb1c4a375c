import { describe, expect, it } from 'vitest';
import {
  clusterArnOf,
  clusterName,
  isClusterArn,
  isClusterName,
  isContainerInstanceArn,
  parseArn,
  parseServiceArn,
} from '../../../shared/domain/arn.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';
import { hostArn } from '../../builders/hosts.ts';

const ECS = 'arn:aws:ecs:us-east-1:111122223333:';

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

  it('takes one of a service without Regions or accounts', () => {
    expect(parseArn('arn:aws:s3:::bucket')).toMatchObject({ region: '', accountId: '', resource: 'bucket' });
  });

  it.each([
    '',
    'default',
    'arn:aws:ecs',
    'arn:aws:ecs:us-east-1:111122223333',
    'arn:aws:ecs:us-east-1:111122223333:',
    'urn:aws:ecs:us-east-1:1:x',
    'arn::ecs:us-east-1:1:x',
    'arn:aws::us-east-1:1:x',
  ])('does not take %j for one', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });
});

describe('clusters', () => {
  it.each([
    [clusterArn('my-cluster_1'), true, 'my-cluster_1'],
    ['my-cluster_1', false, 'my-cluster_1'],
    [serviceArn('web'), false, serviceArn('web')],
    ['arn:aws:eks:us-east-1:111122223333:cluster/default', false, 'default'],
    [`${clusterArn()}/more`, false, `${clusterArn()}/more`],
    [clusterArn('of dogs'), false, clusterArn('of dogs')],
    [`${ECS}a-cluster/default`, false, `${ECS}a-cluster/default`],
    [clusterArn(''), false, clusterArn('')],
  ])('%s', (text, isArn, name) => {
    expect([isClusterArn(text), clusterName(text)]).toEqual([isArn, name]);
  });

  it.each([
    ['a', true],
    ['my-cluster_1', true],
    ['a'.repeat(255), true],
    ['a'.repeat(256), false],
    ['', false],
    ['my cluster', false],
    ['a/b', false],
  ])('may be called %j: %j', (text, expected) => {
    expect(isClusterName(text)).toBe(expected);
  });

  it.each([
    ['a name', 'default', hostArn(1)],
    ['an ARN', clusterArn(), hostArn(1, 'other')],
    ['a name, by an ARN of the short form', 'default', `${ECS}container-instance/b54a2a04`],
  ])('are told by %s', (_, cluster, arnInIt) => {
    expect(clusterArnOf(cluster, arnInIt)).toBe(clusterArn());
  });

  it('stay a name where nothing tells the rest', () => {
    expect(clusterArnOf('default', 'b54a2a04')).toBe('default');
  });
});

describe('container instances', () => {
  const id = 'b54a2a04046f4331a9d74d3f6d7f6ca3';
  it.each([
    [hostArn(1), true],
    [`${ECS}container-instance/${id}`, true],
    [`${ECS}container-instance/a/${'b'.repeat(255)}`, true],
    [`${ECS}container-instance/a/${'b'.repeat(256)}`, false],
    [`${ECS}container-instance/${'a'.repeat(256)}/${id}`, false],
    [`${ECS}container-instance/a/b/${id}`, false],
    [`${ECS}container-instance//${id}`, false],
    [`${ECS}container-instance/`, false],
    [`${ECS}a-container-instance/${id}`, false],
    [clusterArn(), false],
    [`arn:aws:eks:us-east-1:111122223333:container-instance/${id}`, false],
    [id, false],
  ])('%s: %j', (arn, expected) => {
    expect(isContainerInstanceArn(arn)).toBe(expected);
  });
});

describe('parseServiceArn', () => {
  it.each([
    [serviceArn('web', 'prod'), { clusterArn: clusterArn('prod'), serviceName: 'web' }],
    [`${ECS}service/web`, { clusterArn: undefined, serviceName: 'web' }],
    [clusterArn(), undefined],
    ['prod/web', undefined],
    [`${ECS}service/a/b/c`, undefined],
    [`${ECS}service/`, undefined],
    [`${ECS}a-service/web`, undefined],
    [`${ECS}service/${'a'.repeat(256)}/web`, undefined],
    ['arn:aws:eks:us-east-1:111122223333:service/web', undefined],
  ])('%s', (arn, expected) => {
    expect(parseServiceArn(arn)).toEqual(expected);
  });
});
