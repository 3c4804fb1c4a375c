import { describe, expect, it } from 'vitest';
import { type Decision, decisionsIn, distinct } from '../../../cli/plan/decisions.ts';
import { type ControllerPlan, makePlan } from '../../../cli/plan/make-plan.ts';
import { stackWith } from '../../../cli/settings/packaged-stack.ts';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import { simulationFrom } from '../../../cli/snapshot/simulation-from.ts';
import type { Snapshot } from '../../../cli/snapshot/snapshot.ts';
import type { ClusterView } from '../../../simulator/services/ecs/view.ts';
import { FOUR_HOSTS, instanceId, type SnapshotLayout, snapshotText, TAKEN_AT } from '../../builders/snapshot-file.ts';

/** host-onboard has seen them, so that it has nothing to do. */
const SEEN = { 'ecs-ops.lifecycle': 'on-demand', 'ecs-ops.onboarded': 'checked' };
const HOSTS = FOUR_HOSTS.map((host) => ({ ...host, attributes: SEEN }));
const AGENT = { name: 'agent', constraints: [{ type: 'distinctInstance' }], tags: { 'ecs-ops:one-per-host': 'true' } };

/** Something for host-sync and for scale-in: a task is missing, and two hosts are idle. */
const BUSY: SnapshotLayout = {
  hosts: HOSTS,
  tags: { 'ecs-ops:scale-in': 'true' },
  services: [
    { name: 'web', desired: 2 },
    { ...AGENT, desired: 3 },
  ],
};

function shop(layout: SnapshotLayout): Snapshot {
  const { snapshot, findings } = parseSnapshot(snapshotText(layout));
  if (snapshot === undefined) throw new Error(JSON.stringify(findings));
  return snapshot;
}

const planOf = (layout: SnapshotLayout, settings: Readonly<Record<string, string>> = {}): Promise<ControllerPlan> =>
  makePlan(shop(layout), { settings });

describe('a plan', () => {
  it('has what each function would do to each host and service, with reasons', async () => {
    const { hosts, services, wouldAct } = await planOf(BUSY);
    expect(wouldAct).toBe(true);
    const [web, agent] = services;
    expect(web).toMatchObject({ service: 'web', running: 2, desired: 2, isOnePerHost: false, decisions: [] });
    expect(agent?.decisions).toMatchObject([
      { function: 'host-sync', kind: 'action', what: 'set-desired-count', reason: 'too-few-tasks', from: 3, to: 4 },
    ]);
    expect(hosts.map(({ host }) => host)).toEqual([0, 1, 2, 3].map(instanceId));
    const told = hosts.map(({ decisions }) => decisions.map(({ what, reason }) => `${what} ${reason}`));
    expect(told[0]).toEqual(told[1]);
    expect(told[3]).toEqual(expect.arrayContaining([expect.stringMatching(/^keep /), 'mark-hosts idle-begins']));
    for (const { decisions } of hosts) for (const { meaning } of decisions) expect(meaning).toMatch(/\.$/);
  });

  it('would do nothing to a cluster in which everything is right', async () => {
    const plan = await planOf({ hosts: HOSTS, services: [{ ...AGENT, desired: 4 }] });
    expect(plan.wouldAct).toBe(false);
    expect(plan.hosts.every(({ isScaleInOptedIn }) => !isScaleInOptedIn)).toBe(true);
  });

  it('would drain a host whose attribute says that it has long been idle', async () => {
    const idle = { ...SEEN, 'ecs-ops.idle-since': new Date(TAKEN_AT - 1_200_000).toISOString() };
    const hosts = HOSTS.map((host, index) => (index < 2 ? host : { ...host, attributes: idle }));
    const layout = { ...BUSY, hosts, services: [{ name: 'web', desired: 2 }] };
    const drained = (plan: ControllerPlan): string[] =>
      plan.hosts
        .filter(({ decisions }) => decisions.some(({ kind, what }) => kind === 'action' && what.includes('drain')))
        .map(({ host }) => host);
    expect(drained(await planOf(layout))).toHaveLength(1);
    expect(drained(await planOf(layout, { scaleInIdleMinutes: '30' }))).toEqual([]);
  });

  it('writes nothing', async () => {
    let seen: { readonly operations: readonly string[]; readonly view: ClusterView } | undefined;
    const snapshot = shop(BUSY);
    await makePlan(snapshot, {
      settings: {},
      looked: ({ calls, ecs }) => {
        seen = { operations: [...calls.byOperation().keys()], view: ecs.view('shop') };
      },
    });
    const reads = /^(ecs|autoscaling|ec2|tagging):(Describe|List|Get)\w+$|^sqs:/;
    expect(seen?.operations.filter((operation) => !reads.test(operation))).toEqual([]);
    expect(seen?.operations).toEqual(expect.arrayContaining(['ecs:ListClusters', 'ecs:DescribeServices']));
    const { simulation } = await simulationFrom(snapshot);
    try {
      expect(seen?.view).toEqual(simulation.ecs.view('shop'));
    } finally {
      await simulation.close();
    }
  });

  it('is what the stack decides that is deployed in dry run', async () => {
    const everyMinute = 'rate(1 minute)';
    const settings = {
      dryRun: 'true',
      hostSyncSchedule: everyMinute,
      terminationGateSchedule: everyMinute,
      scaleInSchedule: everyMinute,
      hostOnboardSchedule: everyMinute,
    };
    const layout = { ...BUSY, hosts: FOUR_HOSTS };
    const { simulation } = await simulationFrom(shop(layout), stackWith(settings));
    try {
      const instances = new Map(
        simulation.ecs
          .view('shop')
          .hosts.map(({ containerInstanceArn: arn, ec2InstanceId }) => [arn.split('/').at(-1) ?? '', ec2InstanceId]),
      );
      await simulation.runFor(75_000);
      const deployed = distinct(decisionsIn(simulation.output, (id) => instances.get(id)));
      const { hosts, services, others } = await planOf(layout);
      const planned = [...hosts, ...services].flatMap(({ decisions }) => decisions).concat(others);
      expect(planned.map(inShort).toSorted()).toEqual(deployed.map(inShort).toSorted());
      expect(planned.filter(({ kind }) => kind === 'action').length).toBeGreaterThanOrEqual(7);
    } finally {
      await simulation.close();
    }
  });
});

function inShort(decision: Omit<Decision, 'at' | 'outcome'>): string {
  const { function: name, kind, what, reason, host, service, from, to } = decision;
  return [name, kind, what, reason, host, service, from, to].join(' ');
}
