import { describe, expect, it } from 'vitest';
import type { EligibleHosts } from '../../../functions/scale-in/snapshot.ts';
import { hostArn } from '../../builders/hosts.ts';
import type { ClusterSpec, HostSpec, ServiceSpec } from '../../builders/scale-in.ts';
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

describe('after a host that can’t go', () => {
  const picky = { needs: { cpu: 64, requiresAttributes: [{ name: 'ssd', value: undefined }] } };
  const services = { ...app(), picky };
  const full = running(...filler, 'web', 'web', 'web', 'web');

  it('another goes to the room that the first had been tried with', () => {
    const there = app({ needs: { cpu: 500 }, eligibleHosts: only(3) });
    const first: HostSpec = { tasks: ['app', 'app'], hourlyCost: 9 };
    const made = planOf({ services: there, hosts: [first, running('app'), running(...filler, 'web', 'web'), full] });
    expect(outcomes(made)).toMatchObject({ 1: 'keep fits-nowhere', 2: 'drain host-badly-used' });
    expect(made.moves).toMatchObject([{ toContainerInstanceArn: hostArn(3) }]);
  });

  it('another goes to that host itself', () => {
    const first: HostSpec = { tasks: ['picky'], hourlyCost: 9, attributes: { ssd: '' } };
    const made = planOf({ services, hosts: [first, running('app'), full, full] });
    expect(outcomes(made)).toMatchObject({ 1: 'keep fits-nowhere', 2: 'drain host-badly-used' });
    expect(made.moves).toMatchObject([{ toContainerInstanceArn: hostArn(1) }]);
  });
});

describe('a badly used host', () => {
  it.each<{ title: string; spec: Partial<ClusterSpec> }>([
    { title: 'a port that is free there', spec: { services: app({ needs: { hostPorts: ['80/tcp'] } }) } },
    {
      title: 'a GPU that is free there',
      spec: {
        services: app({ needs: { gpus: 1 } }),
        hosts: [
          { ...running('app'), resources: { gpus: 1 } },
          { ...running(...filler), resources: { gpus: 1 } },
          running(...filler),
        ],
      },
    },
    {
      title: 'network interfaces that are known',
      spec: {
        services: app({ needs: { isAwsvpc: true } }),
        hosts: [running('app'), { ...running(...filler), mostNetworkInterfaces: 1 }, running(...filler)],
      },
    },
    {
      title: 'an attribute with that value',
      spec: {
        services: app({ needs: { requiresAttributes: [{ name: 'disk', value: 'ssd' }] } }),
        hosts: [running('app'), { ...running(...filler), attributes: { disk: 'ssd' } }, running(...filler)],
      },
    },
    { title: 'memberOf that matches it', spec: { services: app({ eligibleHosts: only(1, 3) }) } },
    {
      title: 'the same capacity provider',
      spec: {
        services: app({ service: { capacityProviders: ['spot'] } }),
        hosts: [
          { ...running('app'), capacityProviderName: 'spot' },
          running(...filler),
          { ...running(...filler), capacityProviderName: 'spot' },
        ],
      },
    },
    {
      title: 'a service that may stop one',
      spec: { services: app({ maximumPercent: 100, minimumHealthyPercent: 0 }) },
    },
    {
      title: 'a zone in which its service is not',
      spec: {
        services: app({ spreadsOverZones: true }),
        hosts: [running('app'), { zone: 'b', tasks: filler }, running('app', ...filler)],
      },
    },
  ])('goes to a host with $title', ({ spec }) => {
    expect(outcomes(planOf({ hosts, services: app(), ...spec }))[1]).toBe('drain host-badly-used');
  });
});
