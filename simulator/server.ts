/** `npm run simulator -- --port 4566 --scenario NAME`: the local AWS as a server of its own, for any AWS client. */
import { parseArgs } from 'node:util';
import { RealTime } from './real-time.ts';
import { SCENARIOS } from './scenarios/catalogue.ts';
import { Simulation } from './simulation.ts';

const USAGE = `Usage: npm run simulator -- [--port N] [--scenario NAME] [--seed N] [--speed N]

  --port N         TCP port on 127.0.0.1 (default 4566; 0 for any free one)
  --scenario NAME  what the account holds at the start (default shop):
${SCENARIOS.map(({ name, description }) => `                     ${name}: ${description}`).join('\n')}
  --seed N         whole number; the same seed gives the same run (default 1)
  --speed N        seconds of cluster life in a second (default 1)

The account is three minutes old when the simulator answers: hosts have joined, tasks run.
Needs what \`npm run package\` writes. Ends with Ctrl-C.`;

/** What the command line asks for. */
interface Settings {
  readonly port: number;
  readonly scenario: string;
  readonly seed: number;
  readonly speed: number;
}

/** @throws RangeError with every fault, one a line */
function settingsFrom(args: readonly string[]): Settings | undefined {
  const options = {
    port: { type: 'string', default: '4566' },
    scenario: { type: 'string', default: 'shop' },
    seed: { type: 'string', default: '1' },
    speed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return undefined;
  const faults: string[] = [];
  const wholeNumber = (name: 'port' | 'seed', maximum: number): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 0 && value <= maximum) return value;
    faults.push(`--${name} is ${values[name]}; allowed: a whole number from 0 to ${maximum}`);
    return 0;
  };
  const settings = {
    port: wholeNumber('port', 65_535),
    seed: wholeNumber('seed', 2 ** 31 - 1),
    speed: Number(values.speed),
    scenario: values.scenario,
  };
  if (!(settings.speed > 0 && settings.speed <= 10_000))
    faults.push(`--speed is ${values.speed}; allowed: a number over 0, at most 10000`);
  const names = SCENARIOS.map(({ name }) => name);
  if (!names.includes(settings.scenario))
    faults.push(`--scenario is ${settings.scenario}; allowed: ${names.join(', ')}`);
  if (faults.length > 0) throw new RangeError(faults.join('\n'));
  return settings;
}

/** Outputs of the stack that lifecycle hooks and subscribers name. */
const SHOWN_OUTPUTS = ['TerminationGateTopicArn', 'TerminationGateHookRoleArn', 'OperatorTopicArn'];

/** Milliseconds of virtual time in which a scenario's hosts join and its tasks start, before anybody asks. */
const AGE = 180_000;

async function serve({ port, scenario, seed, speed }: Settings): Promise<void> {
  const simulation = await Simulation.start({ port, seed, start: Date.now() - AGE });
  SCENARIOS.find(({ name }) => name === scenario)?.set(simulation);
  await simulation.runFor(AGE);
  const realTime = new RealTime(simulation.clock, speed);
  process.stdout.write(
    `The simulator answers at ${simulation.endpointUrl} (scenario ${scenario}, seed ${seed}, speed ${speed}).\n` +
      `Region ${simulation.world.account.region}, account ${simulation.world.account.id}; any credentials will do. For example:\n` +
      `  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_REGION=${simulation.world.account.region} \\\n` +
      `  aws --endpoint-url ${simulation.endpointUrl} ecs list-clusters\n` +
      'Outputs of the stack, for lifecycle hooks and subscriptions:\n' +
      SHOWN_OUTPUTS.map((name) => `  ${name} ${simulation.stack.outputs[name]}\n`).join(''),
  );
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  try {
    await realTime.runUntil(stopped);
  } finally {
    await simulation.close();
  }
}

/** @returns what is wrong, and what would mend it */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}. Name another --port; 0 takes any free one.`;
  return `${error.message}\n\n${USAGE}`;
}

try {
  const settings = settingsFrom(process.argv.slice(2));
  if (settings === undefined) process.stdout.write(`${USAGE}\n`);
  else await serve(settings);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 2;
}
