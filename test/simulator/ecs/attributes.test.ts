import { describe, expect, it } from 'vitest';
import { aHost, EcsTest } from './ecs-test.ts';

/** A host with that many custom attributes. */
function aHostWith(attributes: number): { test: EcsTest; put: (given: readonly object[]) => unknown } {
  const test = new EcsTest();
  const custom = Object.fromEntries(Array.from({ length: attributes }, (_, index) => [`own-${index}`, 'x']));
  test.ecs.registerHost({ ...aHost(), attributes: custom });
  const targetId = test.host('i-1').containerInstanceArn;
  const put = (given: readonly object[]): unknown =>
    test.call('PutAttributes', { cluster: 'main', attributes: given.map((each) => ({ ...each, targetId })) });
  return { test, put };
}

describe('PutAttributes', () => {
  it('allows ten custom attributes on a host, and refuses what goes beyond as a whole', () => {
    const { test, put } = aHostWith(8);
    put([{ name: 'own-0', value: 'replaced' }, { name: 'ninth' }]);
    const beyond = [
      { name: 'own-0', value: 'not' },
      { name: 'tenth', value: 'a' },
      { name: 'eleventh', value: 'b' },
    ];
    expect(() => put(beyond)).toThrow(expect.objectContaining({ code: 'AttributeLimitExceededException' }));
    expect(test.host('i-1').attributes).toMatchObject({ 'own-0': 'replaced' });
    put([{ name: 'tenth', value: 'a' }]);
    expect(test.host('i-1').attributes).toMatchObject({ tenth: 'a' });
  });

  it.each([
    { why: 'a value with a plus sign', attribute: { name: 'since', value: '2026-01-05T09:00:00+01:00' } },
    { why: 'a value that ends with a space', attribute: { name: 'note', value: 'keep ' } },
    { why: 'an empty value', attribute: { name: 'note', value: '' } },
    { why: 'a value of 129 characters', attribute: { name: 'note', value: 'x'.repeat(129) } },
    { why: 'a name with a colon', attribute: { name: 'ecs-ops:keep', value: 'yes' } },
  ])('refuses $why', ({ attribute }) => {
    expect(() => aHostWith(0).put([attribute])).toThrow(expect.objectContaining({ code: 'InvalidParameterException' }));
  });

  it.each(['2026-01-05T09:00:00.000Z', String.raw`a/b\c@d_e-f.g:h i`])('takes the value %s', (value) => {
    const { test, put } = aHostWith(0);
    put([{ name: 'ecs-ops.idle-since', value }]);
    expect(test.host('i-1').attributes).toMatchObject({ 'ecs-ops.idle-since': value });
  });
});

it('attributes are listed and described until they are deleted', () => {
  const { test, put } = aHostWith(0);
  put([{ name: 'idle-since', value: '9' }]);
  const { containerInstanceArn } = test.host('i-1');
  const described = (): object =>
    test.call('DescribeContainerInstances', { cluster: 'main', containerInstances: [containerInstanceArn] });
  const attributes = expect.arrayContaining([{ name: 'idle-since', value: '9' }]);
  expect(described()).toMatchObject({ containerInstances: [{ attributes }] });
  const listed = { cluster: 'main', targetType: 'container-instance', attributeName: 'idle-since' };
  expect(test.call('ListAttributes', listed)).toMatchObject({ attributes: [{ targetId: containerInstanceArn }] });
  test.call('DeleteAttributes', {
    cluster: 'main',
    attributes: [{ name: 'idle-since', targetId: containerInstanceArn }],
  });
  expect(described()).not.toMatchObject({ containerInstances: [{ attributes }] });
  expect(test.call('ListAttributes', listed)).toMatchObject({ attributes: [] });
});
