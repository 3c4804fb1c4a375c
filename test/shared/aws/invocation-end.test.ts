import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as autoScaling from '../../../shared/aws/auto-scaling.ts';
import {
  autoScalingClient,
  type ClientSettings,
  ecsClient,
  snsClient,
  sqsClient,
  taggingClient,
} from '../../../shared/aws/clients.ts';
import * as attributes from '../../../shared/aws/container-instance-attributes.ts';
import * as hosts from '../../../shared/aws/container-instances.ts';
import * as ecs from '../../../shared/aws/ecs.ts';
import { publish } from '../../../shared/aws/sns.ts';
import { changeVisibility, park } from '../../../shared/aws/sqs.ts';
import { resourcesTagged } from '../../../shared/aws/tagging.ts';
import { taskProtections } from '../../../shared/aws/task-protection.ts';
import { stopTask, tasksOn } from '../../../shared/aws/tasks.ts';
import { LoopbackAws } from '../../builders/loopback-aws.ts';

const aws = new LoopbackAws();
let url = '';

beforeAll(async () => {
  url = await aws.start();
});

afterAll(() => aws.stop());

const settings: ClientSettings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  endpoint: () => url,
  useFipsEndpoint: false,
};
const client = () => ecsClient(settings);
const groups = () => autoScalingClient(settings);
const action = { autoScalingGroupName: 'g', lifecycleHookName: 'h', token: 't' };
const queue = { queueUrl: 'https://queue', receiptHandle: 'r', seconds: 5 };
const parked = { queueUrl: 'https://dead', body: '{', reason: 'malformed-json', detail: 'no' } as const;
const mark = { name: 'n', value: 'v' };

type Call = (signal: AbortSignal) => Promise<unknown>;

/** Every call there is, by the function that makes it. */
const CALLS: Readonly<Record<string, Call>> = {
  describeClusters: (signal) => ecs.describeClusters(client(), ['c'], signal),
  describeServices: (signal) => ecs.describeServices(client(), 'c', ['s'], signal),
  listContainerInstances: (signal) => ecs.listContainerInstances(client(), { cluster: 'c' }, signal),
  countByCapacityProvider: (signal) => ecs.countByCapacityProvider(client(), 'c', ['h'], signal),
  listClusters: (signal) => ecs.listClusters(client(), signal),
  updateDesiredCount: (signal) =>
    ecs.updateDesiredCount(client(), { cluster: 'c', service: 's', desiredCount: 1 }, signal),
  describeContainerInstances: (signal) => hosts.describeContainerInstances(client(), 'c', ['h'], signal),
  setContainerInstancesStatus: (signal) => hosts.setContainerInstancesStatus(client(), 'c', ['h'], 'DRAINING', signal),
  markContainerInstances: (signal) => attributes.markContainerInstances(client(), 'c', ['h'], mark, signal),
  unmarkContainerInstances: (signal) => attributes.unmarkContainerInstances(client(), 'c', ['h'], 'n', signal),
  tasksOn: (signal) => tasksOn(client(), 'c', 'h', signal),
  stopTask: (signal) => stopTask(client(), 'c', 't', 'why', signal),
  taskProtections: (signal) => taskProtections(client(), 'c', ['t'], signal),
  describeGroups: (signal) => autoScaling.describeGroups(groups(), ['g'], signal),
  describeTerminationHooks: (signal) => autoScaling.describeTerminationHooks(groups(), 'g', signal),
  describeGroupMembers: (signal) => autoScaling.describeGroupMembers(groups(), ['i'], signal),
  completeLifecycleAction: (signal) => autoScaling.completeLifecycleAction(groups(), action, 'CONTINUE', signal),
  recordLifecycleActionHeartbeat: (signal) => autoScaling.recordLifecycleActionHeartbeat(groups(), action, signal),
  publish: (signal) => publish(snsClient(settings), 'arn:aws:sns:r:a:t', { subject: 's', message: 'm' }, signal),
  park: (signal) => park(sqsClient(settings), parked, signal),
  changeVisibility: (signal) => changeVisibility(sqsClient(settings), queue, signal),
  resourcesTagged: (signal) => resourcesTagged(taggingClient(settings), { resourceType: 't', key: 'k' }, signal),
};

describe('once the time of the invocation is over', () => {
  it.each(Object.entries(CALLS))('%s asks nothing more, and may be tried again', async (_, call) => {
    await expect(call(AbortSignal.abort())).rejects.toMatchObject({ name: 'RetryableError', reason: 'out-of-time' });
    expect(aws.requests).toEqual([]);
  });
});
