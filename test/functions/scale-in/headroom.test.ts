import { describe, expect, it } from 'vitest';
import type { ClusterSpec, HostSpec } from '../../builders/scale-in.ts';
import { minutesAgo, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

const idle: HostSpec = { idleFor: 30 };
/** 1,536 of 2,048 CPU units in use, and 3,072 of 4,096 MiB. */
const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };
/** How many of these hosts are drained. */
const drains = (spec: ClusterSpec, settings: Parameters<typeof theSettings>[0]): number => {
  const made = planOf(
    spec,
    theSettings({ budget: { kind: 'hosts', hosts: 99 }, ...settings }, { consolidates: false }),
  );
  return Object.values(outcomes(made)).filter((outcome) => outcome.startsWith('drain')).length;
};

describe('headroom', () => {
  // Without idle hosts 1,024 CPU units are free over 3,072 in use: 33 %; each idle one adds 2,048: 67 %.
  it.each([
    { percent: 33, drained: 3 },
    { percent: 34, drained: 2 },
    { percent: 100, drained: 2 },
    { percent: 101, drained: 1 },
    { percent: 234, drained: 0 },
  ])('of $percent % lets $drained of three idle hosts go', ({ percent, drained }) => {
    const hosts = [busy, busy, idle, idle, idle];
    expect(drains({ hosts }, { headroomCpuPercent: percent })).toBe(drained);
    expect(drains({ hosts }, { headroomMemoryPercent: percent })).toBe(drained);
  });

  it('counts room for more copies of the largest task on single hosts, not crumbs', () => {
    const services = { big: { needs: { cpu: 1000, memory: 64 } } };
    const hosts: HostSpec[] = [{ tasks: ['big', 'web', 'web'] }, busy, busy, idle, idle];
    expect(drains({ hosts, services }, { headroomCopies: 1 })).toBe(1);
    expect(drains({ hosts, services }, { headroomCopies: 2 })).toBe(1);
    expect(drains({ hosts, services }, { headroomCopies: 3 })).toBe(0);
  });

  it('wants room where the largest task may run', () => {
    const services = { big: { needs: { cpu: 1000, requiresAttributes: [{ name: 'ssd', value: undefined }] } } };
    const ssd = { attributes: { ssd: '' } };
    const hosts: HostSpec[] = [{ tasks: ['big', 'web', 'web'], ...ssd }, idle, { ...idle, ...ssd }];
    const made = planOf({ hosts, services }, theSettings({ headroomCopies: 1, budget: { kind: 'hosts', hosts: 9 } }));
    expect(outcomes(made)).toMatchObject({ 2: 'drain host-idle', 3: 'keep headroom' });
  });

  it('wants room for the one of several largest tasks that may run on the fewest hosts', () => {
    const needs = { cpu: 1000, memory: 64 };
    const picky = { needs: { ...needs, requiresAttributes: [{ name: 'ssd', value: undefined }] } };
    const ssd = { attributes: { ssd: '' } };
    const hosts: HostSpec[] = [
      { tasks: ['any', 'picky'], ...ssd },
      { ...idle, hourlyCost: 1 },
      { ...idle, ...ssd, hourlyCost: 9 },
    ];
    for (const services of [
      { any: { needs }, picky },
      { picky, any: { needs } },
    ]) {
      const made = planOf({ hosts, services }, theSettings({ headroomCopies: 1, budget: { kind: 'hosts', hosts: 9 } }));
      expect(outcomes(made)).toMatchObject({ 2: 'drain host-idle', 3: 'keep headroom' });
    }
  });

  it('wants room for the scarcer of two alike, whatever its name, one kept apart from its like being scarcer', () => {
    const needs = { cpu: 1000, memory: 64 };
    const picky = { needs: { ...needs, requiresAttributes: [{ name: 'ssd', value: undefined }] } };
    const ssd: HostSpec = { attributes: { ssd: '' } };
    const scarceFirst = planOf(
      {
        hosts: [
          { tasks: ['a', 'z'], ...ssd },
          { ...idle, hourlyCost: 1 },
          { ...idle, ...ssd, hourlyCost: 9 },
        ],
        services: { a: picky, z: { needs } },
      },
      theSettings({ headroomCopies: 1, budget: { kind: 'hosts', hosts: 9 } }),
    );
    expect(outcomes(scarceFirst)).toMatchObject({ 2: 'drain host-idle', 3: 'keep headroom' });
    const apart = { needs, service: { placementConstraints: [{ type: 'distinctInstance' }] } } as const;
    const hosts: HostSpec[] = [{ tasks: ['any'] }, { tasks: ['apart'] }, idle];
    expect(drains({ hosts, services: { any: { needs }, apart } }, { headroomCopies: 2 })).toBe(0);
    expect(drains({ hosts, services: { any: { needs }, apart: { needs } } }, { headroomCopies: 2 })).toBe(1);
  });

  it('wants room for tasks that a service is to run and has none of, and for none that it is not to run', () => {
    const needs = { cpu: 1500, memory: 64 };
    const outcomeWith = (service: object) =>
      outcomes(
        planOf(
          { hosts: [{ drainedFor: 5 }, busy, busy], services: { big: { needs, ...service } } },
          theSettings({ headroomCopies: 1 }),
        ),
      )[1];
    expect(outcomeWith({ service: { desiredCount: 0 } })).toBe('terminate host-empty');
    expect(outcomeWith({ service: { desiredCount: 1 }, pendingCount: 1 })).toBe('give-back headroom-gone');
  });

  it('is named by the first of several largest tasks that are as scarce', () => {
    const hosts: HostSpec[] = [{ tasks: ['web', 'app'] }, idle];
    const made = planOf({ hosts, services: { app: {} } }, theSettings({ headroomCopies: 7 }));
    expect(made.verdicts[1]?.detail).toMatch(/^room for 7 more of service:app /);
  });

  it('can’t be told where a task definition was not read, and says of which', () => {
    const made = planOf({ hosts: [idle, busy, busy], look: { requirements: [] } }, theSettings({ headroomCopies: 1 }));
    expect(made.verdicts[0]?.detail).toMatch(/^service:web .*: the task definition was not read$/);
  });

  it('is there wherever ECS starts the tasks that move', () => {
    const services = { big: { needs: { cpu: 1000, memory: 64 } }, app: { needs: { cpu: 300, memory: 64 } } };
    const hosts: HostSpec[] = [{ tasks: ['app'] }, { tasks: ['big'] }, busy];
    const verdictWith = (headroomCopies: number): string | undefined =>
      outcomes(planOf({ services, hosts }, theSettings({ headroomCopies })))[1];
    // On the third host it would leave the second to one more of the largest; ECS may start it on the second.
    expect(verdictWith(0)).toBe('drain host-badly-used');
    expect(verdictWith(1)).toBe('keep headroom');
  });

  it('wants no room for tasks that are bound to their hosts', () => {
    const services = { daemon: { service: { schedulingStrategy: 'DAEMON' }, needs: { cpu: 1024 } } };
    expect(
      drains({ hosts: [{ tasks: ['daemon'] }, { ...idle, tasks: ['daemon'] }], services }, { headroomCopies: 2 }),
    ).toBe(1);
    expect(drains({ hosts: [busy, busy, idle], services }, { headroomCopies: 5 })).toBe(0);
  });

  it('counts neither hosts that drain nor hosts that have long been away as capacity', () => {
    const away = { agentConnected: false, attributes: { 'ecs-ops.disconnected-since': minutesAgo(31) } };
    const awayForAMoment = { agentConnected: false, attributes: { 'ecs-ops.disconnected-since': minutesAgo(29) } };
    const settings = { headroomCpuPercent: 100 };
    expect(drains({ hosts: [busy, busy, idle, idle] }, settings)).toBe(1);
    expect(drains({ hosts: [busy, busy, idle, { status: 'DRAINING' }] }, settings)).toBe(0);
    expect(drains({ hosts: [busy, busy, idle, away] }, settings)).toBe(0);
    expect(drains({ hosts: [busy, busy, idle, awayForAMoment] }, settings)).toBe(1);
  });

  it('counts what runs on hosts that drain as used elsewhere', () => {
    const settings = { headroomCpuPercent: 60 };
    expect(drains({ hosts: [busy, busy, { status: 'DRAINING' }, idle, idle] }, settings)).toBe(1);
    expect(drains({ hosts: [busy, busy, { ...busy, status: 'DRAINING' }, idle, idle] }, settings)).toBe(0);
  });
});
