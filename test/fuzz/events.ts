import fc from 'fast-check';
import { parseEvent as parseHostOnboard } from '../../functions/host-onboard/event.ts';
import { parseEvent as parseHostSync } from '../../functions/host-sync/event.ts';
import { parseEvent as parseScaleIn } from '../../functions/scale-in/event.ts';
import { parseEvent as parseSpotDrain } from '../../functions/spot-drain/event.ts';
import { eventParser } from '../../functions/termination-gate/event.ts';
import { type Parse, readRecord } from '../../shared/runtime/messages.ts';
import { HERE } from '../builders/clusters.ts';
import { anEnvelope, TOPIC } from '../builders/gate-events.ts';
import { anEvent, aRecord } from '../builders/messages.ts';
import { jsonOf } from './hostile-values.ts';
import { LARGEST_MESSAGE, mutated, mutatedJson } from './mutations.ts';
import { isNamedBy } from './named.ts';
import { aParser, mustHold, type Outcome, type Parser } from './parser.ts';

const HERE_AND_NOW = { account: HERE.accountId, region: HERE.region };
const here = (name: string): Record<string, unknown> => anEvent(name, HERE_AND_NOW);
const schedule = (name: string) => ({ source: 'ecs-ops.schedule', 'detail-type': `${name} Schedule` });

/** Payloads of AWS, as they come here. */
const PAYLOADS = {
  stateChange: here('ecs-container-instance-state-change'),
  spot: here('ec2-spot-interruption-warning'),
  rebalance: here('ec2-instance-rebalance-recommendation'),
  lifecycle: here('autoscaling-terminate-lifecycle-action'),
  launched: here('autoscaling-launch-successful'),
  taskStopped: here('ecs-task-state-change-stopped'),
  scheduled: { ...HERE_AND_NOW, source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
};
const draining = inside(PAYLOADS.stateChange, { status: 'DRAINING' });
const ownHook = inside(PAYLOADS.lifecycle, { LifecycleHookName: 'ecs-ops-drain' });

function inside(event: Record<string, unknown>, detail: object): Record<string, unknown> {
  return { ...event, detail: { ...(event['detail'] as object), ...detail } };
}

/** Lifecycle messages inside of SNS's envelopes, each mutated by itself. */
const envelopes = ['sns-lifecycle-terminating', 'sns-lifecycle-test-notification'].map((name) => anEnvelope(name));
const notices = fc
  .tuple(mutated(envelopes), mutated(envelopes.map(({ Message }) => JSON.parse(String(Message)))))
  .map(([outer, inner]) => {
    const isWhole = typeof outer === 'object' && outer !== null && 'Message' in outer;
    return jsonOf(isWhole ? { ...outer, Message: jsonOf(inner) } : outer).slice(0, LARGEST_MESSAGE);
  });

function eventsOf<Event extends { readonly kind?: string }>(
  name: string,
  inputs: fc.Arbitrary<string>,
  seeds: readonly Record<string, unknown>[],
  parse: Parse<Event>,
): Parser {
  const [seed = {}] = seeds;
  const grow = (part: object) => jsonOf(inside({ ...seed, ...part }, part));
  return aParser({
    name: `${name} events`,
    inputs,
    parse: (body): Outcome => {
      const { event } = readRecord(aRecord({ body }), parse);
      mustHold(isNamedBy(body, event), 'something that the message does not name');
      return event.kind === 'irrelevant' ? 'acknowledged' : 'accepted';
    },
    grown: {
      'blanks around': (size) => ' '.repeat(size) + jsonOf(seed),
      'many members': (size) =>
        grow(Object.fromEntries(Array.from({ length: size / 12 }, (_, at) => [`member-${at}`, at]))),
      'long texts': (size) =>
        jsonOf(mapTexts(seed, (text) => (text.includes('-') ? text + '-a1:'.repeat(size / 4) : text))),
      'wrong items': (size) => grow({ attributes: Array.from({ length: size / 2 }, () => 1) }),
      nesting: (size) => grow({ deep: `@deep list ${Math.floor(size / 2)}@` }),
    },
  });
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  const entries = Object.entries(value).map(([key, each]) => [
    key,
    /source|detail-type/.test(key) ? each : mapTexts(each, map),
  ]);
  return Object.fromEntries(entries);
}

const { stateChange, spot, rebalance, lifecycle, launched, taskStopped, scheduled } = PAYLOADS;
const others = [taskStopped, lifecycle];
const gateSeeds = [draining, ownHook, lifecycle, launched, spot, stateChange, schedule('Termination Gate')];

/** How each function reads its messages. */
export const EVENT_PARSERS: readonly Parser[] = [
  eventsOf(
    'host-sync',
    mutatedJson([stateChange, stateChange, scheduled, schedule('Host Sync'), ...others]),
    [stateChange],
    parseHostSync,
  ),
  eventsOf(
    'host-onboard',
    mutatedJson([stateChange, stateChange, scheduled, schedule('Host Onboard'), ...others]),
    [stateChange],
    parseHostOnboard,
  ),
  eventsOf('spot-drain', mutatedJson([spot, spot, rebalance, ...others]), [spot], (content, place) => ({
    kind: 'notice',
    ...parseSpotDrain(content, place),
  })),
  eventsOf(
    'termination-gate',
    fc.oneof(mutatedJson([...gateSeeds, taskStopped]), notices),
    [draining],
    eventParser({ topicArn: TOPIC, names: ['ecs-ops*'] }),
  ),
  eventsOf('scale-in', mutatedJson([scheduled, schedule('Scale In'), ...others]), [scheduled], parseScaleIn),
];
