import { beforeAll, describe, expect, it } from 'vitest';
import { rehearse } from '../../../cli/rehearse/rehearse.ts';
import { renderRehearsal } from '../../../cli/rehearse/report/page.ts';
import type { Rehearsal } from '../../../cli/rehearse/report/rehearsal.ts';
import { readScenario } from '../../../cli/rehearse/scenario/read-scenario.ts';
import { Recorder } from '../../../cli/report/recording/recorder.ts';
import type { HostTrack, Recording } from '../../../cli/report/recording/recording.ts';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import { snapshotText } from '../../builders/snapshot-file.ts';

const MINUTE = 60_000;

async function record(scenario: string, minutes: number) {
  const { snapshot } = parseSnapshot(snapshotText({ tags: { 'ecs-ops:scale-in': 'true' } }));
  if (snapshot === undefined) throw new Error('the snapshot is wrong');
  let recorder: Recorder | undefined;
  const options = { seed: 1, settings: {}, optIn: false, duration: minutes * MINUTE };
  const rehearsal = await rehearse(snapshot, readScenario(scenario), {
    ...options,
    opened: (simulation) => {
      recorder = new Recorder(simulation);
    },
  });
  if (recorder === undefined) throw new Error('nothing was opened');
  const unwatched = await rehearse(snapshot, readScenario(scenario), options);
  return { rehearsal, unwatched, recording: recorder.recording() };
}

const statesOf = ({ phases }: HostTrack) => phases.map(({ state }) => state);

describe('a Spot storm', () => {
  let rehearsal: Rehearsal;
  let unwatched: Rehearsal;
  let recording: Recording;
  beforeAll(async () => {
    ({ rehearsal, unwatched, recording } = await record('spot-storm', 8));
  });

  it('is the same whether it is watched or not', () => {
    expect(rehearsal).toEqual(unwatched);
  });

  it('has the lanes of hosts that stay, that are taken, and that come', () => {
    expect(recording.hosts.map((host) => [host.name, host.group, host.isNew, statesOf(host)])).toEqual([
      ['i-00000000000000001', 'shop-general', false, ['active']],
      ['i-00000000000000002', 'shop-general', false, ['active']],
      ...recording.hosts.slice(2, 4).map((host) => [host.name, 'shop-spot', false, statesOf(host)]),
      ['spot-1', 'shop-spot', true, ['not-registered', 'active']],
    ]);
    const taken = recording.hosts.filter(({ events }) => events.some(({ kind }) => kind === 'notice'));
    expect(taken.map(statesOf)).toEqual([['active', 'draining', 'ending']]);
    expect(taken[0]?.events.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['Spot interruption notice: two minutes are left', 'is DRAINING', 'EC2 takes it away']),
    );
    expect(taken[0]?.phases.at(-1)?.to).toBeDefined();
  });

  it('has the tasks of each host, from their placement to their end', () => {
    const tasks = recording.hosts.flatMap((host) => host.tasks.map((task) => ({ ...task, host: host.name })));
    const stopped = tasks.filter(({ stoppedAt }) => stoppedAt !== undefined);
    expect(stopped.length).toBeGreaterThan(0);
    for (const { placedAt, stoppingAt = 0, stoppedAt = 0, isKilled } of stopped) {
      expect(isKilled).toBeUndefined();
      expect(stoppingAt).toBeGreaterThanOrEqual(placedAt);
      expect(stoppedAt).toBeGreaterThanOrEqual(stoppingAt);
    }
    expect(tasks.filter(({ group, stoppedAt }) => group === 'service:web' && stoppedAt === undefined)).toHaveLength(4);
  });

  it('has what services wanted and what ran, as the rehearsal counts them', () => {
    for (const { service, start, end } of rehearsal.services) {
      const counts = recording.services.find((each) => each.service === service)?.counts ?? [];
      expect(counts[0]).toMatchObject(start);
      expect(counts.at(-1)).toMatchObject(end);
    }
  });

  it('has the capacity of ACTIVE hosts, what is taken of it, and what scale-in wants free once it has looked', () => {
    const [shop] = recording.capacity;
    expect(shop?.samples[0]).toMatchObject({
      hosts: 4,
      capacity: { cpu: 4 * 2_048, memory: 4 * 7_680 },
      used: { cpu: 8 * 128, memory: 8 * 256 },
      wanted: undefined,
    });
    const least = Math.min(...(shop?.samples.map(({ hosts }) => hosts) ?? []));
    expect(least).toBe(3);
    const last = shop?.samples.at(-1);
    expect(last?.wanted?.cpu).toBeCloseTo(0.2 * (last?.used.cpu ?? 0));
  });

  it('is written as a page with every host and every decision', async () => {
    const page = await renderRehearsal(rehearsal, recording);
    for (const { host } of recording.hosts) expect(page).toContain(host);
    const data = /data-picture>(.*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(JSON.parse(data).decisions).toHaveLength(rehearsal.decisions.length);
    expect(page).not.toMatch(/(?:src|href)="https?:/);
  });
});

it('tells of tasks that are killed with their host', async () => {
  const { recording, rehearsal } = await record('zone-outage', 5);
  const killed = recording.hosts.flatMap(({ tasks }) => tasks.filter(({ isKilled }) => isKilled === true));
  expect(killed).toHaveLength(rehearsal.killed.length);
  expect(recording.hosts.some(({ events }) => events.some(({ kind }) => kind === 'killed'))).toBe(true);
});

it('tells of hosts that are held by their hook', async () => {
  const { recording } = await record('rolling-replacement', 8);
  const held = recording.hosts.filter((host) => statesOf(host).includes('held'));
  expect(held.length).toBeGreaterThan(0);
  expect(held[0]?.events.map(({ kind }) => kind)).toContain('hook');
});
