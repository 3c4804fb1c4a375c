import { loadTemplate } from '../../simulator/deploy/template.ts';
import { PACKAGED_TEMPLATE, Simulation } from '../../simulator/simulation.ts';
import { type Counts, countsOf, type FunctionCounts, plus } from '../quiet-month/counts.ts';
import { type BucketUse, bucketUse } from './buckets.ts';
import { type Calls, callsByFunction, sumOfCalls } from './calls.ts';
import { type ClusterSize, countEvents, type PerEvent, perEvent } from './per-event.ts';

/** Something that happens to a cluster, or to several. */
export interface Section {
  /** As in `rolling-replacement`. */
  readonly name: string;
  readonly title: string;
  /** Pattern of the events that a function invoked for each of them would be invoked for. */
  readonly events: unknown;
  /** Changes to the stack's settings. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Size of the cluster that one event is about. */
  readonly cluster: (hosts: number) => ClusterSize;
  /** How many clusters there are. */
  readonly clusters: (hosts: number) => number;
  /** Sets the account up; nothing of the next `settling` milliseconds counts. */
  readonly prepare: (simulation: Simulation, hosts: number) => void;
  readonly settling: number;
  /** What happens; it is counted for as many milliseconds as `span` says. Gives what it came to, asked at the end. */
  readonly happens: (simulation: Simulation, hosts: number) => () => Outcome;
  readonly span: (hosts: number) => number;
}

/** What became of what happened. */
export interface Outcome {
  /** In words, with its numbers. */
  readonly text: string;
  /** Whether all of it is done. */
  readonly isComplete: boolean;
}

/** What one section took at one size. */
export interface Figures {
  /** Name of the section. */
  readonly section: string;
  readonly hosts: number;
  readonly events: number;
  readonly outcome: Outcome;
  /** SQS requests of all the functions. */
  readonly messages: number;
  readonly invocations: number;
  readonly failures: number;
  readonly calls: Calls;
  readonly callsByFunction: Readonly<Record<string, Calls>>;
  /** Clusters, and pages of their hosts and of their tasks, of a hundred each. */
  readonly pages: number;
  readonly billedMilliseconds: number;
  readonly byFunction: Readonly<Record<string, FunctionCounts>>;
  readonly buckets: readonly BucketUse[];
  readonly perEvent: PerEvent;
  /** Wall time, seconds. */
  readonly seconds: number;
}

/** Milliseconds between an event and its delivery, at most. */
const DELIVERY = 1_000;

/** Plays a section on that many hosts. Needs what `npm run package` writes. */
export async function measure(section: Section, hosts: number): Promise<Figures> {
  const began = performance.now();
  const { parameters = {}, prepare, settling, happens, span } = section;
  const simulation = await Simulation.start({ seed: 1, template: loadTemplate(PACKAGED_TEMPLATE), parameters });
  try {
    prepare(simulation, hosts);
    await simulation.runFor(settling);
    const since = simulation.clock.now();
    const before = countsOf(simulation);
    const events = countEvents(simulation, section.events);
    const outcome = happens(simulation, hosts);
    await simulation.runFor(span(hosts) + DELIVERY);
    const counts = plus(countsOf(simulation), before, -1);
    const byFunction = callsByFunction(simulation, since);
    return {
      section: section.name,
      hosts,
      events: events(),
      outcome: outcome(),
      ...totals(counts),
      calls: sumOfCalls(byFunction),
      callsByFunction: byFunction,
      pages: pagesOf(section, hosts),
      byFunction: counts.functions,
      buckets: bucketUse(simulation, since),
      perEvent: perEvent(events(), section.cluster(hosts)),
      seconds: Math.round((performance.now() - began) / 100) / 10,
    };
  } finally {
    await simulation.close();
  }
}

/** Tasks of each host in the sections, the agent's included. */
const TASKS_PER_HOST = 3;
const PER_PAGE = 100;

function pagesOf({ cluster, clusters }: Section, hosts: number): number {
  const { hosts: ofEach } = cluster(hosts);
  const pages = Math.ceil(ofEach / PER_PAGE) + Math.ceil((TASKS_PER_HOST * ofEach) / PER_PAGE);
  return clusters(hosts) * (1 + pages);
}

function totals({ functions }: Counts): Pick<Figures, 'messages' | 'invocations' | 'failures' | 'billedMilliseconds'> {
  const all = Object.values(functions);
  const sum = (value: (counts: FunctionCounts) => number): number =>
    all.reduce((total, each) => total + value(each), 0);
  return {
    messages: sum(({ sqs }) => Object.values(sqs).reduce((total, each) => total + each, 0)),
    invocations: sum(({ runs }) => runs),
    failures: sum(({ failures }) => failures),
    billedMilliseconds: sum(({ waiting }) => waiting),
  };
}
