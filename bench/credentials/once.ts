/** `node bench/credentials/once.ts NUMBER`: the calls of a program in one place of `places.ts`; prints their waits as JSON. */
import { setTimeout as pause } from 'node:timers/promises';
import { install } from '@sinonjs/fake-timers';
import type { Outcome } from '../credentials.ts';
import { PLACES, serve } from './places.ts';
import { type Client, client, kept, type Wait, waitOf } from './tools.ts';

/** Clients that a program makes one after the other. */
const CLIENTS = 4;
const MINUTE = 60_000;
/** Times of calls in minutes before (negative) and after the expiry, of a program that is at work all the time. */
const BUSY = [-6, -3, -0.5, 0.1];
/** So long after the expiry comes the call of a program that did nothing in between: more than five minutes. */
const IDLE = [0.1];

const place = PLACES[Number(process.argv[2])];
if (!place) throw new RangeError(`A number from 0 to ${PLACES.length - 1} is needed, not ${process.argv[2]}`);
const time = install({ now: Date.now(), toFake: ['Date'] });
// What the SDK loads and compiles at its first walks is not measured.
const quick = await serve({ ...place, latency: 0, losesTokens: false, options: {} });
for (let walk = 0; walk < 3; walk += 1) await waitOf(client());
await quick.close();
const served = await serve(place);
const { requests } = served;

/** Lets what a call has set off in the background come to its end, if it did: there are more requests than before. */
async function settle(before: number, walk: number): Promise<void> {
  await pause(20);
  if (requests.length > before) await pause(walk);
}

const sum = (waits: readonly Wait[]): number => waits.reduce((total, { milliseconds }) => total + milliseconds, 0);
const worst = (waits: readonly Wait[]): number => Math.max(...waits.map(({ milliseconds }) => milliseconds));

/** Waits of calls around the expiry of what the client has. */
async function acrossExpiry(
  call: Client,
  minutes: readonly number[],
  moveTo: (time: number) => Promise<void>,
  walk: number,
): Promise<number> {
  const expiry = (await call()).expiration?.getTime() ?? Number.NaN;
  const waits: Wait[] = [];
  for (const minute of minutes) {
    await moveTo(expiry + minute * MINUTE);
    const asked = requests.length;
    waits.push(await waitOf(call));
    await settle(asked, walk);
  }
  return worst(waits);
}

async function plain(): Promise<Outcome['plain']> {
  const waits: Wait[] = [];
  for (let each = 0; each < CLIENTS; each += 1) waits.push(await waitOf(client()));
  const [first] = waits;
  if (!first?.served) return { served: false, first: first?.milliseconds ?? 0, all: sum(waits) };
  const walk = 1.3 * first.milliseconds + 50;
  const moveTo = async (to: number) => time.setSystemTime(to);
  const idle = await acrossExpiry(client(), IDLE, moveTo, walk);
  const busy = await acrossExpiry(client(), BUSY, moveTo, walk);
  return { served: true, first: first.milliseconds, all: sum(waits), idle, busy };
}

async function ours(isCompared: boolean): Promise<Outcome['ours']> {
  const { keeper, playTo, told } = kept();
  const waits: Wait[] = [];
  for (let each = 0; each < CLIENTS; each += 1) waits.push(await waitOf(client(keeper.provide)));
  const [first] = waits;
  if (!first?.served) return { served: false, first: first?.milliseconds ?? 0, all: sum(waits), told };
  const later = await waitOf(client(keeper.provide));
  const moveTo = (to: number) => playTo(to, (at) => time.setSystemTime(at));
  const idle = await acrossExpiry(client(keeper.provide), IDLE, moveTo, 0);
  const busy = isCompared ? { busy: await acrossExpiry(client(keeper.provide), BUSY, moveTo, 0) } : {};
  keeper.stop();
  return { served: true, first: first.milliseconds, all: sum(waits), later: later.milliseconds, idle, ...busy, told };
}

const usual = await plain();
const outcome: Outcome = { plain: usual, ours: await ours(usual.served) };
await served.close();
console.log(JSON.stringify(outcome));
