import { describe, expect, it } from 'vitest';
import { type RehearsalOptions, rehearse } from '../../../cli/rehearse/rehearse.ts';
import type { Rehearsal } from '../../../cli/rehearse/report/rehearsal.ts';
import { matches } from '../../../cli/rehearse/scenario/glob.ts';
import { readScenario, shippedScenarios } from '../../../cli/rehearse/scenario/read-scenario.ts';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import type { Snapshot } from '../../../cli/snapshot/snapshot.ts';
import { type SnapshotLayout, snapshotText } from '../../builders/snapshot-file.ts';

const MINUTE = 60_000;

function shop(layout?: SnapshotLayout): Snapshot {
  const { snapshot, findings } = parseSnapshot(snapshotText(layout));
  if (snapshot === undefined) throw new Error(JSON.stringify(findings));
  return snapshot;
}

function play(
  scenario: string,
  { layout, ...options }: Partial<RehearsalOptions> & { readonly layout?: SnapshotLayout } = {},
): Promise<Rehearsal> {
  const all = { seed: 1, settings: {}, optIn: false, ...options };
  return rehearse(shop(layout), readScenario(scenario), all);
}

function told({ timeline }: Rehearsal): string {
  return timeline.map(({ who, what }) => `${who} ${what}`).join('\n');
}

/** Each scenario, opted in where it needs to be, for how long it is played, and what a timeline must tell of it. */
const TABLE: readonly (readonly [scenario: string, minutes: number, tells: readonly RegExp[], lost: boolean])[] = [
  ['quiet-day', 20, [], false],
  ['spot-storm', 8, [/1 of 2 Spot hosts/, /spot-drain drains i-\w+/, /log-router: desired count 4 → 3/], false],
  ['rolling-replacement', 8, [/1 of 4 hosts are to be terminated/, /termination-gate lets i-\w+ go/], false],
  ['scale-in-at-night', 16, [/load of web changes: desired count 4 → 3/, /desired count 3 → 2/], false],
  ['zone-outage', 12, [/zone eu-west-1[ab] is gone, with 2 hosts/, /task web was killed/], true],
  ['deployment-during-a-drain', 12, [/somebody deploys web, log-router/, /termination-gate lets/], false],
  [
    'throttled-account',
    25,
    [/50 % of the calls ecs:\* of the functions/, /throttled no longer/, /spot-drain drains/],
    false,
  ],
  ['lost-events', 35, [/100 % of the events of \* are lost/, /are lost no longer/, /termination-gate lets/], false],
];

describe('the shipped scenarios', () => {
  it('are these', () => {
    expect(shippedScenarios()).toEqual(TABLE.map(([name]) => name).toSorted());
  });

  it.each(TABLE)('%s plays on a small cluster', async (scenario, minutes, tells, isLost) => {
    const rehearsal = await play(scenario, { duration: minutes * MINUTE, optIn: scenario === 'scale-in-at-night' });
    for (const text of tells) expect(told(rehearsal)).toMatch(text);
    expect(rehearsal.notApplied).toEqual([]);
    expect(rehearsal.verdict.state).toBe(isLost ? 'lost' : 'fine');
    expect(rehearsal.lost.map(({ message }) => message).join('\n')).toMatch(isLost ? /was killed with/ : /^$/);
    expect(Date.parse(rehearsal.to) - Date.parse(rehearsal.from)).toBe(minutes * MINUTE);
  });

  it('are the same for the same seed, and others for another', async () => {
    const options = { duration: 5 * MINUTE };
    const [one, same, other] = [
      await play('spot-storm', { ...options, seed: 3 }),
      await play('spot-storm', { ...options, seed: 3 }),
      await play('spot-storm', { ...options, seed: 4 }),
    ];
    expect(same).toEqual(one);
    expect(other.timeline).not.toEqual(one.timeline);
  });
});

describe('a rehearsal', () => {
  it('says of each host what became of it, when and why', async () => {
    const { hosts, services } = await play('spot-storm', { duration: 8 * MINUTE });
    const taken = hosts.find(({ noticeAt }) => noticeAt !== undefined);
    expect(taken).toMatchObject({ fate: 'terminated', purchase: 'spot', isNew: false });
    expect(taken?.endedBy).toBe('EC2, which took the Spot host away');
    expect(taken?.why.join()).toContain('spot-drain: EC2 takes the host away');
    expect(Date.parse(taken?.drainingAt ?? '')).toBeLessThan(Date.parse(taken?.endedAt ?? ''));
    expect(hosts.filter(({ fate, isNew }) => fate === 'kept' && !isNew)).toHaveLength(3);
    expect(services.map(({ service, end }) => [service, end.running, end.desired])).toEqual([
      ['web', 4, 4],
      ['log-router', 4, 4],
    ]);
  });

  it('names the tasks that were killed, and who ended their host', async () => {
    const { killed, services } = await play('zone-outage', { duration: 5 * MINUTE });
    expect(killed.map(({ group }) => group).toSorted()).toContain('service:web');
    expect(new Set(killed.map(({ by }) => by))).toEqual(new Set(['the outage of its zone']));
    const web = services.find(({ service }) => service === 'web');
    expect(web?.least.running).toBe(2);
  });

  it('without the terminate hook loses what is on a host that is terminated', async () => {
    const { killed, lost } = await play('rolling-replacement', { layout: { hooks: false }, duration: 5 * MINUTE });
    expect(killed.every(({ by }) => by === 'the scenario')).toBe(true);
    expect(lost.map(({ what }) => what)).toContain('task-killed');
  });

  it('takes nothing away that has not opted in, and says what opting in adds', async () => {
    const layout: SnapshotLayout = {
      hooks: false,
      services: [
        { name: 'web', desired: 1 },
        { name: 'agent', desired: 4, constraints: [{ type: 'distinctInstance' }] },
        { name: 'queue', desired: 2, constraints: [{ type: 'distinctInstance' }] },
      ],
    };
    const options = { layout, duration: 40 * MINUTE, settings: { scaleInHeadroomCopies: '0' } };
    const asItIs = await play('quiet-day', options);
    expect(asItIs.decisions.filter(({ kind }) => kind === 'action')).toEqual([]);
    expect(asItIs.hosts.every(({ fate }) => fate === 'kept')).toBe(true);

    const optedIn = await play('quiet-day', { ...options, optIn: true });
    expect(optedIn.notes).toEqual(
      expect.arrayContaining([
        'cluster shop gets the tag ecs-ops:scale-in=true',
        'group shop-spot gets the tag ecs-ops:scale-in=true',
        'service agent gets the tag ecs-ops:one-per-host=true',
        'service queue is left: it wants 2 tasks, and there are 4 ACTIVE hosts',
        'shop-general: has got the hook ecs-ops-drain in the simulation, as the README asks for',
      ]),
    );
    const gone = optedIn.hosts.filter(({ fate }) => fate === 'terminated');
    expect(gone.length).toBeGreaterThan(0);
    expect(gone.map(({ endedBy }) => endedBy).join()).toContain('scale-in');
    expect(optedIn.lost).toEqual([]);
  });

  it('is played with the settings given', async () => {
    const { decisions } = await play('spot-storm', { duration: 4 * MINUTE, settings: { dryRun: 'true' } });
    const actions = decisions.filter(({ kind }) => kind === 'action');
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.every(({ outcome }) => outcome === 'dry-run')).toBe(true);
  });

  it('names hosts and services that are not in order yet at its end', async () => {
    const { lost } = await play('rolling-replacement', { duration: 130_000 });
    expect(lost).toMatchObject([
      { what: 'host-left', message: expect.stringMatching(/^i-\w+ is still (held|DRAINING)/) },
    ]);
    const everywhere = { service: '*', cluster: '*' };
    const events = [{ at: 59_000, load: { ...everywhere, to: { by: 2 } } }];
    const late = { name: 'late', about: 'load rises at the end', lasts: MINUTE, shows: [], events };
    const { lost: short } = await rehearse(shop(), late, { seed: 1, settings: {}, optIn: false });
    expect(short).toMatchObject([{ what: 'service-short', about: 'web' }]);
  });

  it('tells which standalone tasks were asked to stop, by whom and why', async () => {
    const { stopped, killed } = await play('spot-storm', { layout: { reports: 4 }, duration: 6 * MINUTE });
    expect(stopped).toMatchObject([{ by: 'spot-drain', why: expect.stringContaining('EC2 takes the host away') }]);
    expect(killed).toEqual([]);
  });

  it('tells which alarms went off', async () => {
    const throttled = {
      name: 'throttled',
      about: 'nothing is answered',
      lasts: 15 * MINUTE,
      shows: [],
      events: [{ at: 0, throttle: { calls: '*', share: 1, for: 15 * MINUTE } }],
    };
    const { alarms } = await rehearse(shop(), throttled, { seed: 1, settings: {}, optIn: false });
    expect(alarms.map(({ name }) => name).join()).toMatch(/throttle/);
  });
});

describe('a name with *', () => {
  it.each([
    ['*', 'anything', true],
    ['web', 'web', true],
    ['web', 'web-2', false],
    ['web*', 'web-2', true],
    ['*-spot', 'shop-spot', true],
    ['*-spot', 'shop-spot-2', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['ab*ba', 'aba', false],
    ['eu.west', 'eu-west', false],
  ])('%s fits %s: %s', (pattern, text, fits) => {
    expect(matches(pattern, text)).toBe(fits);
  });
});
