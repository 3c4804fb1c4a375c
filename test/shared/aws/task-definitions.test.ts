import { DescribeTaskDefinitionCommand, ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { describeTaskNeeds, type TaskNeeds } from '../../../shared/aws/task-definitions.ts';

const api = mockClient(ECSClient);
const ecs = new ECSClient({});
const signal = new AbortController().signal;

beforeEach(() => {
  api.reset();
});

it.each<[string, TaskDefinition, Partial<TaskNeeds>]>([
  [
    'the task says',
    { cpu: '512', memory: '1024', containerDefinitions: [{ cpu: 9, memory: 9 }] },
    { cpu: 512, memory: 1024 },
  ],
  [
    'else the containers say together, reservations before limits',
    { containerDefinitions: [{ cpu: 100, memory: 300, memoryReservation: 200 }, { cpu: 28, memory: 56 }, {}] },
    { cpu: 128, memory: 256 },
  ],
  ['is not said', { containerDefinitions: [{}] }, { cpu: 0, memory: 0, gpus: 0, hostPorts: [], isAwsvpc: false }],
  [
    'containers have of GPUs',
    {
      containerDefinitions: [
        { resourceRequirements: [{ type: 'GPU', value: '2' }] },
        {
          resourceRequirements: [
            { type: 'GPU', value: '1' },
            { type: 'InferenceAccelerator', value: 'device' },
          ],
        },
      ],
    },
    { gpus: 3 },
  ],
  [
    'a bridge maps to fixed ports',
    {
      containerDefinitions: [
        {
          portMappings: [
            { containerPort: 80, hostPort: 8080 },
            { containerPort: 53, hostPort: 53, protocol: 'udp' },
          ],
        },
        { portMappings: [{ containerPort: 81, hostPort: 0 }, { containerPort: 82 }] },
      ],
    },
    { hostPorts: ['8080/tcp', '53/udp'] },
  ],
  [
    'the host’s network makes fixed ports of all',
    {
      networkMode: 'host',
      containerDefinitions: [
        { portMappings: [{ containerPort: 80 }, { containerPortRange: '90-92', protocol: 'udp' }] },
      ],
    },
    { hostPorts: ['80/tcp', '90/udp', '91/udp', '92/udp'] },
  ],
  [
    'a network interface of its own makes of none',
    { networkMode: 'awsvpc', containerDefinitions: [{ portMappings: [{ containerPort: 80, hostPort: 80 }] }] },
    { hostPorts: [], isAwsvpc: true },
  ],
  [
    'has to be on a host',
    {
      requiresAttributes: [{ name: 'ecs.capability.task-eni' }, { name: 'gen', value: '7' }],
      runtimePlatform: { cpuArchitecture: 'ARM64' },
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:gen exists' }],
    },
    {
      requiresAttributes: [
        { name: 'ecs.capability.task-eni', value: undefined },
        { name: 'gen', value: '7' },
        { name: 'ecs.cpu-architecture', value: 'arm64' },
      ],
      expressions: ['attribute:gen exists'],
    },
  ],
])('reads what %s', async (_, taskDefinition, needs) => {
  api.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition });
  expect(await describeTaskNeeds(ecs, 'arn:web:1', signal)).toMatchObject({ taskDefinitionArn: 'arn:web:1', ...needs });
  expect(api.commandCalls(DescribeTaskDefinitionCommand)[0]?.args[0].input).toEqual({ taskDefinition: 'arn:web:1' });
});

it('takes an answer without the definition for a contradiction', async () => {
  api.on(DescribeTaskDefinitionCommand).resolves({});
  await expect(describeTaskNeeds(ecs, 'arn:web:1', signal)).rejects.toMatchObject({ reason: 'inconsistent-reads' });
});
