import path from 'node:path';
import type { MonitoredFunction } from '../../../infra/monitoring/functions.ts';
import { befall } from '../faults.ts';
import type { Trouble } from './troubles.ts';
import type { WatchedAccount } from './watched-account.ts';

/** A version of a function that never ends. */
const ENDLESS = path.join(import.meta.dirname, 'endless-handler.mjs');

/** What is too late when a function does not run, with an alarm of its own. */
const OWN_ALARMS: Readonly<Record<string, readonly string[]>> = {
  'spot-drain': ['spot-drain-late'],
  'termination-gate': ['termination-gate-deadlines'],
};

/** The troubles that a function's messages and runs may have. */
export function functionTroubles(each: MonitoredFunction): readonly Trouble[] {
  const { name } = each;
  const stir = (world: WatchedAccount): void => world.stir();
  const late = `${name}-messages-late`;
  const itsOwn = OWN_ALARMS[name] ?? [];
  return [
    {
      alarm: `${name}-dead-letters`,
      what: 'a message comes that nobody understands',
      begin: (world) => {
        world.of(each).send('not an event');
        return () => world.of(each).deadLetters.purge();
      },
      goesOffWithin: 5,
      recoversWithin: 5,
    },
    {
      alarm: late,
      what: 'somebody switched its event source mapping off',
      besides: itsOwn,
      begin: (world) => {
        world.of(each).awake = false;
        return () => {
          world.of(each).awake = true;
        };
      },
      everyMinute: stir,
      goesOffWithin: 30,
      recoversWithin: 30,
    },
    {
      alarm: `${name}-errors`,
      what: 'it does not start, because a setting is wrong',
      besides: [late, ...itsOwn],
      begin: (world) => {
        world.of(each).deployWith({ LOG_LEVEL: 'LOUD' });
        return () => world.of(each).deployWith({ LOG_LEVEL: 'INFO' });
      },
      everyMinute: stir,
      goesOffWithin: 20,
      recoversWithin: 60,
    },
    {
      alarm: `${name}-errors`,
      what: 'its process dies',
      besides: [late, ...itsOwn],
      begin: (world) =>
        befall(
          world.account,
          { kind: 'kill', carriedOut: false },
          ({ functionName }) => functionName === world.of(each).name,
        ),
      everyMinute: stir,
      goesOffWithin: 20,
      recoversWithin: 60,
    },
    {
      alarm: `${name}-time-outs`,
      what: 'a version of it does not end',
      besides: [late, `${name}-errors`, ...itsOwn],
      begin: (world) => {
        const { lambda } = world.account.simulation;
        const { definition } = world.of(each);
        lambda.createFunction({ ...definition, modulePath: ENDLESS });
        return () => lambda.createFunction(definition);
      },
      everyMinute: stir,
      goesOffWithin: 30,
      recoversWithin: 60,
    },
    {
      alarm: `${name}-throttled`,
      what: 'it has no concurrency left',
      besides: [late, ...itsOwn],
      begin: (world) => {
        const { lambda } = world.account.simulation;
        const { definition } = world.of(each);
        lambda.createFunction({ ...definition, reservedConcurrency: 0 });
        return () => lambda.createFunction(definition);
      },
      everyMinute: stir,
      goesOffWithin: 60,
      recoversWithin: 60,
    },
  ];
}
