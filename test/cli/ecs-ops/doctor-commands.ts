import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import { expect } from 'vitest';

const CLIENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { autoscaling: autoScaling, ec2, ecs };

/** Members of an operation's input, from the SDK's own schema; undefined for an operation that there is not. */
function membersOf(service: string, operation: string): readonly string[] | undefined {
  const name = operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const schema = CLIENTS[service]?.[`${name}$`];
  if (!Array.isArray(schema)) return undefined;
  const input: unknown = typeof schema[4] === 'function' ? schema[4]() : schema[4];
  return Array.isArray(input) ? input[4] : [];
}

/** Takes down its words, and answers a question with ids, as the AWS CLI prints them. */
const AWS = String.raw`#!/bin/sh
{ printf '%s\037' "$@"; echo; } >> "$CALLS"
case $2 in describe-* | list-*) printf 'i-1\ti-2\ni-3\n' ;; esac
`;

/** The words of a command, as a shell hands them to `aws`; what is done to each of some hosts is there once for each. */
export function callsOf(command: string): readonly (readonly string[])[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'aws-'));
  const calls = path.join(folder, 'calls');
  try {
    writeFileSync(calls, '');
    writeFileSync(path.join(folder, 'aws'), AWS, { mode: 0o755 });
    const { status, stderr } = spawnSync('sh', ['-uc', command], {
      encoding: 'utf8',
      env: {
        PATH: `${folder}:/usr/bin:/bin`,
        CALLS: calls,
        TERMINATION_GATE_TOPIC_ARN: 'topic',
        TERMINATION_GATE_HOOK_ROLE_ARN: 'role',
      },
    });
    expect([status, stderr]).toEqual([0, '']);
    const lines = readFileSync(calls, 'utf8').trimEnd().split('\n');
    return lines.map((line) => line.split('\u001F').slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Options of the AWS CLI itself. Source: AWS CLI reference, global options. */
const GLOBAL = new Set(['query', 'output']);

/** What of a command AWS does not know. */
export function unknownIn([service = '', operation = '', ...options]: readonly string[]): readonly string[] {
  const members = membersOf(service, operation)?.map((name) => name.toLowerCase());
  if (members === undefined) return [`${service} ${operation}`];
  const names = options.filter((each) => each.startsWith('--')).map((each) => each.slice(2).replace(/^no-/, ''));
  return names.filter((name) => !GLOBAL.has(name) && !members.includes(name.replaceAll('-', '')));
}
