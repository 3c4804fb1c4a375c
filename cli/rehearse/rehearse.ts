import { seededRandom } from '../../simulator/kernel/random.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import { HostNames } from '../demo/host-names.ts';
import { Timeline } from '../demo/timeline.ts';
import { decisionsIn } from '../plan/decisions.ts';
import { type PackagedStack, stackWith } from '../settings/packaged-stack.ts';
import { simulationFrom } from '../snapshot/simulation-from.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { Acts, type Misses, type SayMissing } from './happenings/acts.ts';
import { happen } from './happenings/happenings.ts';
import { clusterNames, type Stage } from './happenings/stage.ts';
import { optIn } from './opt-in.ts';
import { type FateSource, hostFates, isoTime, killedTasks, serviceFates, stoppedTasks } from './report/fates.ts';
import { lossesIn } from './report/losses.ts';
import { notAppliedIn } from './report/not-applied.ts';
import type { Rehearsal, TimelineEntry } from './report/rehearsal.ts';
import { alarmEntries, functionUse, runCost } from './report/use.ts';
import { verdictOn } from './report/verdict.ts';
import { Witness } from './report/witness.ts';
import type { Scenario } from './scenario/schema.ts';

/** What a rehearsal is played with. */
export interface RehearsalOptions {
  readonly seed: number;
  /** Settings of the stack in place of their defaults; they have been judged. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether clusters, groups and services are opted in, and groups get the hook. */
  readonly optIn: boolean;
  /** Milliseconds of virtual time, in place of the scenario's own. */
  readonly duration?: number;
  /** Told of each minute of virtual time that has passed. */
  readonly passed?: (minutes: number) => void;
  /** Told of the simulation before time moves, for those who watch more than this does. */
  readonly opened?: (simulation: Simulation) => void;
}

const MINUTE = 60_000;
/** Who gets e-mails where the settings name nobody; nothing is sent. */
const OPERATOR = 'operator@example.com';

/** Plays a scenario on a simulation that begins as the snapshot says. Needs the packaged stack. */
export async function rehearse(given: Snapshot, scenario: Scenario, options: RehearsalOptions): Promise<Rehearsal> {
  const { snapshot, notes: tagged } = options.optIn ? optIn(given) : { snapshot: given, notes: [] };
  const stack = withOperator(stackWith(options.settings));
  const terminateHooks = options.optIn ? 'add' : 'leave';
  const { simulation, notes } = await simulationFrom(snapshot, { ...stack, seed: options.seed, terminateHooks });
  try {
    options.opened?.(simulation);
    const loaded = notes.map(({ about, message }) => `${about}: ${message}`);
    return await play(simulation, { snapshot, scenario, options, notes: [...tagged, ...loaded] });
  } finally {
    await simulation.close();
  }
}

interface Piece {
  readonly snapshot: Snapshot;
  readonly scenario: Scenario;
  readonly options: RehearsalOptions;
  readonly notes: readonly string[];
}

async function play(simulation: Simulation, { snapshot, scenario, options, notes }: Piece): Promise<Rehearsal> {
  const began = simulation.clock.now();
  const names = new HostNames(simulation);
  const timeline = new Timeline(simulation, names);
  const duration = options.duration ?? scenario.lasts;
  const acts = new Acts(scenario.events, duration);
  const looks: (() => void)[] = [];
  const say = (what: string): void => timeline.tell({ who: 'scenario', what, style: 'blue' });
  const setting: Omit<Stage, keyof Misses> = {
    simulation,
    snapshot,
    random: seededRandom(options.seed),
    say,
    atEnd: (look) => looks.push(look),
    nameOf: (id) => names.of(id),
  };
  const witness = new Witness(simulation, clusterNames(setting));
  for (const [index, event] of scenario.events.entries())
    simulation.clock.after(event.at, `scenario ${scenario.name}`, () =>
      happen({ ...setting, ...toldToo(acts.begin(index), say) }, event),
    );
  await pass(simulation, duration, options.passed);
  for (const look of looks) look();
  const happened = { began, witness, acts, timeline, nameOf: setting.nameOf };
  return reportOf(simulation, { snapshot, scenario, options, notes }, happened);
}

/** What can't happen is on the timeline as well. */
function toldToo({ cannot, partly }: Misses, say: Stage['say']): Misses {
  const also =
    (note: SayMissing): SayMissing =>
    (what, mend) => {
      note(what, mend);
      say(what);
    };
  return { cannot: also(cannot), partly: also(partly) };
}

/** What was seen of a run. */
interface Happened {
  /** Epoch milliseconds. */
  readonly began: number;
  readonly witness: Witness;
  readonly acts: Acts;
  readonly timeline: Timeline;
  readonly nameOf: Stage['nameOf'];
}

function reportOf(simulation: Simulation, { scenario, options, notes }: Piece, happened: Happened): Rehearsal {
  const { began, witness, acts, timeline, nameOf } = happened;
  const decisions = decisionsIn(simulation.output, (id) => witness.instances.get(id));
  const source: FateSource = { simulation, witness, decisions, nameOf };
  const fates = { hosts: hostFates(source), services: serviceFates(source), killed: killedTasks(source) };
  const lost = lossesIn({ simulation, witness, ...fates });
  const { notApplied, ...shares } = notAppliedIn(scenario, acts, decisions, options.optIn);
  return {
    verdict: verdictOn({ lost, ...shares }),
    scenario: scenario.name,
    about: scenario.about,
    seed: options.seed,
    settings: options.settings,
    optedIn: options.optIn,
    from: isoTime(began),
    to: isoTime(simulation.clock.now()),
    notes,
    notApplied,
    timeline: timeline.takeLines().map(entryOf),
    decisions: decisions.map((decision) => ({ ...decision, at: isoTime(decision.at) })),
    ...fates,
    stopped: stoppedTasks(source),
    alarms: alarmEntries(simulation),
    functions: functionUse(simulation),
    cost: runCost(simulation),
    lost,
  };
}

function entryOf({ at, who, what, why }: ReturnType<Timeline['takeLines']>[number]): TimelineEntry {
  return { at: isoTime(at), who, what, ...(why !== undefined && { why }) };
}

/** Plays on, and tells of each minute. */
async function pass(simulation: Simulation, duration: number, passed: RehearsalOptions['passed']): Promise<void> {
  for (let left = duration; left > 0; left -= MINUTE) {
    await simulation.runFor(Math.min(left, MINUTE));
    passed?.(Math.ceil((duration - left) / MINUTE) + 1);
  }
}

function withOperator({ template, parameters }: PackagedStack): PackagedStack {
  return { template, parameters: { OperatorEmail: OPERATOR, ...parameters } };
}
