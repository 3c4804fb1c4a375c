import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/host-sync/plan.ts';
import type { ClusterView, ServiceView, Snapshot } from '../../../functions/host-sync/snapshot.ts';
import type { PlacementConstraint } from '../../../shared/domain/cluster.ts';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';
import { aReadCluster, aServiceView, aSnapshot, hosts } from '../../builders/host-sync.ts';

const distinct: PlacementConstraint = { type: 'distinctInstance' };
const tagged = (tags: Record<string, string> = {}) => ({ 'ecs-ops:one-per-host': 'true', ...tags });
const perHost = (wanted: string) => ({
  placementConstraints: [],
  tags: tagged({ 'ecs-ops:tasks-per-host': wanted }),
});

describe('the desired count', () => {
  it.each([
    { title: 'follows hosts that joined', desired: 10, count: 12, to: 12, reason: 'too-few-tasks' },
    { title: 'follows hosts that left', desired: 10, count: 7, to: 7, reason: 'too-many-tasks' },
    { title: 'goes to none with the last host', desired: 1, count: 0, to: 0, reason: 'too-many-tasks' },
    { title: 'starts from none', desired: 0, count: 250, to: 250, reason: 'too-few-tasks' },
  ])('$title', ({ desired, count, to, reason }) => {
    const view = aServiceView({ desiredCount: desired }, { hosts: hosts(count) });
    expect(plan(aSnapshot(view))).toEqual({
      actions: [
        {
          kind: 'set-desired-count',
          reason,
          clusterArn: clusterArn(),
          serviceArn: serviceArn(),
          from: desired,
          to,
        },
      ],
      heldBack: [],
      warnings: [],
    });
  });

  it('is left alone when it is right', () => {
    expect(plan(aSnapshot(aServiceView()))).toEqual({ actions: [], heldBack: [], warnings: [] });
  });

  it.each([
    ['1', 10],
    ['2', 20],
    ['100', 1000],
  ])('is multiplied by ecs-ops:tasks-per-host=%s', (wanted, to) => {
    const view = aServiceView({ ...perHost(wanted), desiredCount: 3 });
    expect(plan(aSnapshot(view)).actions).toMatchObject([{ from: 3, to }]);
  });

  it('is set with a warning where ECS does not keep two tasks off one host', () => {
    const view = aServiceView({ placementConstraints: [], desiredCount: 9 });
    expect(plan(aSnapshot(view))).toMatchObject({
      actions: [{ to: 10 }],
      warnings: [{ subject: serviceArn(), reason: 'no-distinct-instance' }],
    });
  });

  it('is set for a service of one capacity provider, and for a listed one without tags', () => {
    const provided = aServiceView({
      serviceName: 'a',
      capacityProviders: ['spot'],
      launchType: undefined,
      desiredCount: 1,
    });
    const listed = aServiceView({ serviceName: 'b', tags: {}, desiredCount: 2 }, { listed: true });
    expect(plan(aSnapshot(provided, listed)).actions).toMatchObject([{ from: 1 }, { from: 2 }]);
  });
});

describe('a service is held back', () => {
  const rejected = new PermanentError('rejected', 'Invalid filter');
  it.each<{ because: string; view: ServiceView }>([
    { because: 'daemon', view: aServiceView({ schedulingStrategy: 'DAEMON' }) },
    { because: 'service-not-active', view: aServiceView({ status: 'DRAINING' }) },
    { because: 'service-not-active', view: aServiceView({ status: 'INACTIVE' }) },
    { because: 'service-tagged-out', view: aServiceView({ tags: { 'ecs-ops:one-per-host': 'false' } }) },
    {
      because: 'service-tagged-out',
      view: aServiceView({ tags: { 'ecs-ops:one-per-host': 'false' } }, { listed: true }),
    },
    { because: 'service-not-opted-in', view: aServiceView({ tags: {} }) },
    {
      because: 'invalid-one-per-host',
      view: aServiceView({ tags: { 'ecs-ops:one-per-host': 'yes' } }, { listed: true }),
    },
    { because: 'fargate', view: aServiceView({ launchType: 'FARGATE' }) },
    {
      because: 'fargate',
      view: aServiceView({ launchType: undefined, capacityProviders: ['FARGATE_SPOT', 'FARGATE'] }),
    },
    { because: 'external', view: aServiceView({ launchType: 'EXTERNAL' }) },
    { because: 'several-capacity-providers', view: aServiceView({ capacityProviders: ['spot', 'on-demand'] }) },
    ...['0', '-1', '1.5', 'two', '', '101', '1e2', ' 2'].map((wanted) => ({
      because: 'invalid-tasks-per-host',
      view: aServiceView(perHost(wanted)),
    })),
    {
      because: 'tasks-per-host-contradiction',
      view: aServiceView({ ...perHost('2'), placementConstraints: [distinct] }),
    },
    { because: 'unreadable', view: aServiceView({}, { hosts: { kind: 'unreadable', failure: rejected } }) },
    { because: 'unreadable', view: aServiceView({}, { hosts: { kind: 'not-asked' } }) },
  ])('$because', ({ because, view }) => {
    const wrong = { ...view, service: { ...view.service, desiredCount: 3 } };
    expect(plan(aSnapshot(wrong))).toMatchObject({
      actions: [],
      heldBack: [{ subject: view.service.serviceArn, reason: because }],
    });
  });

  it('when nothing but its mistyped tag is known', () => {
    expect(plan({ ...aSnapshot(), mistagged: [serviceArn('other')] }).heldBack).toEqual([
      { subject: serviceArn('other'), reason: 'invalid-one-per-host' },
    ]);
  });

  it('without holding back the others', () => {
    const daemon = aServiceView({ serviceName: 'daemon', schedulingStrategy: 'DAEMON' });
    expect(plan(aSnapshot(daemon, aServiceView({ desiredCount: 1 })))).toMatchObject({
      actions: [{ serviceArn: serviceArn(), to: 10 }],
      heldBack: [{ reason: 'daemon' }],
    });
  });
});

describe('a cluster is held back', () => {
  const services = [aServiceView({ desiredCount: 1 })];
  const arn = clusterArn();
  it.each<{ because: string; view: ClusterView }>([
    { because: 'cluster-out-of-scope', view: { kind: 'out-of-scope', clusterArn: arn } },
    { because: 'cluster-tagged-out', view: aReadCluster(services, { tags: { 'ecs-ops:host-sync': 'false' } }) },
    { because: 'cluster-not-active', view: aReadCluster(services, { status: 'INACTIVE' }) },
    {
      because: 'unreadable',
      view: { kind: 'unreadable', clusterArn: arn, failure: new RetryableError('throttled', 'Rate exceeded') },
    },
    {
      because: 'unknown-cluster',
      view: { kind: 'unreadable', clusterArn: arn, failure: new PermanentError('unknown-cluster', 'gone') },
    },
  ])('$because', ({ because, view }) => {
    const good = aReadCluster([aServiceView({ cluster: 'good', desiredCount: 1 })], { clusterArn: clusterArn('good') });
    expect(plan({ clusters: [view, good], mistagged: [] })).toMatchObject({
      actions: [{ clusterArn: clusterArn('good') }],
      heldBack: [{ subject: arn, reason: because }],
    });
  });
});

it('what keeps a look from everything is said once', () => {
  const everywhereFailure = new RetryableError('throttled', 'Rate exceeded');
  expect(plan({ ...aSnapshot(), everywhereFailure }).heldBack).toEqual([
    { subject: 'every cluster', reason: 'unreadable', detail: 'Rate exceeded' },
  ]);
});

describe('planning again right after applying', () => {
  const anyService = fc.record({
    desiredCount: fc.nat(300),
    schedulingStrategy: fc.constantFrom('REPLICA', 'DAEMON'),
    status: fc.constantFrom('ACTIVE', 'DRAINING'),
    placementConstraints: fc.constantFrom<PlacementConstraint[]>([], [distinct]),
    capacityProviders: fc.constantFrom([], ['spot'], ['spot', 'on-demand'], ['FARGATE']),
    tags: fc.constantFrom(
      {},
      tagged(),
      tagged({ 'ecs-ops:tasks-per-host': '3' }),
      tagged({ 'ecs-ops:tasks-per-host': 'x' }),
    ),
  });
  const anySnapshot = fc
    .array(fc.tuple(anyService, fc.nat(300), fc.boolean()), { maxLength: 12 })
    .map((rows) =>
      aSnapshot(
        ...rows.map(([service, count, listed], index) =>
          aServiceView({ serviceName: `service-${index}`, ...service }, { hosts: hosts(count), listed }),
        ),
      ),
    );

  it('changes nothing, and what is held back stays held back', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const first = plan(snapshot);
        const again = plan(applied(snapshot, first));
        expect(again.actions).toEqual([]);
        expect(again.heldBack).toEqual(first.heldBack);
      }),
    );
  });

  it('and no service is both changed and held back, or changed to what it is', () => {
    fc.assert(
      fc.property(anySnapshot, (snapshot) => {
        const { actions, heldBack } = plan(snapshot);
        const held = new Set(heldBack.map(({ subject }) => subject));
        expect(actions.filter(({ serviceArn: arn, from, to }) => held.has(arn) || from === to)).toEqual([]);
      }),
    );
  });
});

/** The snapshot as it would be read after the plan has been applied. */
function applied(snapshot: Snapshot, { actions }: ReturnType<typeof plan>): Snapshot {
  const counts = new Map(actions.map(({ serviceArn: arn, to }) => [arn, to]));
  const clusters = snapshot.clusters.map((view) => {
    if (view.kind !== 'read') return view;
    const services = view.services.map((each) => {
      const desiredCount = counts.get(each.service.serviceArn) ?? each.service.desiredCount;
      return { ...each, service: { ...each.service, desiredCount } };
    });
    return { ...view, services };
  });
  return { ...snapshot, clusters };
}
