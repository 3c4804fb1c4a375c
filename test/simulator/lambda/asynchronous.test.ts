import { expect, it } from 'vitest';
import { AsynchronousInvocations } from '../../../simulator/services/lambda/asynchronous-invocations.ts';
import { FunctionPermissions } from '../../../simulator/services/lambda/function-permissions.ts';
import { TestWorld } from '../ec2/test-world.ts';
import { FakeInvoker } from '../event-source-mapping/fake-invoker.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:scale-in';
const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/every-minute';

function aFunction() {
  const world = new TestWorld();
  const invoker = new FakeInvoker(world);
  const permissions = new FunctionPermissions();
  const sent: { readonly to: string; readonly body: unknown }[] = [];
  const send = (to: string, body: string) => sent.push({ to, body: JSON.parse(body) }) > 0;
  const asynchronous = new AsynchronousInvocations({ world, invoker, permissions, send });
  permissions.add({
    functionArn: FUNCTION,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: RULE,
  });
  const deliver = (overrides = {}) =>
    asynchronous.deliver({
      targetArn: FUNCTION,
      service: 'events.amazonaws.com',
      sourceArn: RULE,
      body: '{"source":"aws.events"}',
      ...overrides,
    });
  return { world, invoker, asynchronous, sent, deliver };
}

const times = ({ seen }: FakeInvoker) => seen.map(({ at }) => Math.floor(at));

it('invokes a function for those whom its policy names', async () => {
  const { world, invoker, deliver } = aFunction();
  expect(deliver()).toEqual({ kind: 'delivered' });
  expect(deliver({ service: 'sns.amazonaws.com' })).toMatchObject({ kind: 'refused', code: 'NO_PERMISSIONS' });
  expect(deliver({ sourceArn: `${RULE}-2` })).toMatchObject({ kind: 'refused' });
  expect(deliver({ targetArn: `${FUNCTION}-2` })).toMatchObject({ kind: 'refused' });
  await world.pass(10);
  expect(invoker.seen.map(({ request }) => request.payload)).toEqual([{ source: 'aws.events' }]);
});

it('retries an error after one and after two minutes, then gives the event up', async () => {
  const { world, invoker, asynchronous, sent, deliver } = aFunction();
  asynchronous.configure('scale-in', { onFailure: 'arn:aws:sqs:eu-west-1:111122223333:dead' });
  invoker.answer = () => ({ kind: 'failed', errorType: 'TypeError', errorMessage: 'no' });
  deliver();
  await world.pass(3_600);
  expect(times(invoker)).toEqual([0, 60, 180]);
  expect(asynchronous.metrics).toMatchObject({ asyncEventsReceived: 1, asyncEventsDropped: 1 });
  expect(sent).toMatchObject([
    {
      to: 'arn:aws:sqs:eu-west-1:111122223333:dead',
      body: {
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { source: 'aws.events' },
        responsePayload: { errorType: 'TypeError' },
      },
    },
  ]);
});

it('does not retry when told not to', async () => {
  const { world, invoker, asynchronous, deliver } = aFunction();
  asynchronous.configure('scale-in', { maximumRetryAttempts: 0 });
  invoker.answer = () => ({ kind: 'timed-out' });
  deliver();
  await world.pass(3_600);
  expect(times(invoker)).toEqual([0]);
});

it('tries a throttled event again and again until it is too old', async () => {
  const { world, invoker, asynchronous, deliver } = aFunction();
  asynchronous.configure('scale-in', { maximumEventAge: 60_000 });
  invoker.duration = 1;
  invoker.answer = () => ({ kind: 'throttled' });
  deliver();
  await world.pass(3_600);
  expect(times(invoker)).toEqual([0, 1, 3, 7, 15, 31]);
  expect(asynchronous.metrics.asyncEventsDropped).toBe(1);
});
