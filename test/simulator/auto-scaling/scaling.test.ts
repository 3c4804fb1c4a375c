import { describe, expect, it } from 'vitest';
import { AutoScalingTest } from './auto-scaling-test.ts';

describe('a group without hooks', () => {
  it('launches its instances, in service after EC2 has them running', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 1 });
    const [id = ''] = test.idsIn('InService');
    expect(test.timeline(id)).toEqual(['2 Pending', '12 Pending:Proceed', '13 InService']);
    expect(test.ec2.require(id)).toMatchObject({
      state: 'running',
      cluster: 'default',
      tags: { 'aws:autoscaling:groupName': 'web' },
    });
  });

  it('scales in by terminating, and forgets the instance when EC2 has ended it', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2 });
    const [id = ''] = test.idsIn('InService');
    test.autoScaling.setDesiredCapacity('web', 0);
    await test.world.pass(60);
    expect(test.timeline(id).slice(3)).toEqual(['62 Terminating', '62 Terminating:Proceed', '93 Terminated']);
    expect(test.states()).toEqual([]);
    expect(test.world.eventsOf('EC2 Instance Terminate Successful')).toHaveLength(2);
  });

  it('replaces an instance that ended without its doing', async () => {
    const test = await new AutoScalingTest().withGroup({ desired: 2 });
    const [id = ''] = test.idsIn('InService');
    test.ec2.terminate(id);
    await test.world.pass(90);
    expect(test.states()).toEqual(['InService', 'InService']);
    expect(test.idsIn('InService')).not.toContain(id);
  });
});
