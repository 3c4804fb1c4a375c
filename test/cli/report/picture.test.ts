import { describe, expect, it } from 'vitest';
import { hostWeight, tagOf } from '../../../cli/report/layout/host-about.ts';
import { pictureOf } from '../../../cli/report/layout/picture-of.ts';
import { type LaneFilter, sectionsOf } from '../../../cli/report/layout/sections.ts';
import { hostState } from '../../../cli/report/recording/host-state.ts';
import type { HostTrack } from '../../../cli/report/recording/recording.ts';
import { aDecision, aHostTrack, aReport, aTask, BEGAN, ENDED } from '../../builders/reports.ts';

const ALL: LaneFilter = { text: '', cluster: undefined, service: undefined, byDecision: new Set() };

describe('the state of a host', () => {
  const facts = { instance: 'running', status: 'ACTIVE', agentConnected: true, isHeld: false } as const;
  it.each([
    [facts, 'active'],
    [{ ...facts, agentConnected: false }, 'disconnected'],
    [{ ...facts, status: 'DRAINING' }, 'draining'],
    [{ ...facts, status: 'DRAINING', isHeld: true }, 'held'],
    [{ ...facts, status: undefined }, 'not-registered'],
    [{ ...facts, status: 'REGISTERING' }, 'not-registered'],
    [{ ...facts, instance: 'pending', status: undefined }, 'not-registered'],
    [{ ...facts, instance: 'shutting-down', isHeld: true }, 'ending'],
    [{ ...facts, instance: 'stopping' }, 'ending'],
    [{ ...facts, instance: 'terminated' }, undefined],
  ] as const)('of %j is %s', (given, state) => {
    expect(hostState(given)).toBe(state);
  });
});

describe('how much there is to see of a host', () => {
  const active = { state: 'active', from: BEGAN, to: BEGAN + 1 } as const;
  const draining = { state: 'draining', from: BEGAN + 1, to: undefined } as const;
  const notice = { at: BEGAN, kind: 'notice', what: 'Spot interruption notice' } as const;
  it.each<[string, Partial<HostTrack>, number]>([
    ['nothing happened', {}, 0],
    ['a DAEMON task ended with it', { tasks: [aTask({ isKilled: true, isDaemon: true })] }, 0],
    ['it came', { isNew: true }, 1],
    ['it went', { phases: [active] }, 2],
    ['it was drained and went', { phases: [active, { ...draining, to: BEGAN + 2 }] }, 3],
    ['it got its notice', { events: [notice] }, 3],
    ['it still drains', { phases: [active, draining] }, 4],
    ['a task was killed with it', { tasks: [aTask({ isKilled: true })] }, 5],
  ])('%s: %#', (_, track, weight) => {
    expect(hostWeight(aHostTrack(track))).toBe(weight);
  });

  it('is short in its tag', () => {
    expect(tagOf(aHostTrack({ purchase: 'spot', zone: 'eu-west-1b' }))).toBe('Spot 1b');
    expect(tagOf(aHostTrack({ zone: undefined }))).toBe('');
  });
});

describe('the picture', () => {
  it('has a lane for everything that was seen, and the lane of every decision', () => {
    const { lanes, decisions } = pictureOf(aReport({ hosts: 100 }));
    expect(lanes.filter(({ kind }) => kind === 'host')).toHaveLength(100);
    const ids = new Set(lanes.map(({ id }) => id));
    expect(ids.size).toBe(lanes.length);
    expect(decisions.every(({ lane }) => ids.has(lane))).toBe(true);
    expect(decisions.map(({ at }) => at)).toEqual(decisions.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it.each([
    ['its host', { host: 'i-00000000000000002' }, 'i-00000000000000002'],
    ['a host that it is about', { subject: 'i-00000000000000004' }, 'i-00000000000000004'],
    ['its service', { service: 'web' }, 'web'],
    ['a service that it is about', { subject: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web' }, 'web'],
    ['its group', { subject: 'shop-spot' }, 'shop-spot'],
    ['its cluster', { subject: 'something else' }, 'shop'],
    [
      'a cluster that it is about',
      { cluster: undefined, subject: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop' },
      'shop',
    ],
    ['the run, where nothing else is known', { cluster: undefined, subject: 'the account' }, 'Scenario and alarms'],
  ])('puts a decision on the lane of %s', (_, about, name) => {
    const { lanes, decisions } = pictureOf({ ...aReport(), decisions: [aDecision(about)] });
    expect(lanes.find(({ id }) => id === decisions[0]?.lane)?.name).toBe(name);
  });

  it('lets what lasts reach to the end', () => {
    const { lanes } = pictureOf(aReport());
    const host = lanes.find(({ kind }) => kind === 'host');
    expect(host?.kind === 'host' && host.phases).toEqual([['active', BEGAN, ENDED]]);
  });
});

describe('sections', () => {
  const { lanes } = pictureOf(aReport({ hosts: 12 }));
  const hostsIn = (filter: Partial<LaneFilter>) =>
    sectionsOf(lanes, { ...ALL, ...filter }).flatMap(({ groups }) =>
      groups.flatMap(({ hosts }) => [...hosts.eventful, ...hosts.quiet].map(({ host }) => Number(host.slice(2)))),
    );

  it('have hosts by group, those first on which something happened, in its order', () => {
    const [section] = sectionsOf(lanes, ALL);
    expect(section?.groups.map(({ lane }) => lane?.name)).toEqual(['shop-general', 'shop-spot']);
    expect(hostsIn({})).toEqual([1, 3, 5, 7, 9, 11, 4, 8, 12, 2, 6, 10]);
  });

  it.each<[string, Partial<LaneFilter>, readonly number[]]>([
    ['a host', { text: '0000012' }, [12]],
    ['a group', { text: 'SHOP-general' }, [1, 3, 5, 7, 9, 11]],
    ['several words', { text: 'shop-spot draining' }, [4, 8, 12]],
    ['a service', { service: 'web' }, [1, 3, 5, 7, 9, 11, 4, 8, 12, 2, 6, 10]],
    ['another service', { service: 'orders' }, []],
    ['another cluster', { cluster: 'market' }, []],
  ])('have what is looked for: %s', (_, filter, hosts) => {
    expect(hostsIn(filter)).toEqual(hosts);
  });

  it('have lanes whose decisions have the words', () => {
    const host = lanes.find(({ name }) => name.endsWith('02'));
    expect(hostsIn({ text: 'nowhere', byDecision: new Set([host?.id ?? '']) })).toEqual([2]);
  });
});
