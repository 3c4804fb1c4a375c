import { describe, expect, it } from 'vitest';
import { fieldsOf, linesOf } from '../../../shared/domain/decision-fields.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const HOST = `${ARN}:container-instance/shop/0a1b`;
const OTHER = `${ARN}:container-instance/shop/0c2d`;
const INSTANCES = new Map([
  [HOST, 'i-0123456789abcdef0'],
  [OTHER, 'i-0fedcba9876543210'],
]);

describe('the fields of a subject', () => {
  it.each([
    ['an instance', 'i-0123456789abcdef0', { host: 'i-0123456789abcdef0' }],
    ['a cluster', `${ARN}:cluster/shop`, { cluster: 'shop' }],
    ['a service', `${ARN}:service/shop/web`, { cluster: 'shop', serviceName: 'web' }],
    ['a service with a short ARN', `${ARN}:service/web`, { serviceName: 'web' }],
    ['a task', `${ARN}:task/shop/9f8e`, { cluster: 'shop', task: '9f8e' }],
    [
      'a host whose instance is known',
      HOST,
      { cluster: 'shop', host: 'i-0123456789abcdef0', containerInstance: '0a1b' },
    ],
    [
      'a host whose instance is not known',
      `${ARN}:container-instance/shop/ffff`,
      { cluster: 'shop', containerInstance: 'ffff' },
    ],
    ['a task with a short ARN', `${ARN}:task/9f8e`, {}],
    ['a type without anything', `${ARN}:task`, {}],
    ['another type of ECS', `${ARN}:service-revision/shop/web`, {}],
    ['a group', 'shop-general', {}],
    ['every cluster', 'every cluster', {}],
    ['another service of AWS', 'arn:aws:sns:eu-west-1:111122223333:topic', {}],
  ])('are those of %s', (_, subject, fields) => {
    expect(fieldsOf(subject, INSTANCES)).toEqual(fields);
  });
});

describe('the lines of an action', () => {
  const drain = { kind: 'drain-hosts', reason: 'host-idle', clusterArn: `${ARN}:cluster/shop` };

  it('are one for each host, with the name of its instance', () => {
    expect(linesOf({ ...drain, containerInstanceArns: [OTHER, HOST] }, INSTANCES)).toEqual([
      {
        kind: 'drain-hosts',
        reason: 'host-idle',
        cluster: 'shop',
        host: 'i-0fedcba9876543210',
        containerInstance: '0c2d',
      },
      {
        kind: 'drain-hosts',
        reason: 'host-idle',
        cluster: 'shop',
        host: 'i-0123456789abcdef0',
        containerInstance: '0a1b',
      },
    ]);
  });

  it('are one for each instance where only instances are known', () => {
    const lines = linesOf({ ...drain, ec2InstanceIds: ['i-0a1', 'i-0b2'] }, INSTANCES);
    expect(lines).toMatchObject([{ host: 'i-0a1' }, { host: 'i-0b2' }]);
  });

  it('pair the one host with the one instance, and never guess which of several belongs to which', () => {
    const unknown = [`${ARN}:container-instance/shop/1111`, `${ARN}:container-instance/shop/2222`];
    const one = { ...drain, containerInstanceArns: unknown.slice(0, 1), ec2InstanceIds: ['i-0a1'] };
    expect(linesOf(one, INSTANCES)).toMatchObject([{ containerInstance: '1111', host: 'i-0a1' }]);
    const known = { ...drain, containerInstanceArns: [HOST], ec2InstanceIds: ['i-0a1'] };
    expect(linesOf(known, INSTANCES)).toMatchObject([{ containerInstance: '0a1b', host: 'i-0123456789abcdef0' }]);
    const lines = linesOf({ ...drain, containerInstanceArns: unknown, ec2InstanceIds: ['i-0a1', 'i-0b2'] }, INSTANCES);
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).not.toHaveProperty('host');
  });

  it('name service and task, and keep what else the action says', () => {
    const taskArn = `${ARN}:task/shop/9f8e`;
    expect(linesOf({ ...drain, serviceArn: `${ARN}:service/shop/web`, from: 2, to: 3 }, INSTANCES)).toEqual([
      { kind: 'drain-hosts', reason: 'host-idle', cluster: 'shop', serviceName: 'web', from: 2, to: 3 },
    ]);
    expect(linesOf({ ...drain, taskArn, ec2InstanceId: 'i-0123456789abcdef0' }, INSTANCES)).toEqual([
      { kind: 'drain-hosts', reason: 'host-idle', cluster: 'shop', task: '9f8e', host: 'i-0123456789abcdef0' },
    ]);
  });
});
