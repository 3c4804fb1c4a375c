import { describe, expect, it } from 'vitest';
import { plan } from '../../../functions/scale-in/plan.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aHost, hostArn } from '../../builders/hosts.ts';
import { aSnapshot, type ClusterSpec, type HostSpec } from '../../builders/scale-in.ts';
import { minutesAgo, NOW, theSettings } from '../../builders/scale-in-settings.ts';
import { planOf } from './planning.ts';

const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };
const DISCONNECTED_SINCE = 'ecs-ops.disconnected-since';
const IDLE_SINCE = 'ecs-ops.idle-since';

describe('what hosts remember', () => {
  it.each([
    {
      title: 'an idle host that nobody knew of',
      host: {},
      kind: 'mark-hosts',
      reason: 'idle-begins',
      name: IDLE_SINCE,
    },
    {
      title: 'one whose mark is no time',
      host: { attributes: { [IDLE_SINCE]: 'noon' } },
      kind: 'mark-hosts',
      reason: 'idle-begins',
      name: IDLE_SINCE,
    },
    {
      title: 'one whose mark is of the future',
      host: { idleFor: -1 },
      kind: 'mark-hosts',
      reason: 'idle-begins',
      name: IDLE_SINCE,
    },
    {
      title: 'a busy host that was idle',
      host: { ...busy, idleFor: 30 },
      kind: 'unmark-hosts',
      reason: 'idle-over',
      name: IDLE_SINCE,
    },
    {
      title: 'an agent that went away',
      host: { ...busy, agentConnected: false },
      kind: 'mark-hosts',
      reason: 'agent-away',
      name: DISCONNECTED_SINCE,
    },
    {
      title: 'an agent that came back',
      host: { ...busy, attributes: { [DISCONNECTED_SINCE]: minutesAgo(5) } },
      kind: 'unmark-hosts',
      reason: 'agent-back',
      name: DISCONNECTED_SINCE,
    },
  ])('$title', ({ host, kind, reason, name }) => {
    const made = planOf({ hosts: [host, busy, busy] });
    const what = kind === 'mark-hosts' ? { mark: { name, value: new Date(NOW).toISOString() } } : { markName: name };
    expect(made.actions).toEqual([
      { kind, reason, clusterArn: clusterArn(), containerInstanceArns: [hostArn(1)], ...what },
    ]);
  });

  it('is written for ten hosts at a time', () => {
    const made = planOf({ hosts: Array.from({ length: 21 }, () => ({})) });
    expect(
      made.actions.map((action) => ('containerInstanceArns' in action ? action.containerInstanceArns.length : 0)),
    ).toEqual([10, 10, 1]);
  });

  it.each<{ title: string; spec: Partial<ClusterSpec> }>([
    { title: 'does not begin where nobody opted in', spec: { tags: { 'ecs-ops:scale-in': 'false' } } },
    {
      title: 'does not begin while something is unread',
      spec: { look: { unread: [{ subject: 'tasks', reason: 'throttled' }] } },
    },
  ])('$title', ({ spec }) => {
    expect(planOf({ hosts: [{}, busy], ...spec }).actions).toEqual([]);
  });
});

describe('what hosts remembered', () => {
  const remembers = { [IDLE_SINCE]: minutesAgo(90), [DISCONNECTED_SINCE]: minutesAgo(90) };
  const forgets = [IDLE_SINCE, DISCONNECTED_SINCE].map((markName) => ({
    kind: 'unmark-hosts',
    reason: 'mark-left-over',
    clusterArn: clusterArn(),
    containerInstanceArns: [hostArn(1)],
    markName,
  }));

  it('is forgotten once nobody opts in any more', () => {
    const tags = { 'ecs-ops:scale-in': 'false' };
    expect(planOf({ tags, hosts: [{ attributes: remembers }, busy] }).actions).toEqual(forgets);
  });

  it('is forgotten in a cluster that is out of scope', () => {
    const hosts = [aHost({ attributes: remembers })];
    const view = {
      kind: 'out-of-scope',
      clusterArn: clusterArn(),
      markedHosts: hosts,
      leaving: new Set<string>(),
    } as const;
    expect(plan(aSnapshot(theSettings(), view), NOW).actions).toEqual(forgets);
  });
});
