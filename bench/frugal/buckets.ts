import type { CallRecord } from '../../simulator/gateway/call-log.ts';
import { ECS_BUCKETS, type EcsBucket } from '../../simulator/services/ecs/operations/buckets.ts';
import type { Simulation } from '../../simulator/simulation.ts';

/** Milliseconds over which a rate is judged. */
const WINDOW = 60_000;
const SECOND = 1_000;

/** What a function took from one of ECS's token buckets. */
export interface BucketUse {
  /** As in `host-sync`. */
  readonly functionName: string;
  readonly bucket: string;
  readonly calls: number;
  /** Of these, the ones that ECS refused for their rate, which take nothing of the bucket. */
  readonly throttled: number;
  /** Most calls that were not refused in any 60 s, as a part of what the sustained rate allows in that time. */
  readonly share: number;
  /** Most of them in any second, as a part of the burst. */
  readonly burst: number;
}

/** Without the service's name and the stage. */
export const shortName = (functionName: string): string => functionName.split('-').slice(3).join('-');

/** What each function took from each bucket since then. @param since epoch milliseconds */
export function bucketUse({ calls, ecs }: Simulation, since: number): readonly BucketUse[] {
  const groups = Map.groupBy(
    calls.all({ service: 'ecs', since }).filter(({ functionName }) => functionName !== undefined),
    ({ functionName = '', operation }) => `${functionName} ${ecs.api.operations[operation]?.bucket ?? ''}`,
  );
  return [...groups]
    .flatMap(([key, records]) => {
      const [functionName = '', bucket = ''] = key.split(' ');
      return isEcsBucket(bucket) ? [useOf(shortName(functionName), bucket, records)] : [];
    })
    .toSorted((a, b) => a.functionName.localeCompare(b.functionName) || b.share - a.share);
}

const isEcsBucket = (name: string): name is EcsBucket => name in ECS_BUCKETS;

function useOf(functionName: string, bucket: EcsBucket, records: readonly CallRecord[]): BucketUse {
  const { sustained, burst } = ECS_BUCKETS[bucket];
  const taken = records.filter(({ outcome }) => outcome !== 'ThrottlingException');
  const times = taken.map(({ time }) => time).toSorted((a, b) => a - b);
  return {
    functionName,
    bucket,
    calls: records.length,
    throttled: records.length - taken.length,
    share: mostWithin(times, WINDOW) / ((sustained * WINDOW) / SECOND),
    burst: mostWithin(times, SECOND) / burst,
  };
}

/**
 * The most moments that lie within any span of that length.
 * @param times ascending
 */
export function mostWithin(times: readonly number[], span: number): number {
  let [most, first] = [0, 0];
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? time) >= span) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
