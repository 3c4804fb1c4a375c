import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import { ownerOf } from '../../shared/domain/tasks.ts';
import type { Log } from '../../shared/runtime/telemetry.ts';
import type { Reads } from './reads.ts';
import type { Deciding, HostLook, Obstacle } from './snapshot.ts';
import { type HostTask, tasksLeft } from './tasks-left.ts';
import { isPutOff } from './wait-end.ts';
import { termsOf } from './wait-timing.ts';

/** What reading obstacles needs. */
export interface ObstacleDependencies {
  readonly reads: Pick<Reads, 'describeServices' | 'taskProtections'>;
  readonly log: Pick<Log, 'warn'>;
}

/** Hosts read side by side. */
const HOSTS_AT_ONCE = 4;

/** Reads, for the hosts whose deadline has passed, what an operator wants to know of the tasks that are left. */
export async function readObstacles(
  looks: readonly HostLook[],
  dependencies: ObstacleDependencies,
  deciding: Omit<Deciding, 'due'>,
  signal: AbortSignal,
): Promise<readonly HostLook[]> {
  return mapAtMost(HOSTS_AT_ONCE, looks, async (look) => {
    const { host } = look;
    if (isPutOff(host) || !isToBeTold(look, deciding)) return look;
    // That the tasks can't be read is worth telling, too.
    if (host.kind !== 'found' || host.tasks.kind !== 'read') return { ...look, obstacles: [] };
    const left = tasksLeft(host.tasks.tasks);
    if (left.length === 0) return look;
    return { ...look, obstacles: await describe(host.clusterArn, left, dependencies, signal) };
  });
}

function isToBeTold(look: HostLook, { now, settings }: Omit<Deciding, 'due'>): boolean {
  return look.waits.some((wait) => {
    const tellsAt = wait.isOver || wait.operatorTold ? undefined : termsOf(wait, look, settings)?.tellsOperatorAt;
    return tellsAt !== undefined && now >= tellsAt;
  });
}

/** What can't be read is left out: the operator is told what is known. */
async function describe(
  clusterArn: string,
  tasks: readonly HostTask[],
  { reads, log }: ObstacleDependencies,
  signal: AbortSignal,
): Promise<readonly Obstacle[]> {
  const ofServices = tasks.filter((task) => ownerOf(task).kind === 'service');
  const arns = ofServices.map(({ taskArn }) => taskArn);
  const optional = async <T>(what: string, nothing: T, read: () => Promise<T>): Promise<T> => {
    try {
      return arns.length > 0 ? await read() : nothing;
    } catch (error) {
      log.warn(`${what} not read`, { clusterArn, error: asFailure(error) });
      return nothing;
    }
  };
  const [protections, messages] = await Promise.all([
    optional('task protection', new Map(), () => reads.taskProtections(clusterArn, arns, signal)),
    optional('service events', new Map<string, string | undefined>(), async () => {
      const { services } = await reads.describeServices(clusterArn, serviceNames(ofServices), signal);
      return new Map(services.map(({ serviceName, lastEventMessage }) => [serviceName, lastEventMessage]));
    }),
  ]);
  return tasks.map((task): Obstacle => {
    const owner = ownerOf(task);
    const isService = owner.kind === 'service';
    return {
      taskArn: task.taskArn,
      owner: isService ? `service ${owner.serviceName}` : `family ${owner.family}`,
      lastStatus: task.lastStatus,
      since: sinceOf(task),
      protectedUntil: protections.get(task.taskArn),
      serviceMessage: isService ? messages.get(owner.serviceName) : undefined,
    };
  });
}

function serviceNames(tasks: readonly HostTask[]): readonly string[] {
  const names = tasks.map(ownerOf).flatMap((owner) => (owner.kind === 'service' ? [owner.serviceName] : []));
  return [...new Set(names)];
}

/** Since when a task is where it is, as far as ECS says. */
function sinceOf({ desiredStatus, lastStatus, stoppingAt, startedAt, createdAt }: HostTask): number | undefined {
  if (desiredStatus === 'STOPPED') return stoppingAt ?? startedAt ?? createdAt;
  return lastStatus === 'RUNNING' ? (startedAt ?? createdAt) : createdAt;
}
