import { describe, expect, it, vi } from 'vitest';
import type { Template } from '../../simulator/deploy/template.ts';
import { type AccountLayout, anAccount, type ScenarioAccount } from './account.ts';
import { play } from './timeline.ts';

const LAYOUT: AccountLayout = {
  functions: ['HostSync', 'SpotDrain', 'TerminationGate', 'ScaleIn', 'HostOnboard'],
  clusters: [{ name: 'shop', hosts: 3, services: [{ name: 'agent' }] }],
};
const TRACED: AccountLayout = { ...LAYOUT, parameters: { Tracing: 'true' } };
const ROLES = ['HostSyncRole', 'SpotDrainRole', 'TerminationGateRole', 'ScaleInRole', 'HostOnboardRole'];
const XRAY_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** Documents of a function once as many calls are among them as it made. */
async function traceOf(account: ScenarioAccount) {
  const { name } = account.of('HostSync');
  const of = () => account.simulation.xray.documents.filter(({ functionName }) => functionName === name);
  const requests = account.of('HostSync').callLog().length;
  await vi.waitFor(() => {
    expect(of().filter(({ document }) => document['namespace'] === 'aws')).toHaveLength(requests);
  });
  return of().map(({ document }) => document);
}

function mayTrace({ simulation }: ScenarioAccount): readonly boolean[] {
  return ROLES.flatMap((role) =>
    XRAY_ACTIONS.map((action) => {
      const roleName = simulation.stack.resources[role]?.ref ?? '';
      return simulation.iam.evaluate(roleName, [{ action, resource: '*' }]).allowed;
    }),
  );
}

describe('with tracing', () => {
  it('each call of a run is in its phase, each phase in the segment that Lambda made, and the run acts as ever', async () => {
    const account = await anAccount(TRACED);
    await play(account, { '9:01': () => expect(account.cluster('shop').desired).toEqual({ agent: 3 }) });
    const documents = await traceOf(account);
    const phases = new Map(
      documents.filter(({ namespace }) => namespace === undefined).map((each) => [each['id'], each]),
    );
    const calls = documents.filter(({ namespace }) => namespace === 'aws');
    const placed = calls.map((call) => {
      const { operation } = call['aws'] as { readonly operation: string };
      return `${phases.get(call['parent_id'])?.['name']}: ${call['name']} ${operation}`;
    });
    expect(new Set(placed)).toEqual(
      new Set([
        'observe: ResourceGroupsTaggingAPI GetResources',
        'observe: ECS DescribeClusters',
        'observe: ECS DescribeServices',
        'observe: ECS ListContainerInstances',
        'apply: ECS UpdateService',
        'settle: SQS ChangeMessageVisibility',
      ]),
    );
    const runs = account.invocations();
    expect([...phases.values()].filter(({ name }) => name === 'settle')).toHaveLength(runs);
    expect(new Set([...phases.values()].map((phase) => phase['parent_id'])).size).toBe(runs);
    for (const call of calls) expect(call).toMatchObject({ trace_id: phases.get(call['parent_id'])?.['trace_id'] });
    for (const { annotations } of documents) expect(annotations).toMatchObject({ function: 'host-sync' });
    expect(account.simulation.xray.malformed).toEqual([]);
  });

  it('what a run still sends while the stack is deleted is refused', async () => {
    const account = await anAccount(TRACED);
    const { simulation } = account;
    expect(await simulation.runUntil(() => account.of('HostSync').callLog().length > 0, 60_000)).toBe(true);
    simulation.removeStack();
    await simulation.runFor(60_000);
    await vi.waitFor(() => expect(simulation.xray.refused).toBeGreaterThan(0));
  });

  it('every role may send traces', async () => {
    expect(mayTrace(await anAccount(TRACED))).toEqual(Array(2 * ROLES.length).fill(true));
  });

  it('runs take as long and end the same where the roles may not send: nothing arrives', async () => {
    const whole = await anAccount(TRACED);
    const account = await anAccount({ ...TRACED, amend: [withoutTracingPolicy] });
    const plain = await anAccount(LAYOUT);
    for (const each of [whole, account, plain]) {
      await play(each, { '9:01': () => expect(each.cluster('shop').desired).toEqual({ agent: 3 }) });
    }
    await vi.waitFor(() => expect(account.simulation.xray.refused).toBeGreaterThan(0));
    expect(account.simulation.xray.documents).toEqual([]);
    const durations = ({ simulation }: ScenarioAccount) =>
      simulation.lambda.invocations.map(({ end, start }) => end - start);
    expect(durations(account)).toEqual(durations(plain));
    expect(durations(whole)).toEqual(durations(plain));
    expect(whole.calls()).toEqual(plain.calls());
  });
});

describe('without tracing, as the settings have it,', () => {
  it('no role may send traces, and nothing is sent', async () => {
    const account = await anAccount(LAYOUT);
    await play(account, { '9:01': () => expect(account.invocations()).toBeGreaterThan(0) });
    const { documents, refused, malformed } = account.simulation.xray;
    expect({ documents, refused, malformed }).toEqual({ documents: [], refused: 0, malformed: [] });
    expect(mayTrace(account)).toEqual(Array(2 * ROLES.length).fill(false));
  });
});

function withoutTracingPolicy(template: Template): Template {
  const { TracingPolicy: _, ...Resources } = template.Resources;
  return { ...template, Resources };
}
