import { describe, expect, it } from 'vitest';
import type { Queue } from '../../../simulator/services/sqs/queue.ts';
import { aStack } from '../deploy/a-stack.ts';
import { START } from '../ec2/test-world.ts';

const HOUR = 60;

/** A queue with a dead-letter queue, watched from the start on. */
function watchedQueues({ maxReceiveCount = 100, visibility = 30 } = {}) {
  const stack = aStack({
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'work',
        VisibilityTimeout: visibility,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
  });
  stack.cloudWatch.watch();
  const queueNamed = (name: string): Queue => stack.sqs.queueByUrl(name);
  /** Values of a metric in the minutes from the start on; `-` where there is none. */
  const minutes = (metricName: string, count: number, queueName = 'work') => {
    const metricStat = { namespace: 'AWS/SQS', metricName, dimensions: { QueueName: queueName }, stat: 'Maximum' };
    const range = { start: START, end: START + count * 60_000 };
    const [result] = stack.cloudWatch.getMetricData([{ id: 'm', period: 60, metricStat }], range);
    const at = (minute: number) => result?.timestamps.indexOf(START + minute * 60_000) ?? -1;
    return Array.from({ length: count }, (_, minute) => result?.values[at(minute)] ?? '-');
  };
  return { ...stack, work: queueNamed('work'), dead: queueNamed('dead'), minutes };
}

const send = (queue: Queue, body = 'x') => queue.send({ body, senderId: 'me' });

describe('SQS sends of each queue', () => {
  it('what waits, what is worked on, and what came and went in the minute', async () => {
    const { world, work, minutes } = watchedQueues({ visibility: 300 });
    for (let index = 0; index < 3; index += 1) send(work);
    await world.pass(60);
    const received = work.receive(2);
    await world.pass(60);
    for (const { receiptHandle } of received) work.delete(receiptHandle);
    await world.pass(60);
    expect({
      visible: minutes('ApproximateNumberOfMessagesVisible', 3),
      notVisible: minutes('ApproximateNumberOfMessagesNotVisible', 3),
      sent: minutes('NumberOfMessagesSent', 3),
      received: minutes('NumberOfMessagesReceived', 3),
      deleted: minutes('NumberOfMessagesDeleted', 3),
      age: minutes('ApproximateAgeOfOldestMessage', 3),
    }).toEqual({
      visible: [3, 1, 1],
      notVisible: [0, 2, 0],
      sent: [3, 0, 0],
      received: [0, 2, 0],
      deleted: [0, 0, 2],
      age: [60, 120, 180],
    });
  });

  it('the age of the oldest message, until that was received more than three times', async () => {
    const { world, work, minutes } = watchedQueues();
    send(work, 'poison');
    await world.pass(90);
    send(work, 'fresh');
    const [, second] = work.receive(2);
    work.changeVisibility(second?.receiptHandle ?? '', 3600);
    // The oldest is received once in each minute: the 4th time in the fifth one.
    for (let minute = 2; minute <= 6; minute += 1) {
      await world.pass(60);
      work.receive(1);
    }
    await world.pass(30);
    expect(minutes('ApproximateAgeOfOldestMessage', 7)).toEqual([60, 120, 180, 240, 210, 270, 330]);
  });

  it('age and receives on a dead-letter queue from the move on', async () => {
    const { world, work, dead, minutes } = watchedQueues({ maxReceiveCount: 5, visibility: 1 });
    send(work);
    for (let receive = 0; receive < 6; receive += 1) {
      work.receive(1);
      await world.pass(10);
    }
    expect(dead.messages()).toMatchObject([{ receiveCount: 5, sentAt: START, arrivedAt: START + 50_000 }]);
    await world.pass(60);
    expect(minutes('ApproximateAgeOfOldestMessage', 2, 'dead')).toEqual([10, 70]);
    // A move is no send.
    expect(minutes('NumberOfMessagesSent', 2, 'dead')).toEqual([0, 0]);
  });

  it('nothing after six hours without activity, until there is some again', async () => {
    const { world, dead, minutes } = watchedQueues();
    await world.pass(7 * HOUR * 60);
    send(dead);
    await world.pass(60);
    const visible = minutes('ApproximateNumberOfMessagesVisible', 7 * HOUR + 1, 'dead');
    expect(visible.filter((value) => value === 0)).toHaveLength(6 * HOUR);
    expect(visible.slice(-2)).toEqual(['-', 1]);
  });

  it('nothing before somebody watches', async () => {
    const { world, cloudWatch, sqs } = aStack({});
    send(sqs.createQueue('work'));
    await world.pass(300);
    expect(cloudWatch.listMetrics()).toEqual([]);
    cloudWatch.watch();
    await world.pass(60);
    const sent = { namespace: 'AWS/SQS', metricName: 'NumberOfMessagesSent', dimensions: { QueueName: 'work' } };
    const range = { start: START, end: START + 600_000 };
    const query = { id: 'm', period: 60, metricStat: { ...sent, stat: 'Sum' } };
    expect(cloudWatch.getMetricData([query], range)[0]).toMatchObject({ timestamps: [START + 300_000], values: [0] });
  });
});
