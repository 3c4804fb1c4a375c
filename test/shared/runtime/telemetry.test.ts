import { afterEach, describe, expect, it, vi } from 'vitest';
import { DURATIONS, METRICS } from '../../../shared/runtime/metric-names.ts';
import { PowertoolsTelemetry } from '../../../shared/runtime/telemetry.ts';

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  readonly [key: string]: unknown;
}

/** The lines of Embedded Metric Format that a piece of work prints. */
function printedBy(work: () => void): EmbeddedMetrics[] {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  work();
  const lines = write.mock.calls.map(([line]) => String(line));
  write.mockRestore();
  return lines.filter((line) => line.includes('_aws')).map((line) => JSON.parse(line) as EmbeddedMetrics);
}

const dimensions = (line: EmbeddedMetrics | undefined) => line?._aws.CloudWatchMetrics.map((each) => each.Dimensions);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('metrics', () => {
  it('go out under the function alone, every one, zeros too', () => {
    const telemetry = new PowertoolsTelemetry('host-sync', { logLevel: 'ERROR' });
    telemetry.count(METRICS.runs, 1);
    telemetry.count(METRICS.eventsTaken, 1000);
    const [line, ...others] = printedBy(telemetry.publish);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ function: 'host-sync', Runs: 1, EventsTaken: 1000, Parked: 0, Throttles: 0 });
    expect(line).not.toHaveProperty('service');
    expect(dimensions(line)).toEqual([[['function']]]);
    expect(line?._aws.CloudWatchMetrics[0]).toMatchObject({ Namespace: 'EcsOps' });
    const names = line?._aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name);
    expect(names?.toSorted()).toEqual(Object.values(METRICS).toSorted());
  });

  it('go out a second time by kind or reason, where that is known', () => {
    const telemetry = new PowertoolsTelemetry('host-sync', { logLevel: 'ERROR' });
    telemetry.count(METRICS.heldBack, 2, 'daemon');
    telemetry.count(METRICS.heldBack, 1, 'fargate');
    telemetry.count(METRICS.actions, 3, 'set-desired-count');
    telemetry.count(METRICS.runs, 1, 'ignored');
    const [all, daemon, fargate, kind, ...others] = printedBy(telemetry.publish);
    expect(all).toMatchObject({ HeldBack: 3, Actions: 3 });
    expect(daemon).toMatchObject({ function: 'host-sync', reason: 'daemon', HeldBack: 2 });
    expect(dimensions(daemon)).toEqual([[['function', 'reason']]]);
    expect(fargate).toMatchObject({ reason: 'fargate', HeldBack: 1 });
    expect(kind).toMatchObject({ kind: 'set-desired-count', Actions: 3 });
    expect(dimensions(kind)).toEqual([[['function', 'kind']]]);
    expect(others).toEqual([]);
  });

  it('begin anew with each run', () => {
    const telemetry = new PowertoolsTelemetry('host-sync', { logLevel: 'ERROR' });
    telemetry.count(METRICS.heldBack, 2, 'daemon');
    printedBy(telemetry.publish);
    expect(printedBy(telemetry.publish)).toMatchObject([{ HeldBack: 0 }]);
  });

  it('have each value of a duration, and none when none was measured', () => {
    const telemetry = new PowertoolsTelemetry('spot-drain', { logLevel: 'ERROR' });
    telemetry.measure(DURATIONS.spotDrainTimeLeft, 118_000);
    telemetry.measure(DURATIONS.spotDrainTimeLeft, 117_500);
    const [line, ...others] = printedBy(telemetry.publish);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ SpotDrainTimeLeft: [118_000, 117_500] });
    expect(line?._aws.CloudWatchMetrics[0]?.Metrics).toContainEqual({
      Name: 'SpotDrainTimeLeft',
      Unit: 'Milliseconds',
    });
    expect(printedBy(telemetry.publish)[0]).not.toHaveProperty('SpotDrainTimeLeft');
  });

  it('lose no value of a duration, however many there are', () => {
    const telemetry = new PowertoolsTelemetry('spot-drain', { logLevel: 'ERROR' });
    for (let value = 0; value < 250; value += 1) telemetry.measure(DURATIONS.spotDrainNoticeToDrain, value);
    const lines = printedBy(telemetry.publish);
    const values = lines.flatMap((line) => line['SpotDrainNoticeToDrain'] as number[]);
    expect(values).toEqual(Array.from({ length: 250 }, (_, value) => value));
    expect(lines.filter((line) => 'Runs' in line)).toHaveLength(1);
  });

  it('count requests, and among them throttled and denied ones', () => {
    const telemetry = new PowertoolsTelemetry('host-sync', { logLevel: 'ERROR' });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    for (const outcome of ['answered', 'throttled', 'denied', 'failed'] as const) {
      telemetry.attempt({ service: 'ecs', operation: 'ListClusters', outcome });
    }
    expect(printedBy(telemetry.publish)).toMatchObject([{ ApiCalls: 4, Throttles: 1, AccessDenied: 1 }]);
  });
});

describe('log lines', () => {
  /** What a piece of work logs, on either stream. */
  function loggedBy(work: () => void): Record<string, unknown>[] {
    const streams = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
    work();
    return streams.flatMap(({ mock }) => mock.calls).map(([line]) => JSON.parse(String(line)));
  }

  it('have all their fields, even those with names that the logger keeps for itself', () => {
    const telemetry = new PowertoolsTelemetry('termination-gate', { logLevel: 'INFO' });
    const lines = loggedBy(() => telemetry.log.info('notify-operator', { message: 'a task is left', level: 3, to: 7 }));
    expect(lines).toMatchObject([
      {
        level: 'INFO',
        service: 'termination-gate',
        message: 'notify-operator',
        _message: 'a task is left',
        _level: 3,
        to: 7,
      },
    ]);
  });

  it('name the API that refused a call', () => {
    const telemetry = new PowertoolsTelemetry('host-sync', { logLevel: 'INFO' });
    const lines = loggedBy(() => {
      telemetry.attempt({ service: 'ecs', operation: 'UpdateService', outcome: 'denied' });
      telemetry.attempt({ service: 'ecs', operation: 'UpdateService', outcome: 'answered' });
    });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'access denied', call: 'ecs:UpdateService' }]);
  });
});
