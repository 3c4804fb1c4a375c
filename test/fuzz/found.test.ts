import { describe, expect, it } from 'vitest';
import { wrongSettings } from '../../cli/settings/wrong-settings.ts';
import { parseSnapshot } from '../../cli/snapshot/parse-snapshot.ts';
import { parseEvent as parseHostSync } from '../../functions/host-sync/event.ts';
import { readWindows } from '../../functions/scale-in/windows.ts';
import { parseEvent as parseSpotDrain } from '../../functions/spot-drain/event.ts';
import { eventParser } from '../../functions/termination-gate/event.ts';
import { PermanentError } from '../../shared/domain/errors.ts';
import { HERE } from '../builders/clusters.ts';
import { aBusEvent, anEnvelope, HELD_AT, TOPIC } from '../builders/gate-events.ts';
import { GateWorld } from '../builders/gate-world.ts';
import { hostArn } from '../builders/hosts.ts';
import { aRecord } from '../builders/messages.ts';
import { TerminationGateProcess } from '../builders/termination-gate-run.ts';
import { jsonOf } from './hostile-values.ts';

const parseGate = eventParser({ topicArn: TOPIC, names: ['ecs-ops*'] });
const STATE_CHANGE = 'ecs-container-instance-state-change';
const draining = (detail: object) => aBusEvent(STATE_CHANGE, { status: 'DRAINING', ...detail });

function refusal(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return error instanceof PermanentError ? error.reason : String(error);
  }
}

describe('hostile inputs that were found to break something', () => {
  it.each([[{ toString: 1, valueOf: 1 }], [JSON.parse(jsonOf('@deep list 20000@'))]])(
    'a group whose name is no text is acknowledged all the same',
    (AutoScalingGroupName) => {
      const event = aBusEvent('autoscaling-terminate-lifecycle-action', {
        Event: 'autoscaling:TEST_NOTIFICATION',
        AutoScalingGroupName,
      });
      expect(parseGate(event, HERE)).toMatchObject({ kind: 'irrelevant', subject: 'unknown group' });
    },
  );

  it('a time that is ISO 8601 and yet none to JavaScript is refused', () => {
    const time = '2024-01-01T00:00:00+05';
    const notice = aBusEvent('ec2-spot-interruption-warning', {}, { time });
    expect(refusal(() => parseSpotDrain(notice, HERE))).toBe('malformed-event');
    expect(refusal(() => parseGate(notice, HERE))).toBe('malformed-event');
    expect(refusal(() => parseGate(anEnvelope('sns-lifecycle-terminating', { Time: time }), HERE))).toBe(
      'malformed-event',
    );
  });

  it('a cluster and a host of another partition are foreign', () => {
    const clusterArn = `arn:aws-cn:ecs:${HERE.region}:${HERE.accountId}:cluster/default`;
    expect(refusal(() => parseHostSync(aBusEvent(STATE_CHANGE, { clusterArn }), HERE))).toBe('foreign-account');
    expect(refusal(() => parseGate(draining({ clusterArn }), HERE))).toBe('foreign-account');
  });

  it.each([
    [hostArn(1).replace(HERE.accountId, '999999999999'), 'foreign-account'],
    [hostArn(1).replace('arn:aws:', 'arn:aws-us-gov:'), 'foreign-account'],
    ['anything', 'malformed-event'],
  ])('a host that is not of this account is refused: %s', (containerInstanceArn, reason) => {
    expect(refusal(() => parseGate(draining({ containerInstanceArn }), HERE))).toBe(reason);
  });

  it.each(['Signature', 'SigningCertURL'])('an envelope without %s is not SNS’s', (member) => {
    const envelope = anEnvelope('sns-lifecycle-terminating', {}, { [member]: undefined });
    expect(refusal(() => parseGate(envelope, HERE))).toBe('malformed-event');
  });

  it('a message with a hundred thousand faults is parked with a short reason', async () => {
    const gate = new TerminationGateProcess(new GateWorld());
    const attributes = Array.from({ length: 100_000 }, () => 1);
    await gate.run(aRecord({ body: JSON.stringify(draining({ attributes })) }));
    expect(gate.parked).toMatchObject([{ reason: 'malformed-event' }]);
    expect(gate.parked[0]?.detail.length).toBeLessThanOrEqual(1_000);
  });

  it('an event that gives a host the ARN of another does not drain that other', async () => {
    const world = new GateWorld().withHeldHost(1);
    world.withCluster('default', [2]);
    const event = draining({ ec2InstanceId: 'i-00000000000000001', containerInstanceArn: hostArn(2) });
    const notice = anEnvelope('sns-lifecycle-terminating', {
      EC2InstanceId: 'i-00000000000000001',
      LifecycleActionToken: 'token-1',
      AutoScalingGroupName: 'web-hosts',
      LifecycleHookName: 'ecs-ops-drain',
      Time: new Date(HELD_AT).toISOString(),
    });
    const records = [event, notice].map((each, id) => aRecord({ id: `${id}`, body: JSON.stringify(each) }));
    await new TerminationGateProcess(world).run(...records);
    expect([world.status(1), world.status(2)]).toEqual(['DRAINING', 'ACTIVE']);
  });

  it('a window whose cron pattern has a colon in it makes no sense', () => {
    expect(readWindows('freeze = 0: 8 * * MON-FRI for 10h at 0', 'UTC')).toBeUndefined();
  });

  it('a setting that is a map of any shape is a fault', () => {
    expect(wrongSettings({ operatorEmail: '' }, { operatorEmail: { toString: 1 } })[0]).toMatch(/operatorEmail is/);
  });

  it.each([
    ['an entry too deep to be written', '{"clusters":[{"clusterArn":@}]}'.replace('@', deep(20_000))],
    ['a list too deep to be written', '{"clusters":{"a":@}}'.replace('@', deep(20_000))],
    ['a text of 10 MB', `{"clusters":"${'a'.repeat(10_000_000)}"}`],
  ])('a snapshot file with %s has faults, with their places', (_, text) => {
    const { snapshot, findings } = parseSnapshot(text);
    expect(snapshot).toBeUndefined();
    expect(findings[0]?.place).toMatch(/^\/clusters/);
    expect(findings[0]?.message.length).toBeLessThan(200);
  });

  it('a snapshot file with a failure of another shape is read on', () => {
    const { findings } = parseSnapshot('{"failures":[{"arn":{"toString":1}}]}');
    expect(findings[0]?.message).toBe('AWS did not describe something: no reason');
  });

  it('the line of a broken document is counted from the beginning of the file', () => {
    const { findings } = parseSnapshot('{}\n{"a":"}\\"{"}\n\n{broken}');
    expect(findings).toMatchObject([
      { place: '3#', message: expect.stringMatching(/counted from line 4 of the file$/) },
    ]);
  });
});

function deep(times: number): string {
  return '['.repeat(times) + ']'.repeat(times);
}
