import type { Fault, FaultEffect, FaultSubject } from '../../simulator/gateway/fault.ts';
import { type Random, seededRandom } from '../../simulator/kernel/random.ts';
import { serverError, throttled } from '../scenarios/faults.ts';
import type { TroubleCase } from './soak-case.ts';
import type { SoakWorld } from './world.ts';

/** Lets a trouble begin and end when its case says so. */
export function arrange(world: SoakWorld, trouble: TroubleCase): void {
  const { kind, from, until } = trouble;
  const { clock } = world.simulation;
  if (kind === 'clock-skew') return;
  if (kind === 'short-pages') {
    world.simulation.faults.inject(ofFunctions(world, trouble, shortPages(trouble)));
    return;
  }
  if (kind === 'overlap') {
    for (const mapping of world.simulation.mappings.values()) mapping.gatherers = trouble.amount;
    return;
  }
  let end = (): void => undefined;
  clock.at(world.began + from, `trouble ${kind} begins`, () => {
    end = begin(world, trouble);
  });
  clock.at(world.began + until, `trouble ${kind} ends`, () => end());
}

function begin(world: SoakWorld, trouble: TroubleCase): () => void {
  const random = seededRandom(world.soakCase.seed * 7_919 + trouble.kind.length * 31 + trouble.from);
  if (trouble.kind.endsWith('-events')) return unreliable(world, trouble);
  return world.simulation.faults.inject(ofFunctions(world, trouble, faultOf(trouble, random)));
}

/** Only functions meet faults, and of these only one where the case says so. */
function ofFunctions(world: SoakWorld, { function: prefix }: TroubleCase, fault: Fault): Fault {
  return (subject) => {
    const caller = world.prefixOf(subject.functionName);
    return caller === undefined || (prefix !== undefined && caller !== prefix) ? undefined : fault(subject);
  };
}

function faultOf(trouble: TroubleCase, random: Random): Fault {
  const { probability, amount } = trouble;
  const by = (effects: readonly FaultEffect[]) => (): FaultEffect | undefined =>
    random.chance(probability) ? random.pick(effects) : undefined;
  switch (trouble.kind) {
    case 'throttle':
      return by([throttled]);
    case 'server-error':
      return by([serverError(false), serverError(true)]);
    case 'reset':
      return by([
        { kind: 'reset', carriedOut: false },
        { kind: 'reset', carriedOut: true },
      ]);
    case 'slow':
      return by([{ kind: 'delay', milliseconds: amount }]);
    case 'stale':
      return by([{ kind: 'stale', maximumAge: amount }]);
    case 'partial':
      return partial(random, probability);
    case 'kill':
      return deaths(random, amount);
    default:
      return () => undefined;
  }
}

/** More deaths would cost much time: every cold start after one is a new thread. */
const MOST_DEATHS = 3;

/** Functions die at some call or other, whichever it is, before or after it took effect. */
function deaths(random: Random, calls: number): Fault {
  let survived = calls;
  let died = 0;
  return () => {
    survived -= 1;
    if (survived >= 0 || died === MOST_DEATHS) return undefined;
    died += 1;
    survived = random.integer(0, 40);
    return { kind: 'kill', carriedOut: random.chance(0.5) };
  };
}

type Answer = Readonly<Record<string, unknown>> & { readonly failures?: readonly unknown[] };

/** The list in which each operation answers. */
const ANSWERED_IN: Readonly<Record<string, string>> = {
  DescribeClusters: 'clusters',
  DescribeContainerInstances: 'containerInstances',
  DescribeServices: 'services',
  DescribeTasks: 'tasks',
  GetTaskProtection: 'protectedTasks',
};

/** An item of ECS's answer is missing, with a failure in its place that is no statement about it. */
function partial(random: Random, probability: number): Fault {
  return ({ operation }) => {
    const list = ANSWERED_IN[operation];
    return list !== undefined && random.chance(probability) ? withoutOne(list, random) : undefined;
  };
}

function withoutOne(list: string, random: Random): FaultEffect {
  return {
    kind: 'amend',
    amend: (output) => {
      const { [list]: items, failures = [], ...rest } = output as Answer;
      const all = items as readonly Readonly<Record<string, unknown>>[];
      if (all.length === 0) return output;
      const failed = random.pick(all);
      const arn = failed['taskArn'] ?? failed['containerInstanceArn'] ?? failed['serviceArn'] ?? failed['clusterArn'];
      const others = all.filter((item) => item !== failed);
      return { ...rest, [list]: others, failures: [...failures, { arn, reason: 'SERVICE_UNAVAILABLE' }] };
    },
  };
}

/** Where each list takes the size of its pages. ListServices has ten unless told otherwise. */
const PAGE_SIZES: Readonly<Record<string, string>> = {
  ListClusters: 'maxResults',
  ListContainerInstances: 'maxResults',
  ListServices: 'maxResults',
  ListTasks: 'maxResults',
  DescribeAutoScalingGroups: 'MaxRecords',
  DescribeAutoScalingInstances: 'MaxRecords',
};

/** Services may give fewer items on a page than were asked for. */
function shortPages({ amount }: TroubleCase): Fault {
  return ({ operation }: FaultSubject) => {
    const field = PAGE_SIZES[operation];
    if (field === undefined) return undefined;
    return { kind: 'rewrite', rewrite: (input) => ({ ...(input as object), [field]: amount }) };
  };
}

/** The schedule is EventBridge's own; what is lost is what services hand over at their best. A topic loses nothing. */
const isFromServices = ({ source }: { readonly source: string }): boolean => source !== 'aws.events';

function unreliable({ simulation }: SoakWorld, { kind, probability, amount }: TroubleCase): () => void {
  const { eventBridge, sns } = simulation;
  const change = {
    'lost-events': { loss: probability },
    'doubled-events': { duplication: probability },
    'late-events': { delay: probability, maximumDelay: amount },
  }[kind as 'lost-events' | 'doubled-events' | 'late-events'];
  Object.assign(eventBridge.faults, change, { concerns: isFromServices });
  if (kind !== 'lost-events') Object.assign(sns.faults, change);
  const none = Object.fromEntries(Object.keys(change).map((name) => [name, 0]));
  return () => {
    Object.assign(eventBridge.faults, none);
    Object.assign(sns.faults, none);
  };
}
