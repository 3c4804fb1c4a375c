import { describe, expect, it } from 'vitest';
import { parseEvent as parseOnboardEvent } from '../../functions/host-onboard/event.ts';
import { parseEvent, SCHEDULE_MESSAGE } from '../../functions/host-sync/event.ts';
import { ATTRIBUTES } from '../../functions/scale-in/attributes.ts';
import { parseEvent as parseScaleInEvent } from '../../functions/scale-in/event.ts';
import { parseEvent as parseSpotEvent } from '../../functions/spot-drain/event.ts';
import { DRAINED_FOR } from '../../functions/termination-gate/tasks-left.ts';
import { compilePattern } from '../../simulator/services/event-bridge/event-pattern.ts';
import { HERE } from '../builders/clusters.ts';
import { anEvent } from '../builders/messages.ts';
import { filesInArchive, OUTPUTS, type Resource, resource, resourcesOf, target } from './packaged-template.ts';

const functions = resourcesOf('AWS::Lambda::Function');
const mappings = resourcesOf('AWS::Lambda::EventSourceMapping').map((mapping) => [mapping.id, mapping] as const);
const rules = resourcesOf('AWS::Events::Rule').map((rule) => [rule.id, rule] as const);
const queueOf = (mapping: Resource): Resource => resource(target(mapping.Properties.EventSourceArn));

describe('every function', () => {
  it('is fed from one queue', () => {
    const fed = mappings.map(([, { Properties }]) => target(Properties.FunctionName));
    expect(fed.toSorted()).toEqual(functions.map(({ id }) => id).toSorted());
  });

  it.each(functions.map((each) => [each.id, each] as const))(
    '%s is packed as its bundle alone, with what that loads on demand',
    (id, each) => {
      const key = id.replace(/LambdaFunction$/, '').replace(/^./, (first) => first.toLowerCase());
      const bundle = each.Properties.Handler.replace(/\.handler$/, '.mjs');
      const onDemand = key === 'scaleIn' ? ['dist/scale-in/croner.cjs'] : [];
      expect(filesInArchive(key).toSorted()).toEqual([...onDemand, bundle]);
    },
  );
});

describe.each(mappings)('%s', (_, mapping) => {
  it('gives back only the messages that failed', () => {
    expect(mapping.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  it('makes one look of a storm, and at most two at once', () => {
    expect(mapping.Properties).toMatchObject({ BatchSize: 10_000, ScalingConfig: { MaximumConcurrency: 2 } });
    expect(mapping.Properties.MaximumBatchingWindowInSeconds).toBeGreaterThanOrEqual(1);
  });

  it('hides a message for six times the time limit and the batching window', () => {
    const { Timeout } = resource(target(mapping.Properties.FunctionName)).Properties;
    const wanted = 6 * Timeout + mapping.Properties.MaximumBatchingWindowInSeconds;
    expect(queueOf(mapping).Properties.VisibilityTimeout).toBeGreaterThanOrEqual(wanted);
  });

  it('has a dead-letter queue behind it, both encrypted, and tells the function both', () => {
    const queue = queueOf(mapping);
    const deadLetters = resource(target(queue.Properties.RedrivePolicy?.deadLetterTargetArn));
    expect([queue, deadLetters].map(({ Properties }) => Properties.SqsManagedSseEnabled)).toEqual([true, true]);
    expect(deadLetters.Properties.RedrivePolicy).toBeUndefined();
    const { Variables } = resource(target(mapping.Properties.FunctionName)).Properties.Environment;
    expect(Variables).toMatchObject({ QUEUE_URL: { Ref: queue.id }, DEAD_LETTER_QUEUE_URL: { Ref: deadLetters.id } });
  });
});

describe.each(rules)('%s', (_, rule) => {
  it('sends to a queue, and what cannot be delivered to that queue’s dead letters', () => {
    for (const { Arn, DeadLetterConfig } of rule.Properties.Targets) {
      const queue = resource(target(Arn));
      const deadLetters = target(queue.Properties.RedrivePolicy?.deadLetterTargetArn);
      expect(target(DeadLetterConfig?.Arn)).toBe(deadLetters);
    }
  });
});

describe('host-sync', () => {
  const { EventPattern } = resource('HostSyncEventRule').Properties;
  // The documented one is of a host that has long been there, whose agent is connected.
  const documented = anEvent('ecs-container-instance-state-change') as { detail: { attributes: object[] } };
  const changed = (detail: object) => ({ ...documented, detail: { ...documented.detail, ...detail } });
  const marked = (name: string) => ({ attributes: [...documented.detail.attributes, { name, value: 'x' }] });

  it.each([
    ['of a new host', { version: 3 }],
    ['of a host that leaves', { status: 'DRAINING' }],
    ['of a host that has left', { status: 'INACTIVE', agentConnected: false }],
    ['of a host that scale-in gives back', marked(ATTRIBUTES.drainedAt)],
    ['of a host that termination-gate sets to ACTIVE', marked(DRAINED_FOR)],
  ])('gets the documented container-instance event %s', (_what, detail) => {
    const event = changed(detail);
    expect(compilePattern(EventPattern)(event)).toBe(true);
    expect(parseEvent(event, HERE).kind).toBe('one-cluster');
  });

  it.each([
    ['a host that has long been there and whose agent reconnects', {}],
    ['a host whose agent loses its connection', { version: 3, agentConnected: false }],
    ['a host with a mark that says nothing of a drain', marked(ATTRIBUTES.idleSince)],
  ])('gets none about %s', (_what, detail) => {
    expect(compilePattern(EventPattern)(changed(detail))).toBe(false);
  });

  it('gets from the schedule what it takes for a look at every cluster', () => {
    const [{ Input = '' } = {}] = resource('HostSyncScheduleRule').Properties.Targets;
    expect(JSON.parse(Input)).toEqual(SCHEDULE_MESSAGE);
    expect(parseEvent(JSON.parse(Input), HERE).kind).toBe('every-cluster');
  });

  it('has room in the receive limit for ten confirming looks and as many failures again', () => {
    const { RedrivePolicy } = resource('HostSyncQueue').Properties;
    expect(RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual(20);
  });
});

describe('host-onboard', () => {
  const { EventPattern } = resource('HostOnboardEventRule').Properties;
  const documented = anEvent('ecs-container-instance-state-change') as { detail: object };
  // The documented one is of a host that has long been there.
  const event = { ...documented, detail: { ...documented.detail, version: 7 } };

  it('gets the documented container-instance events of new hosts, and of no others', () => {
    expect(compilePattern(EventPattern)(documented)).toBe(false);
    expect(compilePattern(EventPattern)(event)).toBe(true);
    expect(parseOnboardEvent(event, HERE)).toMatchObject({ kind: 'host', isMarked: false });
  });

  it.each([{ agentConnected: false }, { status: 'REGISTERING' }, { status: 'INACTIVE' }])(
    'gets none about hosts that there is nothing to do about: %o',
    (detail) => {
      expect(compilePattern(EventPattern)({ ...event, detail: { ...event.detail, ...detail } })).toBe(false);
    },
  );

  it('gets from the schedule what it takes for a look at every cluster', () => {
    const [{ Input = '' } = {}] = resource('HostOnboardScheduleRule').Properties.Targets;
    expect(parseOnboardEvent(JSON.parse(Input), HERE).kind).toBe('every-cluster');
  });

  it('has room in the receive limit for 10,000 hosts of a cluster, 200 at a time, and as many failures', () => {
    expect(resource('HostOnboardQueue').Properties.RedrivePolicy?.maxReceiveCount).toBeGreaterThanOrEqual(100);
  });
});

describe('scale-in', () => {
  it('gets from the schedule what it takes for a look', () => {
    const [{ Input = '' } = {}] = resource('ScaleInScheduleRule').Properties.Targets;
    expect(parseScaleInEvent(JSON.parse(Input), HERE)).toEqual({ kind: 'look' });
  });

  it('has room in the receive limit for the four receives after which it lets a message go', () => {
    expect(resource('ScaleInQueue').Properties.RedrivePolicy?.maxReceiveCount).toBeGreaterThan(4);
  });
});

describe('spot-drain', () => {
  it.each(['ec2-spot-interruption-warning', 'ec2-instance-rebalance-recommendation'])(
    'gets the documented %s',
    (name) => {
      const { EventPattern } = resource('SpotDrainEventRule').Properties;
      const event = anEvent(name, { account: HERE.accountId, region: HERE.region });
      expect(compilePattern(EventPattern)(event)).toBe(true);
      expect(parseSpotEvent(event, HERE).ec2InstanceId).toBe('i-1234567890abcdef0');
    },
  );

  it('hides a message for less than the two minutes of a notice, and waits a second for others', () => {
    expect(resource('SpotDrainQueue').Properties.VisibilityTimeout).toBeLessThan(120);
    const own = mappings.filter(([, mapping]) => queueOf(mapping).id === 'SpotDrainQueue');
    expect(own.map(([, { Properties }]) => Properties.MaximumBatchingWindowInSeconds)).toEqual([1]);
  });
});

describe('the outputs', () => {
  it.each(functions.map(({ id }) => id.replace(/LambdaFunction$/, '')))('name what belongs to %s', (prefix) => {
    expect(Object.keys(OUTPUTS)).toEqual(
      expect.arrayContaining([
        `${prefix}FunctionArn`,
        `${prefix}QueueUrl`,
        `${prefix}QueueArn`,
        `${prefix}DeadLetterQueueUrl`,
        `${prefix}DeadLetterQueueArn`,
      ]),
    );
  });
});
