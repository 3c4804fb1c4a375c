import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeVisibility, park } from '../../../shared/aws/sqs.ts';

const api = mockClient(SQSClient);
const sqs = new SQSClient({});
const signal = new AbortController().signal;
const parked = { queueUrl: 'https://dead', body: '{ not json ', reason: 'malformed-json' } as const;

beforeEach(() => {
  api.reset();
  api.on(SendMessageCommand).resolves({});
  api.on(ChangeMessageVisibilityCommand).resolves({});
});

describe('park', () => {
  it('sends the body unchanged, with reason and detail as attributes', async () => {
    await park(sqs, { ...parked, detail: 'not JSON' }, signal);
    expect(api.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'https://dead',
      MessageBody: '{ not json ',
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'malformed-json' },
        detail: { DataType: 'String', StringValue: 'not JSON' },
      },
    });
  });

  it.each([
    ['is never empty', '', 'malformed-json'],
    ['has no character that SQS refuses', 'a\u0000b\u{1F600}c\uD800', 'a b\u{1F600}c'],
    ['has a bounded length', 'x'.repeat(5_000), 'x'.repeat(1_000)],
    ['is not cut through a character', `${'x'.repeat(999)}\u{1F600}`, 'x'.repeat(999)],
  ])('detail %s', async (_, detail, sent) => {
    await park(sqs, { ...parked, detail }, signal);
    const attributes = api.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageAttributes;
    expect(attributes?.['detail']?.StringValue).toBe(sent);
  });
});

describe('changeVisibility', () => {
  it.each([
    [10, 10],
    [3.7, 4],
    [-1, 0],
    [99_999, 43_200],
  ])('of %d seconds asks for %d', async (seconds, asked) => {
    await changeVisibility(sqs, { queueUrl: 'https://queue', receiptHandle: 'r', seconds }, signal);
    const input = api.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input;
    expect(input).toEqual({ QueueUrl: 'https://queue', ReceiptHandle: 'r', VisibilityTimeout: asked });
  });
});
