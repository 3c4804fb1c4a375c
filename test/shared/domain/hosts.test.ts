import { describe, expect, it } from 'vitest';
import { isInstanceId, onInstances } from '../../../shared/domain/hosts.ts';

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
