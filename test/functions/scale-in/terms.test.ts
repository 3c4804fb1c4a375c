import { describe, expect, it } from 'vitest';
import { budgetNow, hostsAllowed, readBudget } from '../../../functions/scale-in/budget.ts';
import { type ClusterTerms, clusterTermsOf, type GroupTerms, groupTermsOf } from '../../../functions/scale-in/terms.ts';
import { NOW, theSettings } from '../../builders/scale-in-settings.ts';

const window = (name: string, hosts: number) => ({
  name,
  budget: { kind: 'hosts', hosts } as const,
  isOpen: () => true,
});
const settings = theSettings({ windows: [window('freeze', 0), window('night', 30)] });
const ofCluster = (name: string, value: string) =>
  clusterTermsOf('cluster', { [`ecs-ops:${name}`]: value }, settings.clusterTerms);
const ofGroup = (name: string, value: string, fallback: Partial<GroupTerms> = {}) =>
  groupTermsOf('group', { [`ecs-ops:${name}`]: value }, { ...settings.groupTerms, ...fallback });

describe('a tag on a cluster', () => {
  it.each<[string, string, Partial<ClusterTerms>]>([
    ['scale-in-headroom-cpu', '35', { headroomCpuPercent: 35 }],
    ['scale-in-headroom-memory', '0', { headroomMemoryPercent: 0 }],
    ['scale-in-headroom-copies', '4', { headroomCopies: 4 }],
    ['scale-in-budget', '25%', { budget: { kind: 'percent', percent: 25 } }],
    ['scale-in-budget', '25 percent', { budget: { kind: 'percent', percent: 25 } }],
    ['scale-in-budget', '7', { budget: { kind: 'hosts', hosts: 7 } }],
    ['scale-in-windows', 'none', { windows: [] }],
    ['scale-in-cooldown-minutes', '60', { cooldownMinutes: 60 }],
    ['scale-in-disconnected-minutes', '90', { disconnectedMinutes: 90 }],
  ])('%s=%s beats the settings', (name, value, terms) => {
    expect(ofCluster(name, value)).toEqual({ terms: { ...settings.clusterTerms, ...terms }, warnings: [] });
  });

  it('names windows of the settings', () => {
    expect(ofCluster('scale-in-windows', 'night').terms.windows.map(({ name }) => name)).toEqual(['night']);
    expect(ofCluster('scale-in-windows', 'night freeze').terms.windows).toHaveLength(2);
  });

  it.each<[string, string, Partial<ClusterTerms>]>([
    ['scale-in-headroom-cpu', '35%', { headroomCpuPercent: Infinity }],
    ['scale-in-headroom-memory', '-1', { headroomMemoryPercent: Infinity }],
    ['scale-in-headroom-copies', '1.5', { headroomCopies: Infinity }],
    ['scale-in-budget', '101%', { budget: { kind: 'hosts', hosts: 0 } }],
    ['scale-in-budget', '', { budget: { kind: 'hosts', hosts: 0 } }],
    ['scale-in-cooldown-minutes', '0', { cooldownMinutes: Infinity }],
    ['scale-in-disconnected-minutes', 'x', {}],
  ])('%s=%s makes no sense, and nothing is removed', (name, value, terms) => {
    const made = ofCluster(name, value);
    expect(made.terms).toEqual({ ...settings.clusterTerms, ...terms });
    expect(made.warnings).toMatchObject([{ subject: 'cluster', reason: 'invalid-scale-in-tag' }]);
  });

  it.each(['', 'day', 'night day'])('scale-in-windows=%s is wrong, and closes the budget', (value) => {
    const { terms, warnings } = ofCluster('scale-in-windows', value);
    expect(budgetNow(terms.budget, terms.windows, 100, NOW)).toBe(0);
    expect(warnings).toHaveLength(1);
  });
});

describe('a tag on a group', () => {
  it.each<[string, string, Partial<GroupTerms>]>([
    ['scale-in', 'true', { optIn: 'in' }],
    ['scale-in', 'false', { optIn: 'out' }],
    ['scale-in-paused', 'true', { pausedUntil: Infinity }],
    ['scale-in-paused', 'false', { pausedUntil: 0 }],
    ['scale-in-paused', '2031-05-04T12:00:00Z', { pausedUntil: NOW }],
    ['scale-in-paused', '2031-05-04T12:00:00.000Z', { pausedUntil: NOW }],
    ['scale-in-paused', '2031-05-04T14:00:00.123456+02:00', { pausedUntil: NOW + 123 }],
    ['scale-in-paused', '2031-05-04T12:00Z', { pausedUntil: NOW }],
    ['scale-in-consolidation', 'false', { consolidates: false }],
    ['scale-in-threshold', '30', { thresholdPercent: 30 }],
    ['scale-in-idle-minutes', '20', { idleMinutes: 20 }],
    ['scale-in-minimum-age-minutes', '0', { minimumAgeMinutes: 0 }],
    ['scale-in-minimum-per-zone', '2', { minimumPerZone: 2 }],
    ['scale-in-drain-minutes', '5', { drainMinutes: 5 }],
    ['scale-in-unjoined-minutes', '5', { unjoinedMinutes: 5 }],
    ['scale-in-replace-disconnected', 'true', { replacesDisconnected: true }],
    ['scale-in-replace-unjoined', 'true', { replacesUnjoined: true }],
    ['scale-in-clear-protection', 'true', { clearsProtection: true }],
  ])('%s=%s beats what holds without it', (name, value, terms) => {
    expect(ofGroup(name, value)).toEqual({ terms: { ...settings.groupTerms, ...terms }, warnings: [] });
  });

  it.each<[string, Partial<GroupTerms>]>([
    ['scale-in', { optIn: 'out' }],
    ['scale-in-paused', { pausedUntil: Infinity }],
    ['scale-in-consolidation', { consolidates: false }],
    ['scale-in-threshold', { thresholdPercent: 0 }],
    ['scale-in-idle-minutes', { idleMinutes: Infinity }],
    ['scale-in-minimum-age-minutes', { minimumAgeMinutes: Infinity }],
    ['scale-in-minimum-per-zone', { minimumPerZone: Infinity }],
    ['scale-in-drain-minutes', {}],
    ['scale-in-unjoined-minutes', { unjoinedMinutes: Infinity }],
    ['scale-in-replace-disconnected', { replacesDisconnected: false }],
    ['scale-in-replace-unjoined', { replacesUnjoined: false }],
    ['scale-in-clear-protection', { clearsProtection: false }],
  ])('%s=maybe makes no sense, and switches off what it governs', (name, terms) => {
    const on = { replacesDisconnected: true, replacesUnjoined: true, clearsProtection: true };
    const made = ofGroup(name, 'maybe', on);
    expect(made.terms).toEqual({ ...settings.groupTerms, ...on, ...terms });
    expect(made.warnings).toHaveLength(1);
  });

  it('does not opt in what the cluster opts out, nor end its pause', () => {
    expect(ofGroup('scale-in', 'true', { optIn: 'out' }).terms.optIn).toBe('out');
    expect(ofGroup('scale-in-paused', 'false', { pausedUntil: NOW }).terms.pausedUntil).toBe(NOW);
  });
});

describe('a budget', () => {
  it.each([
    ['10%', 9, 1],
    ['10%', 29, 2],
    ['100%', 29, 29],
    ['0%', 1000, 0],
    ['0', 1000, 0],
    ['3', 1000, 3],
  ])('of %s allows of %d hosts %d', (text, hosts, allowed) => {
    const budget = readBudget(text);
    expect(budget && hostsAllowed(budget, hosts)).toBe(allowed);
  });

  it('is that of the strictest open window, or else the usual one', () => {
    const closed = { ...window('freeze', 0), isOpen: () => false };
    const usual = { kind: 'hosts', hosts: 5 } as const;
    expect(budgetNow(usual, [closed], 100, NOW)).toBe(5);
    expect(budgetNow(usual, [closed, window('night', 30)], 100, NOW)).toBe(30);
    expect(budgetNow(usual, [window('freeze', 0), window('night', 30)], 100, NOW)).toBe(0);
  });
});
