import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { rehearse } from '../../../cli/rehearse/rehearse.ts';
import type { Rehearsal } from '../../../cli/rehearse/report/rehearsal.ts';
import { readScenario } from '../../../cli/rehearse/scenario/read-scenario.ts';
import { type Scenario, scenarioFile } from '../../../cli/rehearse/scenario/schema.ts';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import { FOUR_HOSTS, type SnapshotLayout, snapshotText } from '../../builders/snapshot-file.ts';

const MINUTE = 60_000;
const ON_DEMAND = FOUR_HOSTS.map((host) => ({ ...host, isSpot: false }));
const IN_ONE_ZONE = FOUR_HOSTS.map((host) => ({ ...host, zone: 'eu-west-1a' }));
const PINNED = FOUR_HOSTS.map((host) => ({ ...host, group: host.zone }));
const HOST_BOUND = [{ name: 'agent', desired: 4, scheduling: 'DAEMON' as const }];

interface Play {
  readonly layout?: SnapshotLayout;
  readonly minutes?: number;
  readonly optIn?: boolean;
}

function play(scenario: Scenario, { layout, minutes = 6, optIn = false }: Play = {}): Promise<Rehearsal> {
  const { snapshot, findings } = parseSnapshot(snapshotText(layout));
  if (snapshot === undefined) throw new Error(JSON.stringify(findings));
  return rehearse(snapshot, scenario, { seed: 1, settings: {}, optIn, duration: minutes * MINUTE });
}

/** A scenario of these events, as a file has them. */
function scenarioOf(...events: readonly object[]): Scenario {
  return { name: 'own', ...v.parse(scenarioFile, { about: 'own', lasts: '6 min', events }) };
}

/** What did not happen at all. */
function missing({ notApplied }: Rehearsal): readonly string[] {
  return notApplied.flatMap(({ extent, event, what }) => (extent === 'not-at-all' ? [`${event}: ${what}`] : []));
}

/** A shipped scenario, a file on which something of it can't happen, and what is said of it. */
const SHIPPED: readonly (readonly [scenario: string, play: Play, missing: readonly string[], mend: RegExp])[] = [
  ['spot-storm', { layout: { hosts: ON_DEMAND } }, ['interrupt: no Spot host to interrupt'], /a file with Spot hosts/],
  [
    'rolling-replacement',
    { layout: { hosts: [], services: [] } },
    ['terminate: no host of an Auto Scaling group to terminate'],
    /autoScalingGroups/,
  ],
  ['zone-outage', { layout: { hosts: [], services: [] } }, ['zone-outage: no zone * with a host'], /a file with hosts/],
  [
    'deployment-during-a-drain',
    { layout: { services: [] } },
    ['deploy: no service * to deploy'],
    /a file with services/,
  ],
  [
    'scale-in-at-night',
    { layout: { services: HOST_BOUND } },
    ['load: no service * whose count follows load'],
    /neither DAEMON/,
  ],
  ['scale-in-at-night', {}, ['scale-in: it had nothing to decide'], /--opt-in.* or the tag ecs-ops:scale-in=true/],
  [
    'throttled-account',
    { layout: { hosts: ON_DEMAND }, minutes: 12 },
    ['interrupt: no Spot host to interrupt'],
    /Spot hosts/,
  ],
  [
    'lost-events',
    { layout: { services: HOST_BOUND }, minutes: 30 },
    ['load: no service * whose count follows load'],
    /neither DAEMON/,
  ],
  [
    'spot-storm',
    { minutes: 1 },
    ['interrupt: it is to begin after 2 min, and the rehearsal ends after 1 min'],
    /--for "12 min"/,
  ],
];

describe('the verdict on a shipped scenario', () => {
  it.each(SHIPPED)('%s: not all of it could happen', async (name, options, expected, mend) => {
    const rehearsal = await play(readScenario(name), options);
    expect(rehearsal.lost).toEqual([]);
    expect(missing(rehearsal)).toEqual(expected);
    expect(rehearsal.notApplied[0]?.mend).toMatch(mend);
    expect(rehearsal.verdict.state).toBe('not-played');
    expect(rehearsal.verdict.headline).toMatch(/^(Not rehearsed|Rehearsed in part): /);
  });

  it('tells nothing at all from a part', async () => {
    const nothing = await play(readScenario('spot-storm'), { layout: { hosts: ON_DEMAND } });
    expect(nothing.verdict.headline).toBe('Not rehearsed: nothing in the scenario could happen');
    const part = await play(readScenario('deployment-during-a-drain'), { layout: { services: [] } });
    expect(part.verdict.headline).toMatch(/^Rehearsed in part: 1 of 3 things /);
  });

  it('says once, with its number, what could not happen several times', async () => {
    const { notApplied } = await play(readScenario('spot-storm'), { layout: { hosts: ON_DEMAND }, minutes: 13 });
    expect(notApplied).toMatchObject([{ times: 2, what: 'no Spot host to interrupt' }]);
  });

  it('does not ask for a second time of what took place once', async () => {
    const hosts = [...ON_DEMAND, { group: 'shop-spot', zone: 'eu-west-1a', isSpot: true }];
    const twice = scenarioOf({ at: '0 s', interrupt: { hosts: 1 } }, { at: '1 s', interrupt: { hosts: 1 } });
    const { verdict, notApplied } = await play(twice, { layout: { hosts } });
    expect(verdict.state).toBe('fine');
    expect(notApplied).toEqual([]);
  });

  it('names a lack beside a loss', async () => {
    const rehearsal = await play(readScenario('rolling-replacement'), { layout: { hooks: false } });
    expect(missing(rehearsal)).toEqual(['termination-gate: it had nothing to decide']);
    expect(rehearsal.verdict).toEqual({
      state: 'lost',
      headline: '2 things were lost or left behind; 1 of 2 things in the scenario could not happen',
    });
  });

  it('an outage of the only zone is none that others could make up for', async () => {
    const only = await play(readScenario('zone-outage'), { layout: { hosts: IN_ONE_ZONE } });
    expect(missing(only).join()).toMatch(/^zone-outage: eu-west-1a is the only zone: shop-general, shop-spot have no/);
    const pinned = await play(readScenario('zone-outage'), { layout: { hosts: PINNED } });
    expect(missing(pinned)).toEqual([]);
  });
});

/** What happens, and why it can't. */
const EVENTS: readonly (readonly [event: object, what: string, mend: RegExp])[] = [
  [
    { interrupt: { hosts: 1, group: 'nobody' } },
    'no Spot host to interrupt among group nobody',
    /^name what has Spot hosts: \(cluster shop, shop-spot,/,
  ],
  [
    { terminate: { hosts: 1, zone: '*z' } },
    'no host of an Auto Scaling group to terminate among zone *z',
    /eu-west-1a/,
  ],
  [{ 'zone-outage': { zone: '*z' } }, 'no zone *z with a host', /^name a zone with hosts: eu-west-1a, eu-west-1b$/],
  [{ 'desired-capacity': { group: 'nobody', to: 1 } }, 'no Auto Scaling group nobody', /shop-general, shop-spot/],
  [{ 'desired-capacity': { group: 'shop-spot', to: 2 } }, 'no desired capacity changes: shop-spot 2', /another "to"/],
  [{ load: { service: 'nobody', to: 1 } }, 'no service nobody whose count follows load', /: web$/],
  [{ load: { service: 'web', to: 4 } }, 'no desired count changes: web 4', /another "to"/],
  [{ deploy: { service: 'nobody' } }, 'no service nobody to deploy', /: web, log-router$/],
  [
    { throttle: { calls: 'ecz:*', share: '50%', for: '3 min' } },
    'no function made a call ecz:* meanwhile',
    /ecs:Describe/,
  ],
  [
    { lose: { source: 'aws.ecz', share: '50%', for: '3 min' } },
    'no event of aws.ecz was under way meanwhile',
    /something/,
  ],
];

describe('an event of a scenario that can’t take place', () => {
  it.each(EVENTS)('%j', async (event, what, mend) => {
    const { notApplied, verdict } = await play(scenarioOf({ at: '1 s', ...event }));
    expect(notApplied).toMatchObject([{ extent: 'not-at-all', times: 1, what, mend: expect.stringMatching(mend) }]);
    expect(verdict.state).toBe('not-played');
  });

  it('where Auto Scaling refuses every host', async () => {
    const event = { at: '1 s', terminate: { hosts: 2, replace: false, group: 'shop-general' } };
    const text = snapshotText().replaceAll('"MinSize":0', '"MinSize":2');
    const { snapshot } = parseSnapshot(text);
    if (snapshot === undefined) throw new Error('refused');
    const rehearsal = await rehearse(snapshot, scenarioOf(event), { seed: 1, settings: {}, optIn: false });
    expect(missing(rehearsal)).toContain('terminate: Auto Scaling terminates none of the hosts');
  });
});
