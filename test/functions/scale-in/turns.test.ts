import { describe, expect, it } from 'vitest';
import type { HostSpec } from '../../builders/scale-in.ts';
import { minutesAgo, theSettings } from '../../builders/scale-in-settings.ts';
import { outcomes, planOf } from './planning.ts';

const DRAINED_AT = 'ecs-ops.scale-in-drained-at';
const idle = (overrides: HostSpec = {}): HostSpec => ({ idleFor: 30, ...overrides });
const busy: HostSpec = { tasks: ['web', 'web', 'web', 'web', 'web', 'web'] };
const budget = (hosts: number) => theSettings({ budget: { kind: 'hosts', hosts } });

describe('of hosts that may go', () => {
  const used: HostSpec = { tasks: ['web'], hourlyCost: 9 };
  it.each<[string, HostSpec[], number]>([
    ['an idle one', [used, idle({ hourlyCost: 1 }), busy], 2],
    ['an idle one, wherever it stands', [idle({ hourlyCost: 1 }), used, busy], 1],
    ['that with more memory', [idle(), idle({ resources: { registeredMemory: 8192 } }), busy], 2],
    ['that with GPUs', [idle({ resources: { registeredCpu: 4096 } }), idle({ resources: { gpus: 1 } }), busy], 2],
  ])('%s goes first', (_, hosts, first) => {
    const made = planOf({ hosts }, budget(1));
    const drained = Object.entries(outcomes(made)).filter(([, outcome]) => outcome === 'drain host-idle');
    expect(drained.map(([number]) => number)).toEqual([`${first}`]);
  });

  it('one that the balance of the zones kept has another turn when a host of another zone has gone', () => {
    const hosts = [idle({ zone: 'a', hourlyCost: 9 }), idle({ zone: 'b', hourlyCost: 1 }), { ...busy, zone: 'b' }];
    expect(outcomes(planOf({ hosts }, budget(2)))).toMatchObject({ 1: 'drain host-idle', 2: 'drain host-idle' });
    expect(outcomes(planOf({ hosts }, budget(1)))).toMatchObject({
      1: 'keep disruption-budget',
      2: 'drain host-idle',
    });
  });

  it('none goes while room is wanted and others are given back for it', () => {
    const hosts = [{ drainedFor: 5 }, idle(), busy];
    expect(outcomes(planOf({ hosts }, theSettings({ headroomCpuPercent: 300 })))).toMatchObject({
      1: 'give-back headroom-gone',
      2: 'keep cooldown',
    });
  });
});

describe('a host of ours', () => {
  it('that is given back holds up the next until it is back', () => {
    const tags = { 'ecs-ops:keep': 'true' };
    expect(outcomes(planOf({ hosts: [{ drainedFor: 5, tags }, idle(), busy] }, budget(1)))).toMatchObject({
      1: 'give-back kept-by-owner',
      2: 'keep host-returning',
    });
    expect(outcomes(planOf({ hosts: [{ tags }, idle(), busy] }, budget(1)))).toMatchObject({
      1: 'keep kept-by-owner',
      2: 'drain host-idle',
    });
  });

  it('that is on its way out holds up the next', () => {
    const hosts = [{ drainedFor: 5, tasks: ['web'] }, idle(), busy, busy];
    expect(outcomes(planOf({ hosts }, budget(2)))).toMatchObject({ 2: 'keep drain-in-progress' });
  });

  it('that is ACTIVE again holds up none, whatever mark is left', () => {
    const hosts = [{ ...busy, attributes: { [DRAINED_AT]: minutesAgo(5) } }, idle(), busy];
    expect(outcomes(planOf({ hosts }, budget(2)))).toMatchObject({ 2: 'drain host-idle' });
  });
});

it.each<[HostSpec, string]>([
  [{ tasks: ['web', 'web', 'web', 'web', 'web'] }, '62 %'],
  [{ tasks: ['web'], resources: { registeredMemory: 0, remainingMemory: 0 } }, '100 %'],
])('a host that stays because it is used says how much, in whole percent: %o', (host, detail) => {
  expect(planOf({ hosts: [host] }).verdicts).toMatchObject([{ outcome: 'keep', reason: 'in-use', detail }]);
});

it.each([
  [50, 'drain host-badly-used'],
  [67, 'keep drain-cannot-end'],
])('a service of two tasks that may start none more, and has to keep %i percent of them: %s', (percent, outcome) => {
  const services = {
    app: { minimumHealthyPercent: percent, maximumPercent: 100, service: { desiredCount: 2 } },
  };
  const made = planOf({ hosts: [{ tasks: ['app'] }, { tasks: ['app', 'web', 'web', 'web', 'web'] }], services });
  expect(outcomes(made)[1]).toBe(outcome);
});

it('a service that follows the hosts holds up no drain, though it may start no more than it has', () => {
  const services = { agent: { maximumPercent: 100, service: { schedulingStrategy: 'DAEMON' } } };
  const hosts: HostSpec[] = [{ tasks: ['web', 'agent'] }, { tasks: ['web', 'web', 'web', 'web', 'agent'] }];
  expect(outcomes(planOf({ hosts, services }))[1]).toBe('drain host-badly-used');
});
