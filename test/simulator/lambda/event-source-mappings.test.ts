import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Simulation } from '../../../simulator/simulation.ts';

const OWNER = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const NAME = 'ecs-ops-dev-spot-drain';

let simulation: Simulation;
const clients: LambdaClient[] = [];

/** A client with the keys of the account's owner, or of a role. */
function clientOf(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } = OWNER) {
  const client = new LambdaClient({
    endpoint: simulation.endpointUrl,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
}

beforeEach(async () => {
  simulation = await Simulation.start();
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await simulation.close();
});

/** The mapping of a function as the API shows it. */
async function shown(FunctionName = NAME) {
  const { EventSourceMappings = [] } = await clientOf().send(new ListEventSourceMappingsCommand({ FunctionName }));
  return EventSourceMappings;
}

async function uuid(): Promise<string> {
  const [mapping] = await shown();
  return mapping?.UUID ?? '';
}

describe('a mapping that is disabled', () => {
  it('polls on for a while, then no more until it is enabled', async () => {
    const mapping = simulation.mappings.get(NAME);
    const UUID = await uuid();
    const { State } = await clientOf().send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    expect([State, mapping?.enabled]).toEqual(['Disabling', true]);

    await simulation.runFor(60_000);
    expect(mapping?.enabled).toBe(false);
    const { State: later } = await clientOf().send(new GetEventSourceMappingCommand({ UUID }));
    expect(later).toBe('Disabled');

    const { State: again } = await clientOf().send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    expect([again, mapping?.enabled]).toEqual(['Enabling', false]);
    await simulation.runFor(60_000);
    expect([(await shown())[0]?.State, mapping?.enabled]).toEqual(['Enabled', true]);
  });

  it('takes no other change until it is done', async () => {
    const UUID = await uuid();
    await clientOf().send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    const enable = clientOf().send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await expect(enable).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });
});

describe('the API', () => {
  it('asks the policies of a role, by the ARN of the mapping and of its function', async () => {
    const UUID = await uuid();
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const { account } = simulation.world;
    const FunctionArn = `arn:aws:lambda:${account.region}:${account.id}:function:${NAME}`;
    const document = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'lambda:UpdateEventSourceMapping',
          Resource: `arn:aws:lambda:${account.region}:${account.id}:event-source-mapping:*`,
          Condition: { ArnEquals: { 'lambda:FunctionArn': FunctionArn } },
        },
      ],
    };
    simulation.iam.createRole({ name: 'operator', trust, inlinePolicies: [{ name: 'switch', document }] });
    const operator = clientOf(simulation.iam.credentialsFor('operator', 'a person'));
    const switchOff = (id: string) => operator.send(new UpdateEventSourceMappingCommand({ UUID: id, Enabled: false }));
    await expect(switchOff(UUID)).resolves.toMatchObject({ State: 'Disabling' });
    const [other] = await shown('ecs-ops-dev-scale-in');
    const denied = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } };
    await expect(switchOff(other?.UUID ?? '')).rejects.toMatchObject(denied);
    await expect(operator.send(new ListEventSourceMappingsCommand({}))).rejects.toMatchObject(denied);
  });

  it('says what it does not have, by the name of the operation', async () => {
    const error = await clientOf()
      .send(new ListFunctionsCommand({}))
      .catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    expect(String(error)).toContain('lambda:ListFunctions');
  });
});

describe('a stack that is deleted', () => {
  it('leaves nothing behind that wakes a function, and what runs is allowed nothing', async () => {
    simulation.ecs.createCluster({ clusterName: 'shop' });
    await simulation.runUntil(() => simulation.lambda.running > 0, 3_600_000);
    const { length } = simulation.lambda.invocations;
    simulation.removeStack();
    await simulation.runFor(3_600_000);
    expect(simulation.lambda.invocations.length - length).toBeLessThanOrEqual(1);
    expect(simulation.eventBridge.rules()).toEqual([]);
    expect(simulation.sqs.queues()).toEqual([]);
    expect(simulation.sns.topics()).toEqual([]);
    expect(simulation.iam.roles()).toEqual([]);
    expect(simulation.lambda.definition(NAME)).toBeUndefined();
    await expect(shown()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
