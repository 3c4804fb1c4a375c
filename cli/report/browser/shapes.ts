import type { HostLane, Lane, Picture, Step, SumLane } from '../layout/picture.ts';
import { largest, stateSteps, taskSteps } from '../layout/steps.ts';
import type { HostState } from '../recording/recording.ts';

/** From the bottom to the top of a sum of hosts. */
const STACK: readonly HostState[] = ['active', 'disconnected', 'draining', 'held', 'ending', 'not-registered'];

/** How many hosts are in a state, or in one under it. */
export interface Stacked {
  readonly state: HostState;
  readonly steps: readonly Step[];
}

/** Numbers over time that do not change with what is looked for; reckoned once. */
export class Shapes {
  /** Tasks at which a host's area is full. */
  readonly mostTasks: number;
  readonly #hosts: readonly HostLane[];
  readonly #end: number;
  readonly #tasks = new Map<string, readonly Step[]>();
  readonly #sums = new Map<string, readonly Stacked[]>();

  constructor({ lanes, range }: Picture) {
    this.#hosts = lanes.filter((lane) => lane.kind === 'host');
    this.#end = range.end;
    this.mostTasks = this.#hosts.reduce((most, host) => Math.max(most, largest(this.tasksOf(host))), 1);
  }

  tasksOf({ id, tasks }: HostLane): readonly Step[] {
    const steps = this.#tasks.get(id) ?? taskSteps(tasks);
    this.#tasks.set(id, steps);
    return steps;
  }

  /** The hosts of a cluster or a group, by state. */
  sumOf(lane: SumLane): readonly Stacked[] {
    const known = this.#sums.get(lane.id);
    if (known !== undefined) return known;
    const hosts = this.#hosts.filter((host) => isPartOf(host, lane));
    const stack = STACK.map((state, index) => ({
      state,
      steps: stateSteps(hosts, STACK.slice(0, index + 1), this.#end),
    }));
    this.#sums.set(lane.id, stack);
    return stack;
  }
}

function isPartOf({ cluster, group }: HostLane, lane: Lane): boolean {
  return cluster === lane.cluster && (lane.kind === 'cluster' || group === lane.name);
}
