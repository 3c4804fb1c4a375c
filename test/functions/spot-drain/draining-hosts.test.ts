import { describe, expect, it } from 'vitest';
import { DrainingHosts } from '../../../functions/spot-drain/draining-hosts.ts';
import { aHost, hostArn, instanceId } from '../../builders/hosts.ts';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('what a process knows of DRAINING hosts', () => {
  it('is who they are, and when it drained them itself', () => {
    const draining = new DrainingHosts(() => 5);
    draining.recordDrain({ hosts: [aHost({ number: 1, status: 'DRAINING' })], failures: [] });
    draining.recordRead({ hosts: [aHost({ number: 2, status: 'DRAINING' }), aHost({ number: 3 })], failures: [] });
    expect(draining.get(hostArn(1))).toMatchObject({ ec2InstanceId: instanceId(1), drainedAt: 5 });
    expect(draining.get(hostArn(2))).toMatchObject({ ec2InstanceId: instanceId(2), drainedAt: undefined });
    expect(draining.get(hostArn(3))).toBeUndefined();
  });

  it('is dropped after two minutes, and why ECS refused a drain before the next run', () => {
    let now = 0;
    const draining = new DrainingHosts(() => now);
    draining.recordDrain({
      hosts: range(100).map((number) => aHost({ number, status: 'DRAINING' })),
      failures: range(100).map((number) => ({ arn: hostArn(200 + number), reason: 'CONFLICT', detail: 'busy' })),
    });
    const known = () => range(100).filter((number) => draining.get(hostArn(number))).length;
    const refused = () => range(100).filter((number) => draining.refusalOf(hostArn(200 + number))).length;
    expect([known(), refused(), draining.refusalOf(hostArn(200))]).toEqual([100, 100, 'CONFLICT busy']);
    now = 119_999;
    draining.expire();
    expect([known(), refused()]).toEqual([100, 0]);
    now = 120_000;
    draining.expire();
    expect(known()).toBe(0);
  });
});
