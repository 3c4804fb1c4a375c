import { expect, it } from 'vitest';
import { aStack, hostSyncResources } from './a-stack.ts';

const event = {
  source: 'aws.ecs',
  detailType: 'ECS Container Instance State Change',
  resources: [],
  detail: { status: 'ACTIVE' },
};

it('an event reaches the function through rule, queue and mapping', async () => {
  const { world, eventBridge, lambda } = aStack(hostSyncResources());
  for (let index = 0; index < 50; index += 1) eventBridge.publish(event);
  await world.pass(60);
  expect(lambda.seen.map(({ records }) => records.length)).toEqual([50]);
  expect(JSON.parse(lambda.bodies[0]?.[0] ?? '')).toMatchObject({ detail: { status: 'ACTIVE' } });
});

it('the schedule wakes the function', async () => {
  const { world, lambda } = aStack(hostSyncResources());
  await world.pass(16 * 60);
  expect(lambda.bodies).toEqual([['{"repair":true}']]);
});

it('creates the function as the template says', () => {
  const { lambda, stack, iam } = aStack(hostSyncResources());
  expect(lambda.functions).toEqual([
    {
      name: 'host-sync',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:host-sync',
      roleName: 'ops-Role',
      modulePath: '/code/dist/host-sync/index.mjs',
      exportName: 'handler',
      timeout: 30_000,
      memorySize: 256,
      environment: { DEAD_LETTER_QUEUE_URL: 'http://localhost/111122223333/dead', LIMIT: '3' },
      reservedConcurrency: undefined,
      isTraced: false,
    },
  ]);
  expect(stack.resources['Queue']).toMatchObject({
    type: 'AWS::SQS::Queue',
    attributes: { Arn: 'arn:aws:sqs:eu-west-1:111122223333:ops-Queue' },
  });
  expect(iam.evaluate('ops-Role', [{ action: 'ecs:UpdateService', resource: 'x' }]).allowed).toBe(true);
});

it.each([
  ['Active', true],
  ['PassThrough', false],
])('traces a function with the mode %s: %s', (Mode, isTraced) => {
  const resources = hostSyncResources();
  Object.assign(resources['Function']?.Properties ?? {}, { TracingConfig: { Mode } });
  expect(aStack(resources).lambda.functions).toMatchObject([{ isTraced }]);
});

it('without its queue policy nothing arrives', async () => {
  const { QueuePolicy: _left, ...resources } = hostSyncResources();
  const { world, eventBridge, lambda } = aStack(resources);
  eventBridge.publish(event);
  await world.pass(60);
  expect(lambda.seen).toEqual([]);
  expect(eventBridge.failures[0]?.because).toContain('does not name events.amazonaws.com');
});

it.each([
  ['Queue', { VisibilityTimeout: 20 }, 'Queue visibility timeout: 20 seconds is less than Function timeout: 30'],
  ['Queue', { FifoQueue: true }, 'Queue (AWS::SQS::Queue): the simulator does not have the property FifoQueue'],
  ['Mapping', { FilterCriteria: { Filters: [] } }, 'does not have the property FilterCriteria'],
  ['Mapping', { MaximumBatchingWindowInSeconds: 0 }, 'must be 1 or more when BatchSize is over 10'],
  ['Mapping', { BatchSize: 10_001 }, 'BatchSize must be 1 to 10000'],
  ['Mapping', { ScalingConfig: { MaximumConcurrency: 1 } }, 'MaximumConcurrency must be 2 to 1000'],
  ['Mapping', { FunctionResponseTypes: ['All'] }, 'All is not known'],
  ['Function', { VpcConfig: {} }, 'does not have the property VpcConfig'],
  ['Function', { Role: 'arn:aws:iam::111122223333:role/none' }, 'Role names no role'],
  ['Rule', { EventPattern: { source: [{ like: 'x' }] } }, 'operator like is not known'],
  ['Rule', { EventBusName: 'other' }, 'event bus other is not modelled'],
  ['Rule', { Targets: [{ Id: 'a', Arn: 'b', KinesisParameters: {} }] }, 'Targets.KinesisParameters'],
  ['Rule', { Targets: [{ Id: 'a', Arn: 'arn:aws:kinesis:r:1:stream/b' }] }, 'stream/b is not of a service'],
  ['Schedule', { ScheduleExpression: 'rate(1 hours)' }, 'rate(1 hours)'],
  ['Role', { PermissionsBoundary: 'x' }, 'does not have the property PermissionsBoundary'],
  [
    'Role',
    { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    'AdministratorAccess is not modelled',
  ],
  ['Role', { Policies: [] }, 'does not have permissions to call ReceiveMessage on SQS'],
])('refuses %s with %j', (logicalId, change, reason) => {
  const resources = hostSyncResources();
  Object.assign(resources[logicalId]?.Properties ?? {}, change);
  expect(() => aStack(resources)).toThrow(reason);
});

it('connects topics with queues, functions and addresses', async () => {
  const { world, sns, lambda, stack, asynchronous } = aStack({
    ...hostSyncResources(),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'termination' } },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'autoscaling.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: { Ref: 'Topic' },
            },
          ],
        },
      },
    },
    ToFunction: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'lambda',
        Endpoint: { 'Fn::GetAtt': ['Function', 'Arn'] },
        FilterPolicyScope: 'MessageBody',
        FilterPolicy: { kind: ['drain'] },
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
        Principal: 'sns.amazonaws.com',
        SourceArn: { Ref: 'Topic' },
      },
    },
    Retries: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
    },
  });
  const topicArn = stack.resources['Topic']?.ref ?? '';
  sns.publish(topicArn, { message: '{"kind":"drain"}' });
  sns.publish(topicArn, { message: '{"kind":"other"}' });
  lambda.answer = () => ({ kind: 'timed-out' });
  await world.pass(600);
  expect(lambda.seen.map(({ request }) => request.payload)).toMatchObject([
    { Records: [{ EventSource: 'aws:sns', Sns: { Message: '{"kind":"drain"}' } }] },
  ]);
  expect(asynchronous.metrics.asyncEventsDropped).toBe(1);
});
