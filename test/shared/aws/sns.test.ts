import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { publish } from '../../../shared/aws/sns.ts';

const api = mockClient(SNSClient);
const sns = new SNSClient({});
const signal = new AbortController().signal;
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:operator';

beforeEach(() => {
  api.reset();
});

describe('publish', () => {
  it('sends a text with its subject to the topic', async () => {
    await publish(sns, TOPIC, { subject: 'ECS host i-1', message: 'zwölf\nLinien' }, signal);
    const [input] = api.commandCalls(PublishCommand).map((call) => call.args[0].input);
    expect(input).toEqual({ TopicArn: TOPIC, Subject: 'ECS host i-1', Message: 'zwölf\nLinien' });
  });

  it('keeps to what SNS takes: a subject of printable ASCII under 100 characters, a message of 256 KiB', async () => {
    await publish(sns, TOPIC, { subject: `a\nb – c${'x'.repeat(200)}`, message: '🙂'.repeat(100_000) }, signal);
    const [input] = api.commandCalls(PublishCommand).map((call) => call.args[0].input);
    expect(input?.Subject).toMatch(/^a b {3}cx{92}$/);
    expect(Buffer.byteLength(input?.Message ?? '')).toBeLessThanOrEqual(262_144);
  });

  it('fails for good where the topic is gone', async () => {
    const gone = Object.assign(new Error('Topic does not exist'), {
      name: 'NotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
    api.on(PublishCommand).rejects(gone);
    await expect(publish(sns, TOPIC, { subject: 's', message: 'm' }, signal)).rejects.toMatchObject({
      name: 'PermanentError',
      reason: 'rejected',
    });
  });
});
