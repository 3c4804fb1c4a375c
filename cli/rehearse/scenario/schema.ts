import * as v from 'valibot';

const SECOND = 1_000;
const UNITS = { s: SECOND, min: 60 * SECOND, h: 3_600 * SECOND } as const;
const DURATION = 'a duration, as "90 s", "5 min" or "2 h"';
const DURATION_FORM = /^(\d+(?:\.\d+)?) ?(s|min|h)$/;

/** A duration as people write it; milliseconds. */
export const duration = v.pipe(
  v.string(DURATION),
  v.regex(DURATION_FORM, DURATION),
  v.transform((text) => {
    const [, number = '0', unit = 's'] = DURATION_FORM.exec(text) ?? [];
    return Math.round(Number(number) * UNITS[unit as keyof typeof UNITS]);
  }),
);

const PERCENT = 'a share, as "50%"';
const percent = v.pipe(
  v.string(PERCENT),
  v.regex(/^(100|\d{1,2})%$/, PERCENT),
  v.transform((text) => Number(text.slice(0, -1)) / 100),
);

const AMOUNT = 'a whole number from 1, or a share as "50%"';
/** How many hosts. */
const amount = v.union(
  [
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.transform((number) => ({ number })),
    ),
    v.pipe(
      percent,
      v.transform((share) => ({ share })),
    ),
  ],
  AMOUNT,
);

const COUNT = 'a whole number from 0, a share of what it is now as "40%" or "150%", or a change as "+2" or "-1"';
/** What a count becomes. */
const change = v.union(
  [
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.transform((number) => ({ number })),
    ),
    v.pipe(
      v.string(),
      v.regex(/^\d{1,4}%$/),
      v.transform((text) => ({ share: Number(text.slice(0, -1)) / 100 })),
    ),
    v.pipe(
      v.string(),
      v.regex(/^[+-]\d{1,5}$/),
      v.transform((text) => ({ by: Number(text) })),
    ),
  ],
  COUNT,
);

/** A name in which `*` stands for any text. */
const pattern = v.optional(v.pipe(v.string('a name, in which * stands for any text'), v.nonEmpty()), '*');

/** Which hosts; every one of these must match. */
const hosts = { hosts: amount, cluster: pattern, group: pattern, zone: pattern, within: v.optional(duration, '0 s') };
const services = { cluster: pattern, service: pattern };

/** What can happen, by its name in a scenario. */
const VERBS = {
  /** EC2 gives notice to Spot hosts, and takes them away two minutes later. */
  interrupt: v.strictObject(hosts),
  /** Somebody has Auto Scaling terminate hosts. */
  terminate: v.strictObject({ ...hosts, replace: v.optional(v.boolean('true or false'), true) }),
  /** Every host of one zone is gone at once, and no group launches there any more. */
  'zone-outage': v.strictObject({ zone: pattern }),
  /** Somebody, or an alarm, sets the desired capacity of groups. */
  'desired-capacity': v.strictObject({ group: pattern, to: change }),
  /** Services start new deployments. */
  deploy: v.strictObject(services),
  /** Autoscalers of services change their desired counts. */
  load: v.strictObject({ ...services, to: change }),
  /** The functions' API calls are throttled. */
  throttle: v.strictObject({ calls: pattern, share: percent, for: duration }),
  /** Events do not arrive. */
  lose: v.strictObject({ source: pattern, share: percent, for: duration }),
} as const;

export type Verb = keyof typeof VERBS;
export const VERB_NAMES = Object.keys(VERBS) as readonly Verb[];

/** Jobs of the controller that a scenario can be there for. */
export const SHOWN_FUNCTIONS = ['host-sync', 'spot-drain', 'termination-gate', 'scale-in', 'host-onboard'] as const;
export type ShownFunction = (typeof SHOWN_FUNCTIONS)[number];

/** What a verb says, with every default filled in. Durations are milliseconds, shares from 0 to 1. */
export type Happening<Name extends Verb> = v.InferOutput<(typeof VERBS)[Name]>;

const entry = v.strictObject({
  at: duration,
  ...Object.fromEntries(VERB_NAMES.map((verb) => [verb, v.optional(VERBS[verb])])),
} as { at: typeof duration } & { [Name in Verb]: v.OptionalSchema<(typeof VERBS)[Name], undefined> });

const ONE_VERB = `"at" and one of ${VERB_NAMES.join(', ')}`;

/** A scenario's file. */
export const scenarioFile = v.strictObject({
  about: v.pipe(v.string('a sentence for a list of scenarios'), v.nonEmpty()),
  lasts: duration,
  /** What it is there to show; where one of these has nothing to decide, the verdict says so. */
  shows: v.optional(v.array(v.picklist(SHOWN_FUNCTIONS, SHOWN_FUNCTIONS.join(', ')), 'a list of functions'), []),
  events: v.array(
    v.pipe(
      entry,
      v.check((event) => VERB_NAMES.filter((verb) => event[verb] !== undefined).length === 1, ONE_VERB),
    ),
    'a list of what happens',
  ),
});

/** What happens, and when. */
export type ScenarioEvent = v.InferOutput<typeof entry>;

/** A scenario: what happens to a cluster, apart from the controller. Times are milliseconds from its start. */
export interface Scenario extends v.InferOutput<typeof scenarioFile> {
  readonly name: string;
}

/** What it is that an event has happen. */
export function verbOf(event: ScenarioEvent): Verb {
  const verb = VERB_NAMES.find((name) => event[name] !== undefined);
  if (verb === undefined) throw new Error('an event without anything that happens');
  return verb;
}

export type Amount = v.InferOutput<typeof amount>;
export type CountChange = v.InferOutput<typeof change>;
