import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../../..');

function ecsOps(args: string, environment: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const command = `"${process.execPath}" cli/ecs-ops.js ${args}`;
  const { status, stdout, stderr } = spawnSync(command, { shell: true, cwd: ROOT, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('ecs-ops', () => {
  it('explains itself, with commands, examples and exit codes, plainly where it is no terminal', () => {
    const { status, stdout } = ecsOps('--help');
    expect(status).toBe(0);
    for (const part of ['Commands:', 'snapshot', 'rehearse', 'plan', 'Examples:', 'Exit codes:'])
      expect(stdout).toContain(part);
    expect(stdout).not.toContain('\u001B');
  });

  it('without a command shows the help as an error', () => {
    expect(ecsOps('')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Usage: ecs-ops') });
  });

  it.each([
    ['snapshit', "unknown command 'snapshit'\n(Did you mean snapshot?)"],
    ['snapshot --clustre shop', "unknown option '--clustre'\n(Did you mean --cluster?)"],
    ['snapshot shop', 'too many arguments'],
    ['snapshot --output', 'argument missing'],
  ])('%s is a wrong command line', (args, said) => {
    const { status, stdout, stderr } = ecsOps(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
    expect(stderr).toContain('--help explains');
  });

  it.each([
    [
      'no endpoint',
      { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      'The endpoint does not answer',
    ],
    ['no Region', {}, 'Region is missing'],
  ])('with %s fails, and says what to do', (_, environment, said) => {
    const credentials = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', HOME: '/nonexistent' };
    const { status, stderr } = ecsOps('snapshot', { ...credentials, ...environment });
    expect(status).toBe(3);
    expect(stderr).toContain(said);
  });

  it('ends well when its reader has enough', () => {
    const { stdout, stderr } = ecsOps('snapshot --help | head -1');
    expect([stdout, stderr]).toEqual(['Usage: ecs-ops snapshot [options]\n', '']);
  });
});
