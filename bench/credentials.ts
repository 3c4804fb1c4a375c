import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PLACES, type Place } from './credentials/places.ts';
import { saveResults } from './results.ts';
import { printTable } from './table.ts';

/** Milliseconds that calls of a program waited for credentials. */
interface Waits {
  /** Whether there were credentials at all. */
  readonly served: boolean;
  /** The first call, made at once. */
  readonly first: number;
  /** The first calls of four clients, one after the other. */
  readonly all: number;
  /** The call after an expiry, of a program that did nothing from its first call on. */
  readonly idle?: number;
  /** The longest wait around an expiry, of a program that calls every three minutes. */
  readonly busy?: number;
}

/** What was measured in one place. */
export interface Outcome {
  readonly plain: Waits;
  readonly ours: Waits & {
    /** The first call of a client that is made when the credentials have come. */
    readonly later?: number;
    /** Kinds of what it said. */
    readonly told: readonly string[];
  };
}

type Measured = Outcome & { readonly place: Place };

/** Milliseconds; what counts as no wait, on a machine with other work: less than the 100 that a walk takes at the least. */
const NO_WAIT = 90;
/** The first call may take so many times as long as the plain chain's, and that much more. */
const MOST_OF_FIRST = 1.5;
/** Where token answers are lost, four clients take at most this part of what they take with a chain each. */
const MOST_OF_LOST = 0.6;
/** The same where they get no credentials in the end: there is the time to find out why. */
const MOST_OF_VAIN = 1.1;

/**
 * Measures what calls wait for credentials, with the SDK's plain chain and with ours, in places whose services are slow or
 * lose answers. Each place has a process of its own, in which the two follow each other.
 *
 * @returns what missed its threshold
 */
export async function credentials(): Promise<readonly string[]> {
  const measured = await measureAll();
  printFirst(measured);
  printExpiry(measured);
  saveResults('credentials', { places: measured });
  return measured.flatMap(faultsOf);
}

/** The slowest place beside all others, which follow each other: side by side their starts would disturb each other. */
async function measureAll(): Promise<readonly Measured[]> {
  const slowest = Math.max(...PLACES.map(({ latency }) => latency));
  const lanes = [true, false].map(async (isSlow) => {
    const lane: Measured[] = [];
    for (const [number, place] of PLACES.entries()) {
      if ((place.latency === slowest) === isSlow) lane.push({ place, ...(await measure(number)) });
    }
    return lane;
  });
  const measured = (await Promise.all(lanes)).flat();
  return measured.toSorted((one, other) => PLACES.indexOf(one.place) - PLACES.indexOf(other.place));
}

async function measure(number: number): Promise<Outcome> {
  const script = path.join(import.meta.dirname, 'credentials/once.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(number)]);
  return JSON.parse(stdout) as Outcome;
}

const milliseconds = (wait: number | undefined): string =>
  wait === undefined ? '' : wait.toLocaleString('en-US', { maximumFractionDigits: wait < 10 ? 1 : 0 });
const ratio = (plain: number | undefined, ours: number | undefined): string =>
  plain === undefined || ours === undefined ? '' : `${milliseconds(plain / Math.max(0.1, ours))} : 1`;

function printFirst(measured: readonly Measured[]): void {
  const outcome = ({ served, first }: Waits): string => (served ? milliseconds(first) : `${milliseconds(first)}, none`);
  printTable(
    'Credentials: milliseconds until a call can be signed',
    ['place', 'plain, first', 'ours, first', 'ours, later', 'plain, four clients', 'ours', 'ratio', 'said'],
    measured.map(({ place, plain, ours }) => [
      place.name,
      outcome(plain),
      outcome(ours),
      milliseconds(ours.later),
      milliseconds(plain.all),
      milliseconds(ours.all),
      ratio(plain.all, ours.all),
      [...new Set(ours.told)].join(', '),
    ]),
  );
}

function printExpiry(measured: readonly Measured[]): void {
  printTable(
    'Credentials: the longest wait of a call across an expiry, ms',
    ['place', 'plain, idle', 'ours', 'ratio', 'plain, busy', 'ours'],
    measured
      .filter(({ ours }) => ours.served)
      .map(({ place, plain, ours }) => [
        place.name,
        plain.served ? milliseconds(plain.idle) : 'none',
        milliseconds(ours.idle),
        ratio(plain.idle, ours.idle),
        plain.served ? milliseconds(plain.busy) : 'none',
        milliseconds(ours.busy),
      ]),
  );
}

/** What a place with these services has to give. */
function faultsOf({ place, plain, ours }: Measured): readonly string[] {
  const faults: string[] = [];
  const most = (what: string, wait: number | undefined, limit: number) => {
    if (wait !== undefined && wait > limit) {
      faults.push(`${place.name}: ${what} waits ${milliseconds(wait)} ms, at most ${milliseconds(limit)} wanted`);
    }
  };
  if (plain.served) most('the first call', ours.first, MOST_OF_FIRST * plain.first + NO_WAIT);
  most('a later call', ours.later, NO_WAIT);
  const atExpiry = Math.max(NO_WAIT, (plain.idle ?? 0) / 2);
  most('an idle program, across an expiry,', ours.idle, atExpiry);
  most('a busy program, across an expiry,', ours.busy, atExpiry);
  if (place.losesTokens) {
    const part = ours.served ? MOST_OF_LOST : MOST_OF_VAIN;
    most('a program with four clients', ours.all, part * plain.all);
    if (!ours.told.includes('metadata-token-unanswered'))
      faults.push(`${place.name}: nothing is said of the lost answers`);
  } else if (!ours.served) {
    faults.push(`${place.name}: no credentials`);
  }
  return faults;
}
