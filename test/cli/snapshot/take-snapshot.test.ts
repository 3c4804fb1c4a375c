import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../../cli/ecs-ops/program.ts';
import { readSnapshot } from '../../../cli/snapshot/read-file.ts';
import { simulationFrom } from '../../../cli/snapshot/simulation-from.ts';
import type { Snapshot } from '../../../cli/snapshot/snapshot.ts';
import { evening } from '../../../simulator/scenarios/evening.ts';
import type { Scenario } from '../../../simulator/scenarios/scenario.ts';
import { shop } from '../../../simulator/scenarios/shop.ts';
import { Simulation } from '../../../simulator/simulation.ts';

const MINUTE = 60_000;
const POLICY = JSON.parse(readFileSync(new URL('../../../docs/snapshot-policy.json', import.meta.url), 'utf8'));
const ROLE = 'reader';
const SEED = 3;

/** An account that a scenario has been played in for five minutes, served as to clients from outside. */
async function played(scenario: Scenario): Promise<Simulation> {
  const simulation = await Simulation.start({ seed: SEED });
  onTestFinished(() => simulation.close());
  scenario.set(simulation);
  await simulation.runFor(5 * MINUTE);
  return simulation;
}

/** Runs `ecs-ops snapshot` against the account. */
async function take(
  { endpointUrl }: Simulation,
  args: readonly string[] = [],
  credentials: Readonly<Record<string, string>> = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'snapshot-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const environment = { AWS_ENDPOINT_URL: endpointUrl, AWS_REGION: 'eu-west-1', ...credentials };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  let said = '';
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  onTestFinished(() => {
    vi.unstubAllEnvs();
    stderr.mockRestore();
  });
  const file = path.join(folder, 'account.json');
  const code = await run(['snapshot', '--output', file, ...args]);
  stderr.mockRestore();
  return { code, said, file };
}

async function loaded(snapshot: Snapshot, start: number): Promise<Simulation> {
  const { simulation, notes } = await simulationFrom(snapshot, { start });
  onTestFinished(() => simulation.close());
  expect(notes).toEqual([]);
  return simulation;
}

describe('a snapshot of a simulated account', () => {
  it('is played on with the same seed without hosts and tasks that take the identifiers of others', async () => {
    const account = await played(shop);
    const { file } = await take(account);
    const { simulation: copy } = await simulationFrom(await readSnapshot(file, expect.unreachable), { seed: SEED });
    onTestFinished(() => copy.close());
    const before = copy.ecs.view('shop');
    copy.autoScaling.setDesiredCapacity('shop-general', 6);
    copy.ecs.updateService({ cluster: 'shop', service: 'web', desiredCount: 12 });
    await copy.runFor(5 * MINUTE);
    const after = copy.ecs.view('shop');
    const hostsOf = ({ hosts }: typeof after) => hosts.map(({ ec2InstanceId }) => ec2InstanceId);
    const tasksOf = ({ tasks }: typeof after) => tasks.map(({ taskArn }) => taskArn);
    expect(hostsOf(after)).toEqual(expect.arrayContaining(hostsOf(before)));
    expect(tasksOf(after)).toEqual(expect.arrayContaining(tasksOf(before)));
    expect(after.hosts).toHaveLength(7);
    expect(after.services.map(({ runningCount, desiredCount }) => runningCount - desiredCount)).toEqual([0, 0, 0]);
  });
});

describe('a snapshot of an evening', () => {
  it('stands as the account stood: hosts, tasks, counts, free resources, groups', async () => {
    const account = await played(evening);
    const { code, file, said } = await take(account, ['--cluster', 'market']);
    expect([code, said]).toEqual([0, `1 cluster, 6 hosts, 3 services, 19 tasks written to ${file}\n`]);
    const copy = await loaded(await readSnapshot(file, expect.unreachable), account.clock.now());
    const [original, restored] = [account.ecs.view('market'), copy.ecs.view('market')];
    expect(restored.hosts).toEqual(original.hosts);
    expect(restored.tasks).toEqual(original.tasks);
    expect(restored.services.map(({ messages: _, ...service }) => service)).toEqual(
      original.services.map(({ messages: _, ...service }) => service),
    );
    for (const { name } of account.autoScaling.views()) {
      const [before, after] = [account.autoScaling.view(name), copy.autoScaling.view(name)];
      const { launchTemplate: _, instances, ...settings } = before;
      expect(after).toMatchObject(settings);
      expect(after.instances.map(({ instanceId, state, zone }) => [instanceId, state, zone])).toEqual(
        instances.map(({ instanceId, state, zone }) => [instanceId, state, zone]),
      );
    }
  });

  it('under pseudonyms has no name of the account, and is drained and scaled in alike', async () => {
    const account = await played(evening);
    const { file } = await take(account);
    const plain = await readSnapshot(file, expect.unreachable);
    const { file: anonymous } = await take(account, ['--anonymise']);
    const text = readFileSync(anonymous, 'utf8');
    const names = [
      'market',
      'storefront',
      'search',
      'host-metrics',
      ...account.ec2.instances().map((i) => i.instanceId),
    ];
    for (const name of names) expect(text.replaceAll(/ecs-ops[\w-]*/g, '')).not.toContain(name);
    const outcomes = [];
    for (const snapshot of [plain, await readSnapshot(anonymous, expect.unreachable)]) {
      const copy = await loaded(snapshot, account.clock.now());
      const cluster = snapshot.clusters[0]?.clusterName ?? '';
      copy.ecs.tagResource(copy.ecs.view(cluster).clusterArn, { 'ecs-ops:scale-in': 'true' });
      for (const { serviceName, desiredCount } of copy.ecs.view(cluster).services)
        if (desiredCount === 12) copy.ecs.updateService({ cluster, service: serviceName, desiredCount: 3 });
      await copy.runFor(45 * MINUTE);
      const { hosts, services } = copy.ecs.view(cluster);
      outcomes.push({
        hosts: hosts.map(({ status, runningTasksCount, freeCpu }) => [status, runningTasksCount, freeCpu]),
        services: services.map(({ desiredCount, runningCount }) => [desiredCount, runningCount]),
      });
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[0]?.hosts.length).toBeLessThan(6);
  });

  it('of a cluster that is not there is not taken', async () => {
    const { code, said } = await take(await played(evening), ['--cluster', 'markt']);
    expect(code).toBe(2);
    expect(said).toContain('No such cluster: arn:aws:ecs:eu-west-1:111122223333:cluster/markt');
  });
});

describe('500 hosts', () => {
  it('are read, checked and loaded, every task in its place', async () => {
    const account = await played({
      name: 'large',
      description: '500 hosts with two tasks each',
      set: ({ ecs, autoScaling }) => {
        ecs.createCluster({ clusterName: 'large' });
        ecs.registerTaskDefinition({ family: 'web', cpu: '512', memory: '512' });
        ecs.createService({ cluster: 'large', serviceName: 'web', taskDefinition: 'web', desiredCount: 1_000 });
        const launchTemplate = { instanceType: 'm7g.large', cluster: 'large' };
        autoScaling.createGroup({ name: 'large', min: 0, max: 600, desired: 500, launchTemplate });
      },
    });
    const { code, file } = await take(account);
    expect(code).toBe(0);
    const copy = await loaded(await readSnapshot(file, expect.unreachable), account.clock.now());
    expect(copy.ecs.view('large').hosts).toEqual(account.ecs.view('large').hosts);
    expect(copy.ecs.view('large').tasks).toHaveLength(1_000);
  });
});

/** An account in which every call of a snapshot has something to read. */
const everything: Scenario = {
  name: 'everything',
  description: 'a host in a group of a capacity provider, with a task',
  set: ({ ecs, autoScaling }) => {
    const launchTemplate = { instanceType: 'm7g.large', cluster: 'shop' };
    const transition = 'autoscaling:EC2_INSTANCE_TERMINATING';
    const hooks = [{ name: 'drain', transition } as const];
    const { arn } = autoScaling.createGroup({ name: 'shop', min: 1, max: 2, launchTemplate, hooks });
    const autoScalingGroupProvider = { autoScalingGroupArn: arn, managedDraining: 'DISABLED' } as const;
    ecs.createCapacityProvider({ name: 'shop', autoScalingGroupProvider });
    ecs.createCluster({ clusterName: 'shop', capacityProviders: ['shop'] });
    ecs.registerTaskDefinition({ family: 'web', cpu: '256', memory: '256' });
    ecs.createService({
      cluster: 'shop',
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 1,
      launchType: 'EC2',
    });
  },
};

/** Takes a snapshot as a role that has the policy of the page, without some of its actions. */
async function takeAsRole(without?: string) {
  const account = await played(everything);
  const statements = POLICY.Statement.map((statement: { readonly Action: readonly string[] }) => ({
    ...statement,
    Action: statement.Action.filter((action) => action !== without),
  }));
  const Principal = { Service: 'ec2.amazonaws.com' };
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
  const document = { ...POLICY, Statement: statements };
  account.iam.createRole({ name: ROLE, trust, inlinePolicies: [{ name: 'snapshot', document }] });
  const { accessKeyId, secretAccessKey, sessionToken } = account.iam.credentialsFor(ROLE, 'person');
  const credentials = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  const taken = await take(account, [], credentials);
  return { ...taken, refused: account.iam.refusals.map(({ action }) => action), used: account.iam.used(ROLE) };
}

describe('docs/snapshot-policy.json', () => {
  const actions: readonly string[] = POLICY.Statement.flatMap(({ Action }: { Action: string[] }) => Action);

  it('is enough, and all of it is used', async () => {
    const { code, refused, used } = await takeAsRole();
    expect([code, refused]).toEqual([0, []]);
    expect([...used].toSorted()).toEqual(actions.toSorted());
  });

  it('names nothing but reading', () => {
    expect(actions.filter((action) => !/:(Describe|List|Get)/.test(action))).toEqual([]);
  });

  it.each(actions)('without %s says what is missing', async (action) => {
    const { code, said, refused } = await takeAsRole(action);
    expect(refused).toContain(action);
    expect([1, 3]).toContain(code);
    expect(said).toContain(action.split(':')[1]);
  });
});
