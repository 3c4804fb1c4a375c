import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../../cli/rehearse/report/rehearsal.ts';
import { readScenario, shippedScenarios } from '../../../cli/rehearse/scenario/read-scenario.ts';
import { VERB_NAMES } from '../../../cli/rehearse/scenario/schema.ts';
import { FORTY_HOSTS, snapshotText } from '../../builders/snapshot-file.ts';
import { ownFolder } from '../ecs-ops/own-folder.ts';
import { ecsOps } from '../ecs-ops/run-here.ts';

const files = ownFolder('rehearse');
const written = (name: string, content: string): string => files.write(name, content);
let shop = '';

beforeAll(() => {
  shop = written('shop.json', snapshotText());
});

describe('ecs-ops rehearse', () => {
  it('prints a timeline, what became of hosts and services, and that nothing was lost', async () => {
    const { code, printed } = await ecsOps('rehearse', shop, '--scenario', 'spot-storm', '--for', '6 min');
    expect(code).toBe(0);
    for (const part of ['What happens', 'spot-drain', 'Hosts: 5 in all', 'log-router', 'Nothing was lost'])
      expect(printed).toContain(part);
  });

  it('ends with 1 when something was lost, and names it', async () => {
    const { code, printed } = await ecsOps('rehearse', shop, '--scenario', 'zone-outage', '--for', '4 min');
    expect(code).toBe(1);
    expect(printed).toMatch(/✗ a task of web was killed with i-\w+: ended by the outage of its zone/);
  });

  it('says first and last that nothing could happen, ends with 4, and says so on the page', async () => {
    const many = written('no-spot.json', snapshotText({ hosts: FORTY_HOSTS, services: [] }));
    const file = files.path('no-spot.html');
    const args = ['--scenario', 'spot-storm', '--for', '4 min', '--report', file];
    const { code, printed } = await ecsOps('rehearse', many, ...args);
    expect(code).toBe(4);
    const lines = printed.trim().split('\n');
    const verdict = '! Not rehearsed: nothing in the scenario could happen.';
    expect([lines[1], lines.at(-1)]).toEqual([verdict, verdict]);
    expect(lines[2]).toMatch(
      /^ {2}could not happen: interrupt: no Spot host to interrupt. Needs a file with Spot hosts/,
    );
    expect(printed).not.toContain('✓');
    expect(readFileSync(file, 'utf8')).toMatch(
      /data-state="INSUFFICIENT_DATA"[^>]*>\s*<h2>! Not rehearsed: .*Needs a file/s,
    );
  });

  it('names the exit code for it in its help', async () => {
    const { printed } = await ecsOps('rehearse', '--help');
    expect(printed).toMatch(/\n {2}4 {4}nothing was lost, but something of the scenario could not happen at all/);
    expect((await ecsOps('doctor', '--help')).printed).not.toMatch(/\n {2}4 {4}/);
  });

  it('names a few of many hosts in a line, and says once what could not happen twice', async () => {
    const many = written('many-hosts.json', snapshotText({ hosts: FORTY_HOSTS, services: [] }));
    const { printed } = await ecsOps('rehearse', many, '--scenario', 'spot-storm', '--for', '13 min', '--opt-in');
    expect(printed).toMatch(/remembers 40 hosts \(i-\w+,\s+i-\w+,\s+i-\w+,\s+…\)\s+as\s+idle/);
    expect(printed).toContain(
      '! could not happen, 2 times: interrupt: no Spot host to interrupt. Needs a file with Spot',
    );
  });

  it('prints JSON alone with --json', async () => {
    const args = ['--scenario', 'quiet-day', '--for', '60 s', '--seed', '7', '--set', 'scaleInBudget=20%', '--json'];
    const { printed } = await ecsOps('rehearse', shop, ...args);
    const rehearsal = JSON.parse(printed) as Rehearsal;
    expect(rehearsal).toMatchObject({ seed: 7, settings: { scaleInBudget: '20%' }, optedIn: false, lost: [] });
  });

  it('leaves the timeline out with --no-timeline', async () => {
    const args = ['--scenario', 'spot-storm', '--for', '3 min', '--no-timeline'];
    const { printed } = await ecsOps('rehearse', shop, ...args);
    expect(printed).toContain('Services: tasks that ran');
    expect(printed).not.toContain('What happens');
  });

  it('writes a page with --report, and says where', async () => {
    const file = files.path('report.html');
    const args = ['--scenario', 'spot-storm', '--for', '6 min', '--no-timeline', '--report', file];
    const { code, said } = await ecsOps('rehearse', shop, ...args);
    expect(code).toBe(0);
    expect(said).toContain(`The report: ${file}`);
    expect(readFileSync(file, 'utf8')).toMatch(/<title>Rehearsal: spot-storm<\/title>.*data-picture/s);
  });

  it.each([
    ['in a folder that is not there', () => files.path('nowhere/report.html'), /cannot be written: ENOENT/],
    ['that is a folder itself', () => files.path('.'), /cannot be written: it is a folder/],
  ])('refuses a page %s before anything is played', async (_, file, why) => {
    const args = ['--scenario', 'quiet-day', '--for', '60 s', '--report', file()];
    const { code, said, printed } = await ecsOps('rehearse', shop, ...args);
    expect([code, printed]).toEqual([2, '']);
    expect(said).toMatch(why);
  });

  it('lists the scenarios', async () => {
    const { code, printed } = await ecsOps('rehearse', '--list');
    expect(code).toBe(0);
    for (const name of shippedScenarios()) expect(printed).toContain(`${name} `);
  });

  it.each([
    [['--scenario', 'spot-strom'], 'spot-strom is no scenario; allowed: deployment-during-a-drain, lost-events,'],
    [[], 'Which scenario? --scenario NAME; allowed: '],
    [['--scenario', 'quiet-day', '--seed', 'x'], '--seed is x; allowed: a whole number'],
    [['--scenario', 'quiet-day', '--for', 'long'], '--for is long; allowed: a duration, as "90 s"'],
    [['--scenario', './no-such.json'], 'The scenario ./no-such.json cannot be read'],
    [['--scenario', 'quiet-day', '--set', 'dryrun=true'], 'dryrun is not a setting; dryRun is'],
    [['--scenario', 'quiet-day', '--set', 'scaleInBudget'], 'write name=value'],
    [['--scenario', 'quiet-day', '--set', 'scaleInDrainMinutes=soon'], 'scaleInDrainMinutes'],
  ])('%j is refused with what is allowed', async (args, expected) => {
    const { code, said, printed } = await ecsOps('rehearse', shop, ...args);
    expect([code, printed]).toEqual([2, '']);
    expect(said).toContain(expected);
  });

  it('asks for a file', async () => {
    expect(await ecsOps('rehearse', '--scenario', 'quiet-day')).toMatchObject({ code: 2 });
  });
});

describe('a scenario of one’s own', () => {
  const documented = readFileSync(new URL('../../../docs/rehearsing.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(documented) ?? [];

  it('is read as documented, with everything that can happen', () => {
    const { name, lasts, events } = readScenario(written('sale.json', example));
    expect([name, lasts]).toEqual(['sale', 90 * 60_000]);
    const verbs = events.flatMap((event) => VERB_NAMES.filter((verb) => event[verb] !== undefined));
    expect(verbs.toSorted()).toEqual([...VERB_NAMES].toSorted());
    expect(events[1]?.interrupt).toEqual({
      hosts: { number: 3 },
      group: '*-spot',
      zone: '*',
      cluster: '*',
      within: 60_000,
    });
  });

  it('plays', async () => {
    const scenario = {
      about: 'counts change',
      lasts: '3 min',
      events: [
        { at: '0 s', load: { service: 'w*', to: '+2' } },
        { at: '0 s', load: { service: 'log-router', to: 9 } },
        { at: '1 s', 'desired-capacity': { group: '*-general', to: '150%' } },
        { at: '2 s', 'desired-capacity': { group: '*-spot', to: 11 } },
      ],
    };
    const file = written('counts.json', JSON.stringify(scenario));
    const { printed } = await ecsOps('rehearse', shop, '--scenario', file, '--json');
    const { services, notApplied, timeline } = JSON.parse(printed) as Rehearsal;
    expect(services[0]).toMatchObject({ service: 'web', start: { desired: 4 }, end: { running: 6, desired: 6 } });
    expect(timeline.map(({ what }) => what)).toContain('somebody sets the desired capacity of shop-general: 2 → 3');
    expect(notApplied).toMatchObject([
      { extent: 'not-at-all', what: 'no service log-router whose count follows load' },
      { extent: 'in-part', what: 'shop-spot: 11 is out of its bounds, 0 to 10; 10 taken' },
    ]);
  });

  it('is refused with every fault and its place', async () => {
    const wrong = {
      about: 'wrong',
      lasts: '1 day',
      events: [{ at: '1 min', interupt: { hosts: 1 } }, { at: '2 min', terminate: { hosts: 0 } }, { at: '3 min' }],
    };
    const file = written('wrong.json', JSON.stringify(wrong));
    const { code, said } = await ecsOps('rehearse', shop, '--scenario', file);
    expect(code).toBe(2);
    expect(said).toContain('/lasts: "1 day"; allowed: a duration, as "90 s", "5 min" or "2 h"');
    expect(said).toContain('interupt is not known here; allowed: at and one of interrupt, terminate,');
    expect(said).toContain('/events/1/terminate/hosts: 0; allowed: a whole number from 1, or a share as "50%"');
    expect(said).toContain('/events/2: Object; allowed: "at" and one of interrupt,');
  });
});
