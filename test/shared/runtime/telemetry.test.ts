import { afterEach, describe, expect, it, vi } from 'vitest';
import { MEASURES, METRICS } from '../../../shared/runtime/metric-names.ts';
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

afterEach(() => {
  vi.restoreAllMocks();
});

/** Telemetry of a function whose log says nothing but what a test asks for. */
function telemetryOf(name: string, overrides: Partial<ConstructorParameters<typeof PowertoolsTelemetry>[1]> = {}) {
  return new PowertoolsTelemetry(name, { logLevel: 'ERROR', metricDetail: 'basic', ...overrides });
}

/** What a line sends: values by metric, under the dimensions. */
function sent(line: EmbeddedMetrics) {
  const [directive, ...others] = line._aws.CloudWatchMetrics;
  expect(others).toEqual([]);
  expect(directive?.Dimensions).toHaveLength(1);
  const of = (names: readonly string[] = []) => Object.fromEntries(names.map((name) => [name, line[name]]));
  return { dimensions: of(directive?.Dimensions[0]), metrics: of(directive?.Metrics.map(({ Name }) => Name)) };
}

describe('metrics', () => {
  it('go out under the function, or under it and a kind, a reason or a result', () => {
    const telemetry = telemetryOf('termination-gate');
    telemetry.count(METRICS.parkFailures, 2);
    telemetry.count(METRICS.parkFailures, 1);
    telemetry.count(METRICS.actionsFailed, 3, 'drain-hosts');
    telemetry.count(METRICS.actionsFailed, 1, 'stop-task');
    telemetry.count(METRICS.retried, 1, 'throttled');
    telemetry.count(METRICS.deadlinesPassed, 1, 'CONTINUE');
    const name = 'termination-gate';
    expect(printedBy(telemetry.publish).map(sent)).toEqual([
      { dimensions: { function: name }, metrics: { ParkFailures: 3, DeadlinesPassed: 1 } },
      { dimensions: { function: name, kind: 'drain-hosts' }, metrics: { ActionsFailed: 3 } },
      { dimensions: { function: name, kind: 'stop-task' }, metrics: { ActionsFailed: 1 } },
      { dimensions: { function: name, reason: 'throttled' }, metrics: { Retried: 1 } },
      { dimensions: { function: name, result: 'CONTINUE' }, metrics: { DeadlinesPassed: 1 } },
    ]);
  });

  it('that a person is to be called for go out once more without a dimension', () => {
    const telemetry = telemetryOf('host-sync');
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    for (const outcome of ['answered', 'throttled', 'denied', 'failed'] as const) {
      telemetry.attempt({ service: 'ecs', operation: 'ListClusters', outcome });
    }
    expect(printedBy(telemetry.publish).map(sent)).toEqual([
      { dimensions: { function: 'host-sync' }, metrics: { Throttles: 1, AccessDenied: 1 } },
      { dimensions: {}, metrics: { Throttles: 1, AccessDenied: 1 } },
    ]);
  });

  it('are in the namespace, with their units', () => {
    const telemetry = telemetryOf('scale-in', { metricDetail: 'detailed' });
    telemetry.count(METRICS.memoryRemoved, 7.5);
    const [line] = printedBy(telemetry.publish);
    expect(line?._aws.CloudWatchMetrics).toMatchObject([
      { Namespace: 'EcsOps', Metrics: [{ Name: 'MemoryRemoved', Unit: 'Gigabytes' }] },
    ]);
    expect(line).not.toHaveProperty('service');
  });

  it('are not sent when they are zero, nor when they are usual and nobody asked for all', () => {
    const telemetry = telemetryOf('scale-in');
    telemetry.count(METRICS.runs, 1);
    telemetry.count(METRICS.actionsFailed, 0, 'drain-hosts');
    telemetry.count(METRICS.actions, 1, 'drain-hosts');
    telemetry.count(METRICS.actionsDryRun, 1, 'mark-hosts');
    telemetry.count(METRICS.heldBack, 2, 'headroom');
    telemetry.measure(MEASURES.freeHeadroom, 30);
    expect(printedBy(telemetry.publish)).toEqual([]);
  });

  it('are all sent when all are asked for', () => {
    const telemetry = telemetryOf('scale-in', { metricDetail: 'detailed' });
    telemetry.count(METRICS.runs, 1);
    telemetry.count(METRICS.heldBack, 2, 'headroom');
    telemetry.measure(MEASURES.freeHeadroom, 30);
    telemetry.measure(MEASURES.freeHeadroom, 0);
    expect(printedBy(telemetry.publish).map(sent)).toEqual([
      { dimensions: { function: 'scale-in' }, metrics: { Runs: 1, FreeHeadroom: [30, 0] } },
      { dimensions: { function: 'scale-in', reason: 'headroom' }, metrics: { HeldBack: 2 } },
    ]);
  });

  it('begin anew with each run', () => {
    const telemetry = telemetryOf('host-sync');
    telemetry.count(METRICS.parkFailures, 2);
    telemetry.measure(MEASURES.spotDrainNoticeToDrain, 1);
    expect(printedBy(telemetry.publish)).toHaveLength(1);
    expect(printedBy(telemetry.publish)).toEqual([]);
  });

  it('lose no value of a measure, however many there are', () => {
    const telemetry = telemetryOf('spot-drain');
    for (let value = 0; value < 250; value += 1) telemetry.measure(MEASURES.spotDrainNoticeToDrain, value);
    telemetry.count(METRICS.throttles, 1);
    const lines = printedBy(telemetry.publish).map(sent);
    const ofFunction = lines.filter(({ dimensions }) => 'function' in dimensions);
    expect(ofFunction.flatMap(({ metrics }) => metrics['SpotDrainNoticeToDrain'])).toEqual(
      Array.from({ length: 250 }, (_, value) => value),
    );
    expect(ofFunction.filter(({ metrics }) => 'Throttles' in metrics)).toHaveLength(1);
  });
});

describe('the line of a run', () => {
  function runLine(telemetry: PowertoolsTelemetry): unknown {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    telemetry.publish();
    const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
    write.mockRestore();
    return lines.find(({ message }) => message === 'run');
  }

  it('says everything that the run counted and measured, whether it is sent as a metric or not', () => {
    const telemetry = telemetryOf('scale-in', { logLevel: 'INFO' });
    telemetry.begin('e9c2-77');
    telemetry.count(METRICS.runs, 1);
    telemetry.count(METRICS.actions, 2, 'mark-hosts');
    telemetry.count(METRICS.actions, 1, 'terminate-hosts');
    telemetry.measure(MEASURES.oldestMessageAge, 0);
    telemetry.measure(MEASURES.freeHeadroom, 30);
    telemetry.measure(MEASURES.freeHeadroom, 12);
    expect(runLine(telemetry)).toMatchObject({
      service: 'scale-in',
      plan: 'e9c2-77',
      coldStart: true,
      runs: 1,
      actions: 3,
      oldestMessageAge: 0,
      freeHeadroom: [30, 12],
    });
    telemetry.begin('e9c2-78');
    const later = runLine(telemetry);
    expect(later).toMatchObject({ plan: 'e9c2-78' });
    expect(later).not.toHaveProperty('coldStart');
    expect(later).not.toHaveProperty('actions');
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
    const telemetry = telemetryOf('termination-gate', { logLevel: 'INFO' });
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
    const telemetry = telemetryOf('host-sync', { logLevel: 'INFO' });
    const lines = loggedBy(() => {
      telemetry.attempt({ service: 'ecs', operation: 'UpdateService', outcome: 'denied' });
      telemetry.attempt({ service: 'ecs', operation: 'UpdateService', outcome: 'answered' });
    });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'access denied', call: 'ecs:UpdateService' }]);
  });
});
