import * as v from 'valibot';

/**
 * Building blocks of the snapshot's schema. The message of each says what is allowed: a fault is reported as
 * `<place>: <what is there>; allowed: <message>`.
 */

/** Longest text of any field that is read: expressions have 2,000 characters, tags' values 256. */
const LONGEST = 4_000;

/** Text that says something. */
export const text = v.pipe(v.string('text'), v.maxLength(LONGEST, `text of at most ${LONGEST} characters`));

/** Text that names something, and so is not empty. */
export const name = v.pipe(text, v.minLength(1, 'text that is not empty'));

/** How many of something there are. */
export const count = v.pipe(
  v.number('a whole number'),
  v.integer('a whole number'),
  v.minValue(0, 'a whole number, 0 or more'),
  v.maxValue(2 ** 31 - 1, 'a whole number, at most 2147483647'),
);

/** A whole number of either sign, as in `MaxGroupPreparedCapacity`. */
export const whole = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'));

export const flag = v.boolean('true or false');

const DATE = 'a date: text as 2026-01-05T17:30:00Z, or seconds since 1970';
/** Later, a number can only be milliseconds, which AWS does not print. */
const LATEST_SECONDS = 253_402_300_799;

/** A date as the SDKs have it, as the AWS CLI prints it, or as a number of seconds, as ECS's API sends it. */
export const date = v.pipe(
  v.union(
    [
      v.date(DATE),
      v.pipe(v.string(DATE), v.isoTimestamp(DATE)),
      v.pipe(v.string(DATE), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:?\d\d$/, DATE)),
      v.pipe(v.number(DATE), v.minValue(0, DATE), v.maxValue(LATEST_SECONDS, DATE)),
    ],
    DATE,
  ),
  v.transform((value) => new Date(typeof value === 'number' ? value * 1000 : value)),
  v.date(DATE),
);

/** One of a few words. */
export function word<const Words extends readonly string[]>(words: Words) {
  return v.picklist(words, words.join(', '));
}

/** @param resource what stands after the account in the ARN, as a regular expression */
export function arn(service: string, resource: string, example: string) {
  const pattern = new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${resource}$`);
  return v.pipe(text, v.regex(pattern, `an ARN as arn:aws:${service}:eu-west-1:111122223333:${example}`));
}

/** A list, absent where the answer leaves it out. */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.optional(v.array(item, 'a list'));
}

/** An object of which only the fields named are kept: what is not named never reaches a snapshot. */
export function only<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.object(entries, ({ input, expected }) => {
    // For a member that is missing valibot asks the object; what is allowed there its own schema knows.
    const missing = input === undefined ? entries[(expected ?? '').replaceAll('"', '')] : undefined;
    return missing === undefined ? 'an object' : (v.safeParse(missing, undefined).issues?.[0].message ?? 'an object');
  });
}

/** A tag of ECS, whose keys are in small letters. */
export const ecsTag = only({ key: name, value: v.optional(text) });

/** A tag of EC2 and Auto Scaling, whose keys are in capital letters. */
export const tag = only({ Key: name, Value: v.optional(text) });

export const instanceId = v.pipe(text, v.regex(/^i-[0-9a-f]{8,17}$/, 'an instance id as i-0123456789abcdef0'));
