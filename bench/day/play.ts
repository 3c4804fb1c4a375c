import { costOf } from '../../simulator/cost.ts';
import { loadTemplate, type Template } from '../../simulator/deploy/template.ts';
import { PACKAGED_TEMPLATE, Simulation } from '../../simulator/simulation.ts';
import { sqsRequestsOf, sumOf } from '../../simulator/sqs-requests.ts';
import { liveDay } from './cluster.ts';
import type { LoadSpan, LoadStep } from './load.ts';
import { DayRecord } from './record.ts';

/** A part of a day, and who takes hosts away in it. */
export interface DayLayout {
  readonly seed: number;
  readonly span: LoadSpan;
  /** Environment variables of scale-in, over those of the template; undefined for a day on which it sleeps. */
  readonly scaleIn: Readonly<Record<string, string>> | undefined;
}

/** What the function cost in a part of a day. */
interface FunctionCost {
  /** Its API calls and billed seconds, and what Lambda, SQS (idle polls included) and logs cost, in US dollars. */
  readonly calls: number;
  readonly billedSeconds: number;
  readonly dollars: number;
  /** Its runs that did not succeed. */
  readonly failures: number;
}

/** What a part of a day was like. */
export interface DayOutcome extends FunctionCost {
  readonly load: readonly LoadStep[];
  readonly record: DayRecord;
}

const NOTHING: FunctionCost = { calls: 0, billedSeconds: 0, dollars: 0, failures: 0 };

const DATE = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
/** Time before the beginning in which hosts boot and tasks start. */
const SETTLING = 10 * 60_000;
/** A process of the function is kept for hours, as one that runs every minute is. */
const ENVIRONMENT_LIFE = 6 * HOUR;

/** Plays a part of a day. Needs what `npm run package` writes. */
export async function playDay({ seed, span, scaleIn }: DayLayout): Promise<DayOutcome> {
  const template = loadTemplate(PACKAGED_TEMPLATE);
  const simulation = await Simulation.start({
    seed,
    start: DATE + span.from * HOUR - SETTLING,
    template: scaleIn === undefined ? template : withSettings(template, scaleIn),
    lambda: { environmentLife: ENVIRONMENT_LIFE },
  });
  try {
    const functionName = simulation.stack.resources['ScaleInLambdaFunction']?.ref ?? '';
    for (const [name, mapping] of simulation.mappings) mapping.enabled = name === functionName && scaleIn !== undefined;
    const load = liveDay(simulation, span, simulation.clock.now() + SETTLING);
    await simulation.runFor(SETTLING);
    const record = new DayRecord(simulation);
    await simulation.runFor(span.hours * HOUR);
    record.end();
    return { load, record, ...(scaleIn === undefined ? NOTHING : functionCost(simulation, functionName)) };
  } finally {
    await simulation.close();
  }
}

function functionCost(simulation: Simulation, functionName: string): FunctionCost {
  const { lambda, output, calls } = simulation;
  const invocations = lambda.invocations.filter((each) => each.functionName === functionName);
  const cost = costOf({
    invocations,
    sqsRequests: sumOf(sqsRequestsOf(simulation, functionName)),
    logBytes: output.logBytes(functionName),
  });
  return {
    calls: calls.count({ functionName }),
    billedSeconds: invocations.reduce((sum, { billedMilliseconds }) => sum + billedMilliseconds, 0) / 1_000,
    dollars: cost.total,
    failures: invocations.filter(({ outcome }) => outcome.kind !== 'succeeded').length,
  };
}

function withSettings(template: Template, settings: Readonly<Record<string, string>>): Template {
  const copy = structuredClone(template);
  const properties = copy.Resources['ScaleInLambdaFunction']?.Properties as
    | { readonly Environment: { readonly Variables: Record<string, unknown> } }
    | undefined;
  if (properties === undefined) throw new Error('The template has no function ScaleIn');
  Object.assign(properties.Environment.Variables, settings);
  return copy;
}
