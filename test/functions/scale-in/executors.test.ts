import { describe, expect, it } from 'vitest';
import { aClusterLook } from '../../builders/scale-in.ts';
import { ScaleInProcess } from '../../builders/scale-in-run.ts';
import { ScaleInWorld } from '../../builders/scale-in-world.ts';

describe('hosts that are to be terminated', () => {
  it('stay, all of them, when a run beside this one has given one back since they were looked at', async () => {
    const group = 'shop-hosts';
    const hosts = [
      { number: 1, group, tasks: ['web', 'web', 'web', 'web', 'web'] },
      { number: 2, group, drainedFor: 1 },
    ];
    const look = aClusterLook({ name: 'shop', hosts });
    const world = new ScaleInWorld(look);
    world.givenBack.add(look.hosts[1]?.ec2InstanceId ?? '');
    const process = new ScaleInProcess(world);
    expect(await process.run()).toEqual(['look-0']);
    expect(world.written).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'Retried conflict': 1 });
  });
});
