import { describe, expect, it } from 'vitest';
import type { HeadroomView } from '../../../functions/scale-in/actions.ts';
import { HeadroomLog } from '../../../functions/scale-in/report.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { RecordedTelemetry } from '../../builders/recorded-telemetry.ts';
import { aClusterLook } from '../../builders/scale-in.ts';
import { ScaleInProcess } from '../../builders/scale-in-run.ts';
import { ScaleInWorld } from '../../builders/scale-in-world.ts';

function aView(overrides: Partial<HeadroomView> = {}): HeadroomView {
  return {
    clusterArn: clusterArn('shop'),
    hosts: 2,
    cpu: { free: 3000, used: 1000, wanted: 200 },
    memory: { free: 4000, used: 4000, wanted: 800 },
    missing: undefined,
    ...overrides,
  };
}

function told(...views: readonly HeadroomView[]) {
  const telemetry = new RecordedTelemetry();
  new HeadroomLog(telemetry, () => 0).tell({ headroom: views });
  return { measures: telemetry.measures, sums: telemetry.sums };
}

describe('headroom', () => {
  it.each([
    ['memory, with less above what is wanted', aView(), { free: 50, wanted: 10 }],
    ['CPU, if that has less', aView({ cpu: { free: 100, used: 3900, wanted: 780 } }), { free: 3, wanted: 20 }],
    [
      'nothing of a cluster without hosts',
      aView({ cpu: { free: 0, used: 0, wanted: 0 }, memory: { free: 0, used: 0, wanted: 0 } }),
      { free: 0, wanted: 0 },
    ],
  ])('is that of %s, in percent of the capacity', (_, view, { free, wanted }) => {
    const measures = [
      ['FreeHeadroom', free],
      ['WantedHeadroom', wanted],
    ];
    expect(told(view)).toEqual({ measures, sums: {} });
  });

  it('counts the clusters that have too little', () => {
    const short = aView({ clusterArn: clusterArn('short'), missing: '20 % of memory' });
    expect(told(aView(), short).sums).toEqual({ ClustersShortOfHeadroom: 1 });
  });
});

describe('what was removed', () => {
  const hosts = [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, { drainedFor: 1 }];
  const removed = ({ telemetry }: ScaleInProcess) =>
    Object.fromEntries(Object.entries(telemetry.sums).filter(([name]) => name.endsWith('Removed')));

  it('is counted with its size once the hosts are terminated', async () => {
    const look = aClusterLook({ hosts });
    const { registeredCpu = 0, registeredMemory = 0 } = look.hosts[1]?.resources ?? {};
    const process = new ScaleInProcess(new ScaleInWorld(look));
    await process.run();
    expect(removed(process)).toEqual({
      HostsRemoved: 1,
      VcpusRemoved: registeredCpu / 1024,
      MemoryRemoved: registeredMemory / 1024,
    });
  });

  it('is nothing in a dry run', async () => {
    const process = new ScaleInProcess(new ScaleInWorld(aClusterLook({ hosts })), { dryRun: true });
    await process.run();
    expect(process.telemetry.sums).toHaveProperty('ActionsDryRun terminate-hosts');
    expect(removed(process)).toEqual({});
  });
});
