import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { anAccount } from '../account.ts';
import type { Amendment } from '../amendments.ts';
import { befall, throttled } from '../faults.ts';
import { permissionsOf } from '../role-permissions.ts';
import { play } from '../timeline.ts';
import { type Cause, CLUSTER } from './cause.ts';

const at = (time: string): string => `2026-01-05 ${time}:00.000`;

async function deadLetters(): Promise<Cause> {
  const account = await anAccount({ clusters: [CLUSTER] });
  await play(account, {
    '9:05': () => {
      account.send('not JSON');
      befall(account, throttled, ({ service }) => service === 'ecs');
    },
    '9:40': () => undefined,
  });
  const rows = [
    {
      service: 'host-sync',
      message: 'parked',
      reason: 'malformed-json',
      lastDetail: expect.stringContaining('not JSON'),
    },
    { service: 'host-sync', message: 'comes back', reason: 'throttled' },
  ];
  // A confirming look comes back as well, and nothing is wrong with it.
  return { account, shown: [rows], notShown: [{ reason: 'confirming-look' }] };
}

async function messagesLate(): Promise<Cause> {
  const account = await anAccount({ functions: ['ScaleIn', 'HostSync'], clusters: [CLUSTER] });
  const scaleIn = account.of('ScaleIn');
  await play(account, {
    '9:10': () => {
      scaleIn.awake = false;
    },
    '9:30': () => {
      scaleIn.awake = true;
    },
    '9:33': () => undefined,
  });
  const rows = [
    { service: 'scale-in', time: at('09:05') },
    { service: 'host-sync', time: at('09:15') },
    // The oldest has waited for those twenty minutes.
    { service: 'scale-in', time: at('09:30'), oldestSeconds: expect.stringMatching(/^120\d/) },
  ];
  return { account, shown: [rows], notShown: [{ service: 'scale-in', time: at('09:15') }] };
}

const ofHostSync = expect.stringMatching(/host-sync$/);

async function errors(): Promise<Cause> {
  const account = await anAccount({ clusters: [CLUSTER] });
  await play(account, {
    '9:05': () => account.of('HostSync').deployWith({ HOST_SYNC_DRY_RUN: 'perhaps' }),
    '9:20': () => undefined,
  });
  const row = { '@log': ofHostSync, '@message': expect.stringMatching(/HOST_SYNC_DRY_RUN is .*perhaps/) };
  return { account, shown: [[row]] };
}

/** A version of it does not end. */
async function timeOuts(): Promise<Cause> {
  // No bundle, which is what the simulator's own thread takes.
  const account = await anAccount({ clusters: [CLUSTER], lambda: { inProcess: false } });
  const { lambda } = account.simulation;
  const modulePath = path.join(mkdtempSync(path.join(tmpdir(), 'endless-')), 'index.mjs');
  writeFileSync(modulePath, 'export const handler = () => new Promise(() => setInterval(() => undefined, 1_000));');
  await play(account, {
    '9:05': () => lambda.createFunction({ ...account.of('HostSync').definition, modulePath }),
    '9:20': () => undefined,
  });
  return { account, shown: [[{ '@log': ofHostSync, seconds: '60', '@requestId': expect.any(String) }]] };
}

async function refusedRuns(): Promise<Cause> {
  const account = await anAccount({ functions: ['ScaleIn', 'HostSync'], clusters: [CLUSTER] });
  const { lambda } = account.simulation;
  await play(account, {
    '9:10': () => lambda.createFunction({ ...account.of('ScaleIn').definition, reservedConcurrency: 0 }),
    '9:33': () => undefined,
  });
  const log = expect.stringMatching(/scale-in$/);
  const rows = [
    { '@log': log, time: at('09:05') },
    { '@log': ofHostSync, time: at('09:30') },
  ];
  return { account, shown: [rows], notShown: [{ '@log': log, time: at('09:30') }] };
}

const without =
  (roleId: string, action: string): Amendment =>
  (template) =>
    permissionsOf(template, roleId)
      .filter((permission) => permission.action === action)
      .reduce((amended, { remove }) => remove(amended), template);

/** host-sync may not set counts. */
export async function accessDenied(): Promise<Cause> {
  const account = await anAccount({ clusters: [CLUSTER], amend: [without('HostSyncRole', 'ecs:UpdateService')] });
  await play(account, { '9:10': () => undefined });
  return { account, shown: [[{ service: 'host-sync', call: 'ecs:UpdateService', time: at('09:00') }]] };
}

async function unexpectedErrors(): Promise<Cause> {
  const account = await anAccount({ clusters: [CLUSTER] });
  const garbled = { kind: 'amend', amend: () => ({ clusters: [null], failures: [] }) } as const;
  befall(account, garbled, ({ operation }) => operation === 'DescribeClusters');
  await play(account, { '9:10': () => undefined });
  return { account, shown: [[{ service: 'host-sync', what: expect.stringContaining('null') }]] };
}

async function apiThrottles(): Promise<Cause> {
  const account = await anAccount({ clusters: [CLUSTER] });
  befall(account, throttled, ({ service }) => service === 'ecs');
  await play(account, { '9:20': () => undefined });
  return {
    account,
    shown: [[{ service: 'host-sync', time: at('09:15'), throttled: expect.stringMatching(/^[1-9]/) }]],
  };
}

async function drift(): Promise<Cause> {
  const account = await anAccount({ clusters: [CLUSTER] });
  const set = (): void =>
    account.simulation.ecs.updateService({ cluster: CLUSTER.name, service: 'agent', desiredCount: 7 });
  await play(account, { '9:10': set, '9:25': set, '9:40': set, '10:00': () => undefined });
  const times = ['09:10:05', '09:25:05', '09:40:05'];
  const row = { cluster: CLUSTER.name, serviceName: 'agent', from: '7', to: '3', outcome: 'done' };
  return { account, shown: [times.map((time) => ({ ...row, '@timestamp': expect.stringContaining(time) }))] };
}

/** Causes of the alarms that are about functions, by heading. */
export const CAUSES_OF_RUNS: Readonly<Record<string, () => Promise<Cause>>> = {
  'dead-letters': deadLetters,
  'messages-late': messagesLate,
  errors,
  'time-outs': timeOuts,
  throttled: refusedRuns,
  'access-denied': accessDenied,
  'unexpected-errors': unexpectedErrors,
  'api-throttles': apiThrottles,
  'host-sync-drift': drift,
};
