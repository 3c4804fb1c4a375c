import type { TaskChange } from '../../../simulator/services/ecs/changes.ts';
import type { TaskView } from '../../../simulator/services/ecs/view.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { TaskSpan } from './recording.ts';

const RUNNING: readonly TaskView['lastStatus'][] = ['RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING'];

/** Follows the tasks on hosts. */
export class TaskSpans {
  readonly #simulation: Simulation;
  /** By EC2 instance id, then by ARN of the task. */
  readonly #spans = new Map<string, Map<string, TaskSpan>>();
  /** Whether tasks of a cluster's service are those of a DAEMON one. */
  readonly #daemons = new Map<string, boolean>();
  readonly #killed: (ec2InstanceId: string, at: number) => void;

  /** @param killed told of each task that stops together with its host, those of DAEMON services aside */
  constructor(
    simulation: Simulation,
    clusters: readonly string[],
    killed: (ec2InstanceId: string, at: number) => void,
  ) {
    this.#simulation = simulation;
    this.#killed = killed;
    for (const cluster of clusters) for (const task of simulation.ecs.view(cluster).tasks) this.#found(task);
    simulation.ecs.onChange((change) => change.kind === 'task' && this.#changed(change));
  }

  /** Tasks that were ever on a host, in the order in which they came. */
  on(ec2InstanceId: string): readonly TaskSpan[] {
    return [...(this.#spans.get(ec2InstanceId)?.values() ?? [])];
  }

  #found({ taskArn, group, ec2InstanceId, lastStatus }: TaskView): void {
    if (ec2InstanceId === undefined || lastStatus === 'STOPPED') return;
    const at = this.#simulation.clock.now();
    const span = this.#span(ec2InstanceId, taskArn, { group, placedAt: at });
    if (RUNNING.includes(lastStatus)) span.runningAt = at;
  }

  #span(ec2InstanceId: string, taskArn: string, fresh: TaskSpan): TaskSpan {
    const onHost = this.#spans.get(ec2InstanceId) ?? new Map<string, TaskSpan>();
    this.#spans.set(ec2InstanceId, onHost);
    const span = onHost.get(taskArn) ?? fresh;
    onHost.set(taskArn, span);
    return span;
  }

  #changed({ taskArn, group, ec2InstanceId, lastStatus, clusterName, at }: TaskChange): void {
    if (ec2InstanceId === undefined) return;
    const span = this.#span(ec2InstanceId, taskArn, { group, placedAt: at });
    if (lastStatus === 'RUNNING') span.runningAt ??= at;
    if (lastStatus === 'DEACTIVATING' || lastStatus === 'STOPPING') span.stoppingAt ??= at;
    if (lastStatus === 'STOPPED') this.#stopped(span, ec2InstanceId, { at, clusterName, taskArn });
  }

  #stopped(
    span: TaskSpan,
    ec2InstanceId: string,
    { at, clusterName, taskArn }: Pick<TaskChange, 'at' | 'clusterName' | 'taskArn'>,
  ): void {
    if (span.stoppedAt !== undefined) return;
    span.stoppedAt = at;
    if (this.#simulation.ec2.instance(ec2InstanceId)?.state === 'running') return;
    span.isKilled = true;
    span.isDaemon = this.#isDaemon(clusterName, span.group, taskArn);
    if (!span.isDaemon) this.#killed(ec2InstanceId, at);
  }

  #isDaemon(clusterName: string, group: string, taskArn: string): boolean {
    const key = `${clusterName} ${group}`;
    const known = this.#daemons.get(key);
    if (known !== undefined) return known;
    const task = this.#simulation.ecs.view(clusterName).tasks.find((each) => each.taskArn === taskArn);
    const isDaemon = task?.daemon ?? false;
    this.#daemons.set(key, isDaemon);
    return isDaemon;
  }
}
