import { describe, expect, it } from 'vitest';
import type { EligibleHosts } from '../../../functions/scale-in/snapshot.ts';
import { hostArn } from '../../builders/hosts.ts';
import type { ClusterSpec, HostSpec, ServiceSpec } from '../../builders/scale-in.ts';
import { theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

/** A host of 2,048 CPU units with tasks of these services: `app` takes 512, `web` 256. */
const running = (...tasks: string[]): HostSpec => ({ tasks });
const filler = ['web', 'web', 'web', 'web'];
/** One task to move, and two hosts with room for it that are used too much to go themselves. */
const hosts = [running('app'), running(...filler), running(...filler)];
const app = (spec: ServiceSpec = {}): Record<string, ServiceSpec> => ({
  app: { ...spec, needs: { cpu: 512, memory: 64, ...spec.needs } },
});
const only = (...numbers: number[]): EligibleHosts => ({
  kind: 'some',
  containerInstanceArns: new Set(numbers.map((number) => hostArn(number))),
});

describe('a badly used host', () => {
  it('goes when its tasks fit elsewhere, and the plan says where', () => {
    const made = planOf({ hosts, services: app() });
    expect(outcomes(made)).toEqual({ 1: 'drain host-badly-used', 2: 'keep in-use', 3: 'keep in-use' });
    expect(made.moves).toEqual([{ taskArn: expect.stringContaining('app-1-0'), toContainerInstanceArn: hostArn(2) }]);
  });

  it('has its tasks go to several hosts', () => {
    const full = running(...filler, 'web');
    const made = planOf({ hosts: [running('app', 'app', 'app'), full, full], services: app({ needs: { cpu: 300 } }) });
    expect(outcomes(made)[1]).toBe('drain host-badly-used');
    expect(made.moves.map(({ toContainerInstanceArn }) => toContainerInstanceArn)).toEqual([
      hostArn(2),
      hostArn(2),
      hostArn(3),
    ]);
  });

  it.each<{ because: string; title: string; spec: Partial<ClusterSpec>; settings?: ReturnType<typeof theSettings> }>([
    {
      because: 'consolidation-off',
      title: 'nobody asked for it',
      spec: {},
      settings: theSettings({}, { consolidates: false }),
    },
    {
      because: 'in-use',
      title: 'its CPU is used as much as the threshold',
      spec: {},
      settings: theSettings({}, { thresholdPercent: 25 }),
    },
    { because: 'in-use', title: 'its memory is used as much', spec: { services: app({ needs: { memory: 2048 } }) } },
    {
      because: 'fits-nowhere',
      title: 'CPU is short',
      spec: {
        services: app({ needs: { cpu: 1023 } }),
        hosts: [running('app'), running(...filler, 'web'), running(...filler, 'web')],
      },
    },
    {
      because: 'fits-nowhere',
      title: 'memory is short',
      spec: { hosts: [running('app'), ...[1, 2].map(() => ({ tasks: filler, resources: { remainingMemory: 63 } }))] },
    },
    {
      because: 'fits-nowhere',
      title: 'its port is taken',
      spec: {
        services: app({ needs: { hostPorts: ['80/tcp'] } }),
        hosts: [running('app'), ...[1, 2].map(() => ({ tasks: filler, resources: { takenPorts: ['80/tcp'] } }))],
      },
    },
    { because: 'fits-nowhere', title: 'there is no GPU', spec: { services: app({ needs: { gpus: 1 } }) } },
    {
      because: 'fits-nowhere',
      title: 'no network interface is known to be free',
      spec: { services: app({ needs: { isAwsvpc: true } }) },
    },
    {
      because: 'fits-nowhere',
      title: 'no other host has an attribute',
      spec: { services: app({ needs: { requiresAttributes: [{ name: 'ssd', value: undefined }] } }) },
    },
    {
      because: 'fits-nowhere',
      title: 'memberOf of the service leaves no other',
      spec: { services: app({ eligibleHosts: only(1) }) },
    },
    {
      because: 'fits-nowhere',
      title: 'memberOf of the task definition leaves no other',
      spec: { services: app({ needs: { eligibleHosts: only(1) } }) },
    },
    {
      because: 'fits-nowhere',
      title: 'no other is of its capacity provider',
      spec: { services: app({ service: { capacityProviders: ['spot'] } }) },
    },
    {
      because: 'fits-nowhere',
      title: 'distinctInstance keeps it off the others',
      spec: {
        services: app({ service: { placementConstraints: [{ type: 'distinctInstance' }] } }),
        hosts: [running('app'), running('app', ...filler), running('app', ...filler)],
      },
    },
    {
      because: 'fits-nowhere',
      title: 'the agents of the others are away for a moment',
      spec: {
        hosts: [
          running('app'),
          { ...running(...filler), agentConnected: false },
          running(...filler, 'web', 'web', 'web'),
          running(...filler, 'web', 'web', 'web'),
        ],
      },
    },
    {
      because: 'fits-nowhere',
      title: 'its zone would be left without',
      spec: {
        services: app({ spreadsOverZones: true }),
        hosts: [
          { zone: 'b', tasks: ['app'] },
          running('app', ...filler),
          running('app', ...filler),
          { zone: 'b', tasks: [...filler, 'web', 'web', 'web'] },
        ],
      },
    },
    {
      because: 'fits-by-luck',
      title: 'it fits in one order only',
      spec: {
        services: { app: { needs: { cpu: 800 } }, bit: { needs: { cpu: 200 } }, pad: { needs: { cpu: 100 } } },
        hosts: [running('app', 'bit'), running(...filler, 'pad'), running(...filler, 'web', 'web', 'web')],
      },
    },
    {
      because: 'not-evaluated',
      title: 'memberOf could not be evaluated',
      spec: { services: app({ eligibleHosts: { kind: 'not-evaluated', detail: 'x' } }) },
    },
    {
      because: 'not-evaluated',
      title: 'there are several capacity providers',
      spec: { services: app({ service: { capacityProviders: ['spot', 'od'] } }) },
    },
    {
      because: 'drain-cannot-end',
      title: 'its service may neither stop nor start one',
      spec: { services: app({ maximumPercent: 100 }) },
    },
    {
      because: 'drain-cannot-end',
      title: 'its service may start half a task',
      spec: { services: app({ maximumPercent: 150 }) },
    },
  ])('stays: $because, for $title', ({ because, spec, settings }) => {
    expect(outcomes(planOf({ hosts, services: app(), ...spec }, settings))[1]).toBe(`keep ${because}`);
  });

  it('stays when it has been given the tasks of another', () => {
    const made = planOf(
      { services: app(), hosts: [running('app'), running('app', 'app'), running(...filler, 'web', 'web', 'web')] },
      theSettings({ budget: { kind: 'hosts', hosts: 2 } }, { thresholdPercent: 60 }),
    );
    expect(outcomes(made)).toMatchObject({ 1: 'drain host-badly-used', 2: 'keep takes-tasks' });
  });

  it('goes after idle ones, when the budget leaves some for it', () => {
    const budget = { kind: 'hosts', hosts: 1 } as const;
    const made = planOf({ hosts: [...hosts, { idleFor: 30 }], services: app() }, theSettings({ budget }));
    expect(outcomes(made)).toMatchObject({ 1: 'keep disruption-budget', 4: 'drain host-idle' });
  });
});
