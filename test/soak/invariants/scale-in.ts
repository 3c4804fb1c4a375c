import type { FaultSubject } from '../../../simulator/gateway/fault.ts';
import type { HostView } from '../../../simulator/services/ecs/view.ts';
import type { ServiceCase } from '../soak-case.ts';
import type { Truth } from '../truth.ts';

/** The hosts and services of a cluster at a moment. */
interface Moment {
  readonly at: number;
  readonly cluster: string;
  readonly hosts: readonly HostView[];
  /** Services whose tasks need room elsewhere when their host goes, that are to run some. */
  readonly services: readonly ServiceCase[];
  /** Tasks of such services on each host, by instance: their services. */
  readonly movable: ReadonlyMap<string, readonly ServiceCase[]>;
}

/** Milliseconds for which a moment is remembered: longer than a run, and than what it reads is out of date. */
const REMEMBERED = 60_000;

/**
 * `headroom`, `work-on-host`: whenever scale-in drains or terminates, there is the headroom that is wanted without these
 * hosts, by what was true at some moment since its run began; and what it terminates runs nothing.
 */
export function watchScaleIn(truth: Truth): void {
  const moments: Moment[] = [];
  truth.onCall((prefix, subject) => {
    if (prefix !== 'ScaleIn' || subject.service === 'sqs') return;
    const now = truth.world.simulation.clock.now();
    while (moments[0] !== undefined && now - moments[0].at > REMEMBERED) moments.shift();
    moments.push(...truth.world.soakCase.clusters.map(({ name }) => momentOf(truth, name)));
    const leaving = leavingIn(truth, subject);
    if (leaving !== undefined) judge(truth, subject.operation, leaving, moments);
  });
}

function judge(truth: Truth, operation: string, { cluster, ids }: Leaving, moments: readonly Moment[]): void {
  if (operation === TERMINATE) for (const id of ids) assertNoWork(truth, id);
  const seen = moments.filter((moment) => moment.cluster === cluster);
  const lacks = seen.map((moment) => lacking(truth, moment, new Set(ids)));
  const last = lacks.at(-1);
  if (last !== undefined && lacks.every((lack) => lack !== undefined))
    truth.break('headroom', `${operation} of ${ids.join(', ')} leaves too little ${last}`);
}

const TERMINATE = 'TerminateInstanceInAutoScalingGroup';

interface Leaving {
  readonly cluster: string;
  readonly ids: readonly string[];
}

/** The hosts that a call takes away; undefined for a call that takes none, or replaces them. */
function leavingIn(truth: Truth, { operation, input }: FaultSubject): Leaving | undefined {
  const fields = input as Readonly<Record<string, unknown>>;
  const clusterOf = (id: string): string => truth.world.simulation.ec2.instance(id)?.cluster ?? '';
  if (operation === 'UpdateContainerInstancesState' && fields['status'] === 'DRAINING') {
    const arns = fields['containerInstances'] as readonly string[];
    const ids = arns.flatMap((arn) => truth.instances.get(arn) ?? []);
    return ids[0] === undefined ? undefined : { cluster: clusterOf(ids[0]), ids };
  }
  if (operation !== TERMINATE || fields['ShouldDecrementDesiredCapacity'] !== true) return undefined;
  const ids = fields['InstanceIds'] as readonly string[];
  return ids[0] === undefined ? undefined : { cluster: clusterOf(ids[0]), ids };
}

function assertNoWork(truth: Truth, id: string): void {
  const work = truth.world.simulation.ecs
    .containersRunning(id)
    .find(({ group, daemon }) => !daemon && kindOf(truth, group) !== 'served');
  if (work !== undefined)
    truth.break('work-on-host', `${id} is terminated while a task of ${work.group} is ${work.lastStatus}`);
}

function kindOf(truth: Truth, group: string): ServiceCase['kind'] | undefined {
  return serviceOf(truth, group)?.kind;
}

function serviceOf({ world }: Truth, group: string): ServiceCase | undefined {
  return world.soakCase.services.find(({ name }) => group === `service:${name}`);
}

function momentOf(truth: Truth, cluster: string): Moment {
  const { ecs, clock } = truth.world.simulation;
  const { hosts, services, tasks } = ecs.view(cluster);
  const wanted = new Set(services.filter(({ desiredCount }) => desiredCount > 0).map(({ serviceName }) => serviceName));
  const movable = new Map<string, ServiceCase[]>();
  for (const { group, ec2InstanceId = '', lastStatus } of tasks) {
    const service = serviceOf(truth, group);
    if (service?.kind === 'replica' && lastStatus !== 'STOPPED')
      movable.set(ec2InstanceId, [...(movable.get(ec2InstanceId) ?? []), service]);
  }
  const replicas = truth.world.soakCase.services.filter((each) => each.cluster === cluster && each.kind === 'replica');
  return { at: clock.now(), cluster, hosts, movable, services: replicas.filter(({ name }) => wanted.has(name)) };
}

/** What there would be too little of without these hosts; undefined when there is enough. */
function lacking(truth: Truth, moment: Moment, leaving: ReadonlySet<string>): string | undefined {
  const { settings } = truth.world.soakCase;
  const staying = moment.hosts.filter(
    ({ status, ec2InstanceId }) => status === 'ACTIVE' && !leaving.has(ec2InstanceId),
  );
  const moved = moment.hosts
    .filter(({ status, ec2InstanceId }) => status === 'ACTIVE' && leaving.has(ec2InstanceId))
    .flatMap(({ ec2InstanceId }) => moment.movable.get(ec2InstanceId) ?? []);
  const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
    items.reduce((total, item) => total + of(item), 0);
  const isEnough = (free: number, registered: number, needed: number, percent: number): boolean =>
    (free - needed) * 100 >= percent * (registered - free + needed);
  const percentOf = (name: string): number => Number(settings[name]);
  const cpu = [sum(staying, (host) => host.freeCpu), sum(staying, (host) => host.registeredCpu)] as const;
  if (
    !isEnough(
      ...cpu,
      sum(moved, (task) => task.cpu),
      percentOf('scaleInHeadroomCpu'),
    )
  )
    return 'CPU';
  const memory = [sum(staying, (host) => host.freeMemory), sum(staying, (host) => host.registeredMemory)] as const;
  if (
    !isEnough(
      ...memory,
      sum(moved, (task) => task.memory),
      percentOf('scaleInHeadroomMemory'),
    )
  )
    return 'memory';
  const copies = percentOf('scaleInHeadroomCopies');
  return copies > 0 ? shortOfCopies(moment, staying, copies) : undefined;
}

function shortOfCopies(
  { services, movable }: Moment,
  staying: readonly HostView[],
  wanted: number,
): string | undefined {
  for (const resource of ['cpu', 'memory'] as const) {
    const most = Math.max(0, ...services.map((service) => service[resource]));
    const largest = services.filter((service) => service[resource] === most);
    const room = largest.map((service) => staying.reduce((sum, host) => sum + copiesOn(service, host, movable), 0));
    if (largest.length > 0 && Math.max(...room) < wanted) return `room for ${largest[0]?.name}`;
  }
  return undefined;
}

function copiesOn(service: ServiceCase, host: HostView, movable: Moment['movable']): number {
  if (service.tier !== undefined && host.attributes['tier'] !== service.tier) return 0;
  const fit = Math.min(Math.floor(host.freeCpu / service.cpu), Math.floor(host.freeMemory / service.memory));
  if (!service.distinct) return fit;
  return movable.get(host.ec2InstanceId)?.includes(service) === true ? 0 : Math.min(fit, 1);
}
