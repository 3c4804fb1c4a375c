import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ControllerPlan } from '../../../cli/plan/make-plan.ts';
import { drains } from '../../../simulator/scenarios/drains.ts';
import { Simulation } from '../../../simulator/simulation.ts';
import { FORTY_HOSTS, snapshotText } from '../../builders/snapshot-file.ts';
import { ownFolder } from '../ecs-ops/own-folder.ts';
import { ecsOps } from '../ecs-ops/run-here.ts';

const files = ownFolder('plan');
const written = (name: string, content: string): string => files.write(name, content);
let shop = '';

beforeAll(() => {
  shop = written('shop.json', snapshotText());
});

describe('ecs-ops plan', () => {
  it('ends with 1 where something would be done, and with 0 where nothing would', async () => {
    const found = await ecsOps('plan', shop);
    expect(found.code).toBe(1);
    expect(found.printed).toContain('4 actions would be taken.');
    const none = await ecsOps('plan', shop, '--set', 'hostOnboardClusters=another', '--json');
    expect(none.code).toBe(0);
    expect((JSON.parse(none.printed) as ControllerPlan).hosts).toHaveLength(4);
  });

  it('counts hosts of which the same is said where they are many, and names them where they are few', async () => {
    const { printed } = await ecsOps('plan', written('many.json', snapshotText({ hosts: FORTY_HOSTS, services: [] })));
    expect(printed).toMatch(/40 hosts +shop +ACTIVE +host-onboard +label-hosts/);
    expect(printed.match(/i-\w{17}/g)).toBeNull();
    const few = await ecsOps('plan', shop);
    expect(few.printed.match(/i-\w{17}/g)).toHaveLength(4);
  });

  it('takes a picture of a cluster by calls that read alone', async () => {
    const account = await Simulation.start({ seed: 1 });
    onTestFinished(() => account.close());
    drains.set(account);
    await account.runFor(3 * 60_000);
    const called = account.calls.count();
    const environment = { AWS_ENDPOINT_URL: account.endpointUrl, AWS_REGION: 'eu-west-1' };
    for (const [name, value] of Object.entries({
      ...environment,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    }))
      vi.stubEnv(name, value);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { code, printed } = await ecsOps('plan', '--cluster', 'shop', '--json');
    expect(code).toBeLessThan(2);
    expect((JSON.parse(printed) as ControllerPlan).hosts).toHaveLength(6);
    const made = account.calls.all().slice(called);
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ operation }) => !/^(Describe|List|Get)/.test(operation))).toEqual([]);
  });

  it.each([[[]], [['shop.json', '--cluster', 'shop']]])('%j is refused', async (args) => {
    const { code, said } = await ecsOps('plan', ...args);
    expect(code).toBe(2);
    expect(said).toContain('Name a file or clusters, one of the two');
  });
});
