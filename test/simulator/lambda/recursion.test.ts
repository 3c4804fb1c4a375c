import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import type { Template } from '../../../simulator/deploy/template.ts';
import { Simulation } from '../../../simulator/simulation.ts';

/** A function that answers each message of its queue by another one, as a retry by a fresh message does. */
const SOURCE = `
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  const sqs = new SQSClient({});
  export const handler = async ({ Records }) => {
    for (const { body } of Records) {
      await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: String(Number(body) + 1) }));
    }
  };
`;

const ROOT = path.resolve(import.meta.dirname, '../../..');

async function builtHandler(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'simulated-function-'));
  await build({
    stdin: { contents: SOURCE, resolveDir: ROOT },
    outfile: path.join(folder, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return `${path.relative(ROOT, folder)}/index.handler`;
}

function stackOf(handler: string, properties: object): Template {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:SendMessage'];
  const arn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: arn }] };
  const Role = {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    Policies: [{ PolicyName: 'own', PolicyDocument: policy }],
  };
  const Environment = { Variables: { QUEUE_URL: { Ref: 'Queue' } } };
  const code = { Code: {}, Handler: handler, Runtime: 'nodejs24.x', Timeout: 10, Environment };
  const role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  return {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'rounds', VisibilityTimeout: 60 } },
      Role: { Type: 'AWS::IAM::Role', Properties: Role },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: { FunctionName: 'again', Role: role, ...code, ...properties },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: arn, FunctionName: { Ref: 'Function' } },
      },
    },
  };
}

const open: Simulation[] = [];
afterEach(async () => {
  for (const simulation of open.splice(0)) await simulation.close();
});

async function roundsOf(properties: object): Promise<number> {
  const simulation = await Simulation.start({ template: stackOf(await builtHandler(), properties) });
  open.push(simulation);
  simulation.sqs.queue('rounds')?.send({ body: '0', senderId: 'test' });
  await simulation.runFor(30_000);
  return simulation.lambda.invocations.length;
}

describe('recursive-loop detection', () => {
  it('cuts a function off that is driven by its own messages after 16 rounds', async () => {
    expect(await roundsOf({})).toBe(16);
  });

  it('lets it go on when the function allows recursive loops', async () => {
    expect(await roundsOf({ RecursiveLoop: 'Allow' })).toBeGreaterThan(50);
  });
});
