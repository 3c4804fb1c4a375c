import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TitledFinding } from '../../../cli/doctor/checks.ts';
import { run } from '../../../cli/ecs-ops/program.ts';
import { Simulation } from '../../../simulator/simulation.ts';
import { type File, fileWith } from './doctor-file.ts';

const POLICY = JSON.parse(readFileSync(new URL('../../../docs/snapshot-policy.json', import.meta.url), 'utf8'));

/** Runs `ecs-ops`, and takes down what it prints. */
async function ecsOps(...args: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    const spy = vi.spyOn(process[name], 'write').mockImplementation((text, ...rest) => {
      said[name] += text;
      for (const callback of rest) if (typeof callback === 'function') callback();
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return { code: await run(args), ...said };
}

async function temporary(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, name);
}

async function written(change?: (file: File) => unknown): Promise<string> {
  const file = await temporary('shop.json');
  await writeFile(file, JSON.stringify(fileWith(change)));
  return file;
}

describe('ecs-ops doctor FILE', () => {
  it('has nothing to say of a healthy file', async () => {
    expect(await ecsOps('doctor', await written())).toEqual({ code: 0, stdout: '✓ Nothing found.\n', stderr: '' });
  });

  it('says what was found, what it means and what mends it, plainly where it is no terminal', async () => {
    const file = await written((each) => Object.assign(each.lifecycleHooks[0], { HeartbeatTimeout: 60 }));
    const { code, stdout } = await ecsOps('doctor', file);
    expect(code).toBe(1);
    expect(stdout).not.toContain('\u001B');
    expect(stdout).toMatch(
      /^Settings of hooks\n {2}warning {2}hook drain of group hosts\n {11}Its heartbeat time-out is 60 s/,
    );
    expect(stdout).toContain(
      '\n           $ aws autoscaling put-lifecycle-hook --auto-scaling-group-name hosts --lifecycle-hook-name drain --heartbeat-timeout 3600\n',
    );
    expect(stdout).toMatch(/\n0 problems, 1 warning, 0 notes\n$/);
  });

  it('leaves out what is less than asked for, and says so', async () => {
    const file = await written((each) => delete each.lifecycleHooks);
    expect(await ecsOps('doctor', '--least', 'warning', file)).toMatchObject({
      code: 0,
      stdout: '✓ Nothing found; 1 of less weight left out (--least note shows them).\n',
    });
  });

  it('as JSON has the same, for a machine', async () => {
    const { code, stdout } = await ecsOps('doctor', await written((each) => delete each.instances), '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { findings: [{ check: 'What the file lacks', severity: 'note', about: 'the list instances' }], leftOut: 0 },
    ]);
  });

  it.each([
    ['neither a file nor clusters', [], 'Name a file'],
    ['both', ['shop.json', '--cluster', 'shop'], 'not both'],
    ['a file that is not there', ['/nonexistent/shop.json'], 'cannot be read'],
    ['a severity that there is not', ['shop.json', '--least', 'error'], 'Allowed choices are problem, warning, note'],
  ])('with %s is a wrong command line', async (_, args, says) => {
    const { code, stdout, stderr } = await ecsOps('doctor', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });
});

/** A cluster with one host in a group without a hook, read by a role without a permission. */
async function accountWithout(action: string): Promise<void> {
  const account = await Simulation.start({ seed: 3 });
  onTestFinished(() => account.close());
  const launchTemplate = { instanceType: 'm7g.large', cluster: 'shop' };
  const { arn } = account.autoScaling.createGroup({ name: 'shop', min: 0, max: 2, desired: 1, launchTemplate });
  const autoScalingGroupProvider = { autoScalingGroupArn: arn, managedDraining: 'DISABLED' } as const;
  account.ecs.createCapacityProvider({ name: 'shop', autoScalingGroupProvider });
  account.ecs.createCluster({ clusterName: 'shop', capacityProviders: ['shop'] });
  await account.runFor(5 * 60_000);
  const Statement = POLICY.Statement.map((statement: { readonly Action: readonly string[] }) => ({
    ...statement,
    Action: statement.Action.filter((each) => each !== action),
  }));
  const Principal = { Service: 'ec2.amazonaws.com' };
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
  account.iam.createRole({
    name: 'reader',
    trust,
    inlinePolicies: [{ name: 'read', document: { ...POLICY, Statement } }],
  });
  const { accessKeyId, secretAccessKey, sessionToken } = account.iam.credentialsFor('reader', 'person');
  vi.stubEnv('AWS_ENDPOINT_URL', account.endpointUrl);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

describe('ecs-ops doctor --cluster', () => {
  it('reads the account, and finds the group without a hook', async () => {
    await accountWithout('nothing');
    const { code, stdout } = await ecsOps('doctor', '--cluster', 'shop', '--least', 'problem', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { findings: [{ check: 'Terminate hooks', about: 'group shop' }] },
    ]);
  });

  it('takes what follows from a refusal for no other refusal', async () => {
    await accountWithout('autoscaling:DescribeAutoScalingGroups');
    const { stdout, stderr } = await ecsOps('doctor', '--cluster', 'shop', '--least', 'warning', '--json');
    const found: TitledFinding[] = JSON.parse(stdout).findings;
    const refused = found.filter(({ check }) => check === 'Permissions');
    expect(refused.map(({ about }) => about)).toEqual(['DescribeAutoScalingGroups']);
    expect(stderr).toContain('warning');
  });

  it('names what it may not read, and does not take it for empty; nor does a file made so', async () => {
    await accountWithout('autoscaling:DescribeLifecycleHooks');
    const live = await ecsOps('doctor', '--cluster', 'shop', '--json');
    const found: TitledFinding[] = JSON.parse(live.stdout).findings;
    expect(found.map(({ check, about }) => [check, about])).toEqual([
      ['Instance metadata', expect.stringContaining('group shop')],
      ['Permissions', 'DescribeLifecycleHooks'],
      ['What the file lacks', 'the list lifecycleHooks'],
    ]);
    const file = await temporary('account.json');
    await ecsOps('snapshot', '--output', file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).not.toHaveProperty('lifecycleHooks');
    const { stdout } = await ecsOps('doctor', file);
    expect(stdout).toContain('the list lifecycleHooks');
    expect(stdout).not.toContain('No terminate hook');
  });
});
