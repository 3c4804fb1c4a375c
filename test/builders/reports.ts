import type { Decision } from '../../cli/plan/decisions.ts';
import type { CapacityTrack, HostTrack, ServiceTrack, TaskSpan } from '../../cli/report/recording/recording.ts';
import type { Report } from '../../cli/report/report.ts';

/** When the run of a report begins and ends. */
export const BEGAN = Date.UTC(2026, 0, 5, 17, 30);
export const ENDED = BEGAN + 1_800_000;

const at = (minutes: number): number => BEGAN + Math.round(minutes * 60_000);

/** A host that is ACTIVE all the time, with a task of web. */
export function aHostTrack(overrides: Partial<HostTrack> = {}): HostTrack {
  return {
    host: 'i-00000000000000001',
    name: 'i-00000000000000001',
    cluster: 'shop',
    group: 'shop-general',
    zone: 'eu-west-1a',
    purchase: 'on-demand',
    instanceType: 'm7g.large',
    isNew: false,
    phases: [{ state: 'active', from: BEGAN, to: undefined }],
    events: [],
    tasks: [aTask()],
    ...overrides,
  };
}

/** A task of web that runs all the time. */
export function aTask(overrides: Partial<TaskSpan> = {}): TaskSpan {
  return { group: 'service:web', placedAt: BEGAN, runningAt: BEGAN, ...overrides };
}

/** An action that drains a host at the second minute. */
export function aDecision(overrides: Partial<Decision> = {}): Decision {
  return {
    at: at(2),
    function: 'spot-drain',
    kind: 'action',
    what: 'drain-hosts',
    outcome: 'done',
    reason: 'spot-interrupted',
    meaning: 'EC2 takes the host away two minutes after its interruption notice.',
    detail: undefined,
    cluster: 'shop',
    host: undefined,
    service: undefined,
    task: undefined,
    from: undefined,
    to: undefined,
    subject: undefined,
    ...overrides,
  };
}

const id = (index: number): string => `i-${String(index + 1).padStart(17, '0')}`;

/** A Spot host that gets its notice after some minutes, is drained, and is gone two minutes later. */
function taken(index: number): HostTrack {
  const notice = 2 + (index % 60) / 60;
  return aHostTrack({
    host: id(index),
    name: id(index),
    group: 'shop-spot',
    purchase: 'spot',
    phases: [
      { state: 'active', from: BEGAN, to: at(notice) },
      { state: 'draining', from: at(notice), to: at(notice + 2) },
      { state: 'ending', from: at(notice + 2), to: at(notice + 2.5) },
    ],
    events: [
      { at: at(notice), kind: 'notice', what: 'Spot interruption notice: two minutes are left' },
      { at: at(notice), kind: 'state', what: 'is DRAINING' },
      { at: at(notice + 2), kind: 'state', what: 'EC2 takes it away' },
    ],
    tasks: [aTask({ stoppingAt: at(notice), stoppedAt: at(notice + 1) })],
  });
}

/** What a run is to have been. */
export interface RunLayout {
  /** Half of them are Spot hosts, and half of those are taken. */
  readonly hosts: number;
}

/** A report of a Spot storm: every fourth host is taken and drained, web is short of tasks meanwhile. */
export function aReport({ hosts: count }: RunLayout = { hosts: 8 }, overrides: Partial<Report> = {}): Report {
  const hosts = Array.from({ length: count }, (_, index) => {
    if (index % 4 === 3) return taken(index);
    const isSpot = index % 2 === 1;
    const group = isSpot ? 'shop-spot' : 'shop-general';
    return aHostTrack({ host: id(index), name: id(index), group, purchase: isSpot ? 'spot' : 'on-demand' });
  });
  const drains = hosts
    .filter(({ events }) => events.length > 0)
    .map(({ host, events }) => aDecision({ host, at: (events[0]?.at ?? 0) + 1_000 }));
  return {
    title: 'Rehearsal: storm',
    about: 'A quarter of the hosts is taken',
    terms: ['seed 1'],
    range: { start: BEGAN, end: ENDED },
    verdict: { state: 'good', headline: 'Nothing was lost', lines: [] },
    recording: { hosts, services: [web(count)], capacity: [capacity(count)] },
    decisions: [
      ...drains,
      aDecision({
        at: at(3),
        function: 'host-sync',
        what: 'set-desired-count',
        reason: 'too-many-tasks',
        service: 'web',
        from: count,
        to: count - 1,
      }),
      aDecision({
        at: at(4),
        function: 'scale-in',
        kind: 'held-back',
        what: 'held back',
        outcome: undefined,
        reason: 'tasks-pending',
        subject: 'shop',
      }),
      ...hosts.slice(0, 3).map(({ host }) =>
        aDecision({
          at: at(5),
          function: 'scale-in',
          kind: 'verdict',
          what: 'keep',
          outcome: undefined,
          reason: 'in-use',
          host,
        }),
      ),
    ],
    happenings: [{ at: at(2), who: 'scenario', what: 'EC2 is to take hosts away' }],
    notes: ['the simulator starts tasks faster'],
    functions: [
      {
        function: 'ecs-ops-dev-spot-drain',
        invocations: 3,
        failures: 0,
        billedMilliseconds: 1_234,
        calls: { 'ecs:ListContainerInstances': 6 },
      },
    ],
    cost: { lambda: 0.0001, sqs: 0.001, logs: 0.0002, total: 0.0013 },
    ...overrides,
  };
}

function web(count: number): ServiceTrack {
  const counts = [
    { at: BEGAN, desired: count, running: count },
    { at: at(3), desired: count, running: count - 1 },
    { at: at(5), desired: count, running: count },
  ];
  return { cluster: 'shop', service: 'web', counts };
}

function capacity(count: number): CapacityTrack {
  const sample = (minutes: number, hosts: number) => ({
    at: at(minutes),
    hosts,
    capacity: { cpu: hosts * 2_048, memory: hosts * 7_680 },
    used: { cpu: count * 128, memory: count * 256 },
    wanted: minutes === 0 ? undefined : { cpu: count * 26, memory: count * 52 },
  });
  const samples = [sample(0, count), sample(2.5, count - Math.floor(count / 4)), sample(29, count)];
  return { cluster: 'shop', samples, missing: [{ at: at(6), what: '20 % of CPU' }] };
}
