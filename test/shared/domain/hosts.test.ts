import { describe, expect, it } from 'vitest';
import { clusterArnOf } from '../../../shared/domain/arn.ts';
import { isInstanceId, onInstances } from '../../../shared/domain/hosts.ts';
import { ownerOf } from '../../../shared/domain/tasks.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aTask, hostArn } from '../../builders/hosts.ts';

describe('the id of an instance', () => {
  it.each(['i-0123456789abcdef0', 'i-12345678'])('may be %s', (id) => {
    expect(isInstanceId(id)).toBe(true);
  });

  it.each([
    '',
    'i-',
    'i-123',
    'i-0123456789ABCDEF0',
    'mi-0123456789abcdef0',
    'i-12345678] or runningTasksCount >= 0',
    ' i-12345678',
  ])('may not be "%s"', (id) => {
    expect(isInstanceId(id)).toBe(false);
  });
});

it('hosts are found by their instances, all in one expression', () => {
  expect(onInstances(['i-12345678'])).toBe('ec2InstanceId in [i-12345678]');
  expect(onInstances(['i-12345678', 'i-87654321'])).toBe('ec2InstanceId in [i-12345678,i-87654321]');
});

it.each([
  ['service:web', { kind: 'service', serviceName: 'web' }],
  ['family:web', { kind: 'standalone', family: 'web' }],
  ['nightly', { kind: 'standalone', family: 'web' }],
  ['family:service:web', { kind: 'standalone', family: 'web' }],
  ['service', { kind: 'standalone', family: 'web' }],
  ['', { kind: 'standalone', family: 'web' }],
])('a task of the group "%s" belongs to %o', (group, owner) => {
  expect(ownerOf(aTask({ group }))).toEqual(owner);
});

it.each([
  ['a name', 'default', hostArn(1)],
  ['an ARN', clusterArn(), hostArn(1)],
  ['a name, by an ARN of the short form', 'default', 'arn:aws:ecs:us-east-1:111122223333:container-instance/b54a2a04'],
])('the ARN of a cluster is told by %s', (_, cluster, arnInIt) => {
  expect(clusterArnOf(cluster, arnInIt)).toBe(clusterArn());
});
