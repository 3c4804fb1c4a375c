import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { clusterArn, HERE } from '../builders/clusters.ts';
import { aDrainingEvent, aNotice, HELD_AT } from '../builders/gate-events.ts';
import { GateWorld } from '../builders/gate-world.ts';
import { HostSyncProcess } from '../builders/host-sync-run.ts';
import { hostArn, instanceId } from '../builders/hosts.ts';
import { aRecord, aStateChange } from '../builders/messages.ts';
import { anInterruption, NOTICED_AT, SpotDrainProcess } from '../builders/spot-drain-run.ts';
import { SpotWorld } from '../builders/spot-world.ts';
import { TerminationGateProcess } from '../builders/termination-gate-run.ts';
import { World } from '../builders/world.ts';
import { mutatedJson } from './mutations.ts';
import { namedBy } from './named.ts';

const HOSTS = [1, 2, 3, 4];
const CLUSTERS = ['shop', 'batch', 'default'];
const RUNS = { numRuns: 400, seed: 7 };
const HERE_AND_NOW = { account: HERE.accountId, region: HERE.region };

const documents = (records: readonly SqsRecord[]): readonly unknown[] => records.map(({ body }) => JSON.parse(body));
/** A batch of messages, each of them mutated, or as it was. */
const batchOf = (seeds: readonly unknown[]): fc.Arbitrary<readonly SqsRecord[]> =>
  fc
    .array(mutatedJson(seeds, 20_000), { minLength: 1, maxLength: 5 })
    .map((bodies) => bodies.map((body, index) => aRecord({ id: `message ${index}`, body })));

const namedIn = (batch: readonly SqsRecord[]) => batch.map(({ body }) => namedBy(body));

/** A notice through the topic with the inner message to be mutated, too. */
const noticeBatches = batchOf(documents(HOSTS.map((number) => aNotice(number)))).chain((outer) =>
  batchOf(documents(HOSTS.flatMap((number) => [aNotice(number), aDrainingEvent(number)]))).map((more) =>
    [...outer, ...more].map((record, index) => ({ ...record, messageId: `message ${index}` })),
  ),
);
const innerBatches = fc
  .array(
    mutatedJson(
      HOSTS.map((number) => JSON.parse(JSON.parse(aNotice(number).body).Message)),
      20_000,
    ),
    { maxLength: 3 },
  )
  .map((messages) =>
    messages.map((Message, index) => {
      const envelope = { ...JSON.parse(aNotice(1).body), Message };
      return aRecord({ id: `inner ${index}`, body: JSON.stringify(envelope) });
    }),
  );

/** Every host is held, and has a task that a drain does not move: all that the gate does is seen in them. */
function gateWorld(): GateWorld {
  const world = new GateWorld();
  for (const number of HOSTS) world.withHeldHost(number);
  return world;
}

const touched = (world: GateWorld): number[] =>
  HOSTS.filter((number) => world.status(number) !== 'ACTIVE' || world.released(number) !== undefined);

function spotWorld(): SpotWorld {
  const world = new SpotWorld().withCluster('default', HOSTS);
  for (const number of HOSTS) world.withStandalone(number);
  return world;
}

const spotTouched = (world: SpotWorld): number[] =>
  HOSTS.filter(
    (number) =>
      world.status(number) !== 'ACTIVE' ||
      [...world.stopped.keys()].some((arn) => world.host(number)?.tasks.some(({ taskArn }) => taskArn === arn)),
  );

describe('nothing is done to what no valid message of the batch names', () => {
  it('by termination-gate', async () => {
    let acted = 0;
    await fc.assert(
      fc.asyncProperty(noticeBatches, innerBatches, async (batch, inner) => {
        const world = gateWorld();
        await new TerminationGateProcess(world).run(...batch, ...inner);
        const named = namedIn([...batch, ...inner]).map((each) => each?.ec2InstanceId);
        const beaten = world.heartbeats.map((token) => Number(token.replace('token-', '')));
        for (const number of [...touched(world), ...beaten]) expect(named).toContain(instanceId(number));
        acted += touched(world).length;
      }),
      RUNS,
    );
    expect(acted).toBeGreaterThan(100);
  });

  it('by spot-drain', async () => {
    let acted = 0;
    await fc.assert(
      fc.asyncProperty(batchOf(documents(HOSTS.map((number) => anInterruption(number)))), async (batch) => {
        const world = spotWorld();
        const spot = new SpotDrainProcess(world);
        await spot.run(...batch);
        const named = namedIn(batch).map((each) => each?.ec2InstanceId);
        for (const number of spotTouched(world)) expect(named).toContain(instanceId(number));
        acted += spotTouched(world).length;
      }),
      RUNS,
    );
    expect(acted).toBeGreaterThan(100);
  });

  it('by host-sync', async () => {
    let acted = 0;
    const seeds = CLUSTERS.map((cluster) => ({ ...aStateChange(cluster), ...HERE_AND_NOW }));
    await fc.assert(
      fc.asyncProperty(batchOf(seeds), async (batch) => {
        const world = new World();
        for (const cluster of CLUSTERS) world.withCluster(cluster, 7).withService({ cluster });
        await new HostSyncProcess(world).run(...batch);
        const named = namedIn(batch).map((each) => each?.clusterArn);
        const synced = CLUSTERS.filter((cluster) => world.desiredCount('web', cluster) !== 10);
        for (const cluster of synced) expect(named).toContain(clusterArn(cluster));
        acted += synced.length;
      }),
      RUNS,
    );
    expect(acted).toBeGreaterThan(100);
  });
});

const FOREIGN = '999999999999';
type Fields = Readonly<Record<string, unknown>>;
const noticeWith = (fields: Fields, inner: Fields = {}): SqsRecord => {
  const envelope = JSON.parse(aNotice(1).body) as Fields;
  const message = JSON.stringify({ ...(JSON.parse(String(envelope['Message'])) as Fields), ...inner });
  return aRecord({ body: JSON.stringify({ ...envelope, Message: message, ...fields }) });
};
const drainingWith = (fields: Fields, detail: Fields = {}): SqsRecord => {
  const event = JSON.parse(aDrainingEvent(1).body) as { readonly detail: Fields };
  return aRecord({ body: JSON.stringify({ ...event, ...fields, detail: { ...event.detail, ...detail } }) });
};
const interruptionWith = (fields: Fields): SqsRecord =>
  aRecord({ body: JSON.stringify({ ...(JSON.parse(anInterruption(1).body) as Fields), ...fields }) });

describe('what is forged is parked, and nothing is written', () => {
  it.each([
    ['another topic', noticeWith({ TopicArn: `arn:aws:sns:${HERE.region}:${HERE.accountId}:other` }), 'foreign-topic'],
    [
      'a topic of another account',
      noticeWith({ TopicArn: `arn:aws:sns:${HERE.region}:${FOREIGN}:termination` }),
      'foreign-topic',
    ],
    [
      'a topic of another partition',
      noticeWith({ TopicArn: `arn:aws-cn:sns:${HERE.region}:${HERE.accountId}:termination` }),
      'foreign-topic',
    ],
    ['no topic', noticeWith({ TopicArn: undefined }), 'malformed-event'],
    ['no signature', noticeWith({ Signature: undefined }), 'malformed-event'],
    ['no certificate', noticeWith({ SigningCertURL: undefined }), 'malformed-event'],
    ['another kind of message of SNS', noticeWith({ Type: 'SubscriptionConfirmation' }), 'malformed-event'],
    ['a message of another account', noticeWith({}, { AccountId: FOREIGN }), 'foreign-account'],
    ['an envelope in an envelope', noticeWith({ Message: aNotice(1).body }), 'malformed-event'],
    [
      'an instance’s id with a filter in it',
      noticeWith({}, { EC2InstanceId: `${instanceId(1)},${instanceId(2)}` }),
      'malformed-event',
    ],
    ['an event of another account', drainingWith({ account: FOREIGN }), 'foreign-account'],
    ['an event of another Region', drainingWith({ region: 'eu-west-1' }), 'foreign-account'],
    [
      'a cluster of another account',
      drainingWith({}, { clusterArn: clusterArn().replace(HERE.accountId, FOREIGN) }),
      'foreign-account',
    ],
    [
      'a host of another account',
      drainingWith({}, { containerInstanceArn: hostArn().replace(HERE.accountId, FOREIGN) }),
      'foreign-account',
    ],
    ['an event of another source', drainingWith({ source: 'my.ecs' }), 'unsupported-event'],
  ])('by termination-gate: %s', async (_, record, reason) => {
    const world = gateWorld();
    const gate = new TerminationGateProcess(world);
    gate.now = HELD_AT + 500;
    expect(await gate.run(record)).toEqual([]);
    expect(gate.parked.map((each) => each.reason)).toEqual([reason]);
    expect([touched(world), world.heartbeats, world.calls]).toEqual([[], [], []]);
  });

  it.each([
    ['another account', interruptionWith({ account: FOREIGN }), 'foreign-account'],
    ['another Region', interruptionWith({ region: 'eu-west-1' }), 'foreign-account'],
    ['another source', interruptionWith({ source: 'my.ec2' }), 'unsupported-event'],
    [
      'two instances',
      interruptionWith({ detail: { 'instance-id': [instanceId(1), instanceId(2)] } }),
      'malformed-event',
    ],
  ])('by spot-drain: %s', async (_, record, reason) => {
    const world = spotWorld();
    const spot = new SpotDrainProcess(world);
    spot.now = NOTICED_AT + 2_500;
    expect(await spot.run(record)).toEqual([]);
    expect(spot.parked.map((each) => each.reason)).toEqual([reason]);
    expect([spotTouched(world), world.calls]).toEqual([[], []]);
  });

  it.each([
    ['another account', { account: FOREIGN }, 'foreign-account'],
    ['another Region', { region: 'eu-west-1' }, 'foreign-account'],
    [
      'a cluster of another account',
      { detail: { clusterArn: clusterArn().replace(HERE.accountId, FOREIGN) } },
      'foreign-account',
    ],
    [
      'a cluster of another partition',
      { detail: { clusterArn: clusterArn().replace('aws', 'aws-cn') } },
      'foreign-account',
    ],
  ])('by host-sync: %s', async (_, fields, reason) => {
    const world = new World().withCluster('default', 7).withService();
    const sync = new HostSyncProcess(world);
    await sync.run(aRecord({ body: JSON.stringify({ ...aStateChange(), ...HERE_AND_NOW, ...fields }) }));
    expect(sync.parked.map((each) => each.reason)).toEqual([reason]);
    expect([world.desiredCount(), world.calls]).toEqual([10, []]);
  });
});
