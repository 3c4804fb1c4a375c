import { Iam } from '../../../simulator/account/iam.ts';
import { deploy } from '../../../simulator/deploy/deployer.ts';
import { resourceTypes } from '../../../simulator/deploy/resources/resource-types.ts';
import type { TemplateResource } from '../../../simulator/deploy/template.ts';
import { CloudWatchSimulator } from '../../../simulator/services/cloud-watch/cloud-watch-simulator.ts';
import { EventBridgeSimulator } from '../../../simulator/services/event-bridge/event-bridge-simulator.ts';
import { AsynchronousInvocations } from '../../../simulator/services/lambda/asynchronous-invocations.ts';
import { FunctionPermissions } from '../../../simulator/services/lambda/function-permissions.ts';
import type { FunctionDefinition } from '../../../simulator/services/lambda/invocation.ts';
import { LogsSimulator } from '../../../simulator/services/logs/logs-simulator.ts';
import { DeliveryRouter } from '../../../simulator/services/service-delivery.ts';
import { SnsSimulator } from '../../../simulator/services/sns/sns-simulator.ts';
import { SqsSimulator } from '../../../simulator/services/sqs/sqs-simulator.ts';
import { FunctionOutput } from '../../../simulator/telemetry/function-output.ts';
import { TestWorld } from '../ec2/test-world.ts';
import { FakeInvoker } from '../event-source-mapping/fake-invoker.ts';

/** Lambda as the deployer needs it: keeps definitions, and runs fake functions. */
class FakeLambda extends FakeInvoker {
  readonly functions: FunctionDefinition[] = [];

  createFunction(definition: FunctionDefinition): void {
    this.functions.push(definition);
  }

  deleteFunction(name: string): void {
    const index = this.functions.findIndex((definition) => definition.name === name);
    this.functions.splice(index, 1);
  }

  definition(name: string): FunctionDefinition | undefined {
    return this.functions.find((definition) => definition.name === name);
  }
}

/** Deploys resources into services of their own. */
export function aStack(resources: Readonly<Record<string, TemplateResource>>) {
  const world = new TestWorld();
  const iam = new Iam(world);
  const sqs = new SqsSimulator(world, (name) => `http://localhost/111122223333/${name}`);
  const lambda = new FakeLambda(world);
  const permissions = new FunctionPermissions();
  const asynchronous = new AsynchronousInvocations({ world, invoker: lambda, permissions, send: () => false });
  const sns = new SnsSimulator(world, new DeliveryRouter({ sqs, lambda: asynchronous }));
  const eventBridge = new EventBridgeSimulator(world, new DeliveryRouter({ sqs, sns, lambda: asynchronous }));
  const queues = { queues: () => sqs.queues(), isPolled: () => false };
  const cloudWatch = new CloudWatchSimulator({ world, topics: sns, queues });
  const logs = new LogsSimulator({ account: world.account, clock: world.clock, output: new FunctionOutput(), lambda });
  const types = resourceTypes({
    world,
    iam,
    sqs,
    sns,
    eventBridge,
    lambda,
    cloudWatch,
    logs,
    codeRoot: '/code',
    onMapping: () => () => undefined,
    access: { permissions, asynchronous },
  });
  const facts = { stackName: 'ops', account: world.account };
  const stack = deploy({ template: { Resources: resources }, stack: facts, parameters: {}, types });
  return { world, iam, sqs, sns, eventBridge, lambda, logs, cloudWatch, asynchronous, stack };
}

const att = (logicalId: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [logicalId, attribute] });

/** Resources as Serverless Framework generates them for a function that a rule and a schedule wake through a queue. */
export function hostSyncResources(): Record<string, TemplateResource & { Properties: Record<string, unknown> }> {
  const sendFrom = (rule: string) => ({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: att('Queue'),
    Condition: { ArnEquals: { 'aws:SourceArn': att(rule) } },
  });
  return {
    ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: {} } },
    LogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/lambda/host-sync', RetentionInDays: 30 },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 190,
        SqsManagedSseEnabled: true,
        RedrivePolicy: { deadLetterTargetArn: att('DeadLetterQueue'), maxReceiveCount: 5 },
      },
    },
    DeadLetterQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', MessageRetentionPeriod: 1_209_600 } },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: { Version: '2012-10-17', Statement: [sendFrom('Rule'), sendFrom('Schedule')] },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.ecs'], 'detail-type': ['ECS Container Instance State Change'] },
        State: 'ENABLED',
        Targets: [{ Id: 'queue', Arn: att('Queue') }],
      },
    },
    Schedule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(15 minutes)',
        Targets: [{ Id: 'queue', Arn: att('Queue'), Input: '{"repair":true}' }],
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        Policies: [
          {
            PolicyName: 'own',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
                  Resource: att('Queue'),
                },
                { Effect: 'Allow', Action: 'ecs:UpdateService', Resource: '*' },
              ],
            },
          },
        ],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'code.zip' },
        Handler: 'dist/host-sync/index.handler',
        Runtime: 'nodejs24.x',
        FunctionName: 'host-sync',
        MemorySize: 256,
        Timeout: 30,
        Architectures: ['arm64'],
        Environment: { Variables: { DEAD_LETTER_QUEUE_URL: { Ref: 'DeadLetterQueue' }, LIMIT: 3 } },
        Role: att('Role'),
      },
      DependsOn: ['LogGroup'],
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 10_000,
        MaximumBatchingWindowInSeconds: 5,
        EventSourceArn: att('Queue'),
        FunctionName: att('Function'),
        Enabled: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    },
  };
}
