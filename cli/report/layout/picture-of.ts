import { REASONS } from '../../../shared/domain/reasons.ts';
import { counted } from '../../counted.ts';
import type { TimeRange } from '../../page/moment.ts';
import type { Decision } from '../../plan/decisions.ts';
import type { CapacityTrack, HostTrack, ServiceTrack, TaskSpan } from '../recording/recording.ts';
import type { Report } from '../report.ts';
import { decisionWords } from './decision-words.ts';
import { aboutHost, hostWeight, tagOf } from './host-about.ts';
import type {
  HostLane,
  Lane,
  Picture,
  PicturedDecision,
  PicturedTask,
  RunLane,
  ServiceLane,
  Step,
  SumLane,
  TaskEnd,
} from './picture.ts';

type Told = Pick<Report, 'range' | 'recording' | 'decisions' | 'happenings'>;

/** The lane of what belongs to no cluster. */
const RUN = 'run';

/** What the page's script draws: a lane for everything that was seen, and every decision with its lane. */
export function pictureOf({ range, recording, decisions, happenings }: Told): Picture {
  const hosts = recording.hosts.map((host, index) => hostLane(host, index, range));
  const services = recording.services.map(serviceLane);
  const clusters = recording.capacity.map(clusterLane);
  const groups = groupLanes(hosts);
  const run: RunLane = {
    id: RUN,
    kind: 'run',
    name: 'Scenario and alarms',
    about: 'what was done to the clusters, and which alarms went off',
    cluster: undefined,
    weight: happenings.length,
    events: happenings.map(({ at, who, what }) => ({ at, kind: 'happening', what: `${who}: ${what}` })),
  };
  const lanes: readonly Lane[] = [run, ...clusters, ...services, ...groups, ...hosts];
  const laneOf = laneFinder(lanes);
  const pictured = decisions.toSorted((a, b) => a.at - b.at).map((decision) => picturedDecision(decision, laneOf));
  return { range, lanes, decisions: pictured, meanings: meaningsOf(decisions) };
}

function hostLane(track: HostTrack, index: number, { end }: TimeRange): HostLane {
  const { host, name, cluster, group, phases, events, tasks } = track;
  return {
    id: `h${index}`,
    kind: 'host',
    name,
    about: aboutHost(track),
    tag: tagOf(track),
    cluster,
    group,
    host,
    weight: hostWeight(track),
    phases: phases.map(({ state, from, to }) => [state, from, to ?? end]),
    events,
    tasks: tasks.map(picturedTask),
  };
}

function picturedTask({
  group,
  placedAt,
  runningAt,
  stoppingAt,
  stoppedAt,
  isKilled,
  isDaemon,
}: TaskSpan): PicturedTask {
  const killed: TaskEnd = isDaemon === true ? 'with-host' : 'killed';
  const end: TaskEnd = stoppedAt === undefined ? 'lasts' : isKilled === true ? killed : 'stopped';
  return [group.replace(/^service:/, ''), placedAt, runningAt ?? 0, stoppingAt ?? 0, stoppedAt ?? 0, end];
}

function serviceLane({ cluster, service, counts }: ServiceTrack, index: number): ServiceLane {
  const [first, last] = [counts[0], counts.at(-1)];
  const of = (each: typeof first): string => `${each?.running ?? 0} of ${each?.desired ?? 0}`;
  const isShort = counts.some(({ running, desired }) => running < desired);
  const least = counts.reduce((worst, each) => Math.max(worst, each.desired - each.running), 0);
  const middle = isShort ? `, at the worst moment ${least} too few` : '';
  return {
    id: `s${index}`,
    kind: 'service',
    name: service,
    about: `${of(first)} tasks ran at the beginning${middle}, ${of(last)} at the end`,
    cluster,
    events: [],
    weight: counts.length > 1 ? (isShort ? 2 : 1) : 0,
    desired: withoutRepeats(counts.map(({ at, desired: value }) => ({ at, value }))),
    running: withoutRepeats(counts.map(({ at, running: value }) => ({ at, value }))),
  };
}

function clusterLane({ cluster, samples, missing }: CapacityTrack, index: number): SumLane {
  return {
    id: `c${index}`,
    kind: 'cluster',
    name: cluster,
    about: `${counted(samples[0]?.hosts ?? 0, 'host')} ACTIVE at the beginning, ${samples.at(-1)?.hosts ?? 0} at the end`,
    cluster,
    weight: 1,
    events: missing.map(({ at, what }) => ({ at, kind: 'headroom', what: `less headroom than is wanted: ${what}` })),
  };
}

function groupLanes(hosts: readonly HostLane[]): readonly SumLane[] {
  const groups = Map.groupBy(hosts, ({ cluster, group }) => JSON.stringify([cluster, group]));
  return [...groups.values()].flatMap((members, index): SumLane[] => {
    const [first] = members;
    if (first?.group === undefined) return [];
    const about = `${counted(members.length, 'host')} in all`;
    const { cluster, group: name } = first;
    return [{ id: `g${index}`, kind: 'group', name, about, cluster, weight: 1, events: [] }];
  });
}

type LaneFinder = (decision: Decision) => string;

/** The lane of the host; or else of the service, the group, the cluster; or else of the run. */
function laneFinder(lanes: readonly Lane[]): LaneFinder {
  const key = (...parts: readonly (string | undefined)[]): string => JSON.stringify(parts);
  const ids = new Map(
    lanes.map((lane) => [
      lane.kind === 'host'
        ? key('host', lane.host)
        : key(lane.kind, lane.kind === 'service' ? lane.cluster : '', lane.name),
      lane.id,
    ]),
  );
  return ({ host, subject, service, cluster }) => {
    const last = subject?.split(/[/:]/).at(-1);
    const places = [
      key('host', host),
      key('host', last),
      key('service', cluster, service ?? last),
      key('group', '', subject),
      key('cluster', '', cluster),
      key('cluster', '', last),
    ];
    return places.flatMap((place) => ids.get(place) ?? [])[0] ?? RUN;
  };
}

function picturedDecision(decision: Decision, laneOf: LaneFinder): PicturedDecision {
  const { at, function: by, kind, outcome, reason, detail } = decision;
  return {
    at,
    function: by,
    kind,
    what: decisionWords(decision),
    reason,
    lane: laneOf(decision),
    ...(outcome !== undefined && outcome !== 'done' && { outcome }),
    ...(detail !== undefined && { detail }),
  };
}

function meaningsOf(decisions: readonly Decision[]): Picture['meanings'] {
  const known: Readonly<Record<string, string>> = REASONS;
  return Object.fromEntries(decisions.map(({ reason }) => [reason, known[reason] ?? reason]));
}

function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ value }, index) => index === 0 || value !== steps[index - 1]?.value);
}
