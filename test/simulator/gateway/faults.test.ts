import { ECSClient, ListContainerInstancesCommand } from '@aws-sdk/client-ecs';
import { afterEach, describe, expect, it } from 'vitest';
import { Simulation } from '../../../simulator/simulation.ts';
import { OWNER } from '../../scenarios/operations/operator.ts';

const CLUSTER = 'shop';
let simulation: Simulation;
afterEach(() => simulation.close());

/** A cluster of so many hosts, and a client that asks for them. */
async function aCluster(hosts: number): Promise<{ readonly list: () => Promise<{ count: number; more: boolean }> }> {
  simulation = await Simulation.start();
  simulation.ecs.createCluster({ clusterName: CLUSTER });
  for (let host = 0; host < hosts; host += 1) join(host);
  const client = new ECSClient({ endpoint: simulation.endpointUrl, region: 'eu-west-1', credentials: OWNER });
  return {
    list: async () => {
      const answer = await client.send(new ListContainerInstancesCommand({ cluster: CLUSTER }));
      return { count: answer.containerInstanceArns?.length ?? 0, more: answer.nextToken !== undefined };
    },
  };
}

function join(host: number): void {
  simulation.ecs.registerHost({
    cluster: CLUSTER,
    ec2InstanceId: `i-${host}`,
    availabilityZone: 'eu-west-1a',
    cpu: 1_024,
    memory: 1_024,
  });
}

describe('a stale read', () => {
  const stale = () => simulation.faults.inject(() => ({ kind: 'stale', maximumAge: 5_000 }));

  it('is answered as it was, until that is too long ago', async () => {
    const { list } = await aCluster(2);
    simulation.faults.keepAnswers(5_000);
    await list();
    join(2);
    const over = stale();
    await simulation.runFor(4_000);
    expect(await list()).toMatchObject({ count: 2 });
    over();
    await simulation.runFor(2_000);
    stale();
    expect(await list()).toMatchObject({ count: 3 });
  });

  it('is answered as it is when nobody asked before', async () => {
    const { list } = await aCluster(2);
    simulation.faults.keepAnswers(5_000);
    stale();
    expect(await list()).toMatchObject({ count: 2 });
  });
});

describe('another request in place of one', () => {
  it('gives smaller pages than were asked for', async () => {
    const { list } = await aCluster(3);
    simulation.faults.inject(() => ({
      kind: 'rewrite',
      rewrite: (input) => ({ ...(input as object), maxResults: 2 }),
    }));
    expect(await list()).toEqual({ count: 2, more: true });
  });
});
