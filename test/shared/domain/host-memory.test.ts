import { beforeEach, describe, expect, it } from 'vitest';
import { HostMemory, type KnownHost } from '../../../shared/domain/host-memory.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

const known = (number: number, cluster = 'default'): KnownHost => ({
  ec2InstanceId: instanceId(number),
  clusterArn: clusterArn(cluster),
  containerInstanceArn: hostArn(number, cluster),
});

describe('the memory of hosts', () => {
  let now = 0;
  let memory: HostMemory;
  const recalled = (at: number) => {
    now = at;
    memory.expire();
    return memory.recall(instanceId(1));
  };
  beforeEach(() => {
    now = 1_000_000;
    memory = new HostMemory(() => now);
  });

  it('knows nothing of an instance it was told nothing of', () => {
    expect(memory.recall(instanceId(1))).toBeUndefined();
  });

  it('keeps apart what it was told of several instances, and together what it was told of one', () => {
    const hosts = [known(1), known(2), known(1, 'other')];
    memory.rememberFound(hosts);
    expect(memory.recall(instanceId(1))).toEqual([hosts[0], hosts[2]]);
    expect(memory.recall(instanceId(2))).toEqual([hosts[1]]);
  });

  it.each<[string, number, () => void, readonly KnownHost[]]>([
    ['where a host is, for an hour', HOUR, () => memory.rememberFound([known(1)]), [known(1)]],
    ['that it is in no cluster, for a minute', MINUTE, () => memory.rememberAbsent([instanceId(1)]), []],
  ])('believes %s and no longer', (_, milliseconds, remember, expected) => {
    remember();
    expect(recalled(1_000_000 + milliseconds - 1)).toEqual(expected);
    expect(recalled(1_000_000 + milliseconds)).toBeUndefined();
  });

  it('forgets one instance when told to, and no other', () => {
    memory.rememberAbsent([instanceId(1), instanceId(2)]);
    memory.forget(instanceId(1));
    expect(memory.recall(instanceId(1))).toBeUndefined();
    expect(memory.recall(instanceId(2))).toEqual([]);
  });
});
