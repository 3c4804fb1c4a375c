import { describe, expect, it } from 'vitest';
import { type HostSyncLook, measureSchedule } from '../../../functions/host-sync/measure.ts';
import { plan } from '../../../functions/host-sync/plan.ts';
import type { ClusterView, ServiceView } from '../../../functions/host-sync/snapshot.ts';
import { RetryableError } from '../../../shared/domain/errors.ts';
import type { Applied } from '../../../shared/runtime/apply.ts';
import { aCluster, aService, clusterArn } from '../../builders/clusters.ts';
import { aMessage } from '../../builders/messages.ts';
import { RecordedTelemetry } from '../../builders/recorded-telemetry.ts';

/** A service of the cluster with so many tasks, where there are so many hosts. */
function aView(name: string, desiredCount: number, hosts: number | 'unreadable'): ServiceView {
  const failure = new RetryableError('unavailable', 'gone away');
  return {
    service: aService({ serviceName: name, desiredCount }),
    listed: false,
    hosts: hosts === 'unreadable' ? { kind: 'unreadable', failure } : { kind: 'counted', count: hosts },
  };
}

function aClusterView(...services: readonly ServiceView[]): ClusterView {
  return { kind: 'read', clusterArn: clusterArn(), cluster: aCluster(), services, unread: [] };
}

/** What is measured of a look that found these services, each action having had that outcome. */
function measured(
  services: readonly ServiceView[],
  messages: HostSyncLook['messages'],
  outcome: 'done' | 'dry-run' | 'failed' = 'done',
) {
  const snapshot = { clusters: [aClusterView(...services)], mistagged: [] };
  const decided = plan(snapshot);
  const error = new RetryableError('throttled', 'busy');
  const applied = decided.actions.map(
    (action): Applied<typeof action> => (outcome === 'failed' ? { action, outcome, error } : { action, outcome }),
  );
  const telemetry = new RecordedTelemetry();
  measureSchedule({ messages, snapshot, plan: decided, applied }, telemetry);
  return { measures: Object.fromEntries(telemetry.measures), drifted: telemetry.sums['ServicesDrifted'] ?? 0 };
}

const schedule = [aMessage('schedule', 'every-cluster')];
const services = [aView('a', 3, 3), aView('b', 1, 3)];

describe('a scheduled look', () => {
  it('measures hosts and tasks as they are afterwards, and counts the services whose count was wrong', () => {
    expect(measured(services, schedule)).toEqual({ measures: { EligibleHosts: 6, DesiredTasks: 6 }, drifted: 1 });
  });

  it('finds drift that could not be closed, and leaves the tasks as they were', () => {
    const measures = { EligibleHosts: 6, DesiredTasks: 4 };
    expect(measured(services, schedule, 'failed')).toEqual({ measures, drifted: 1 });
  });

  it('counts no drift in a dry run, which never closes any', () => {
    const measures = { EligibleHosts: 6, DesiredTasks: 4 };
    expect(measured(services, schedule, 'dry-run')).toEqual({ measures, drifted: 0 });
  });

  it('counts no drift in a cluster of which an event came as well', () => {
    const both = [...schedule, aMessage('event', { cluster: 'default' })];
    expect(measured(services, both)).toMatchObject({ measures: { EligibleHosts: 6 }, drifted: 0 });
  });

  it('leaves out what it could not read', () => {
    const measures = { EligibleHosts: 3, DesiredTasks: 3 };
    expect(measured([aView('a', 3, 3), aView('b', 1, 'unreadable')], schedule)).toEqual({ measures, drifted: 0 });
  });
});

describe('a look at single clusters', () => {
  it('measures nothing: its hosts are not all', () => {
    expect(measured(services, [aMessage('event', { cluster: 'default' })])).toEqual({ measures: {}, drifted: 0 });
  });
});
