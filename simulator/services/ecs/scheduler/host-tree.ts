import TinyQueue from 'tinyqueue';
import type { HostRecord } from '../state/records.ts';

/** How hosts rank for one more, or one less, task of a group. */
export interface Ranking {
  /** Fields to spread over, the most important first: their value on a host. */
  readonly levels: readonly ((host: HostRecord) => string)[];
  /** Order of the hosts that are alike in every level: lower first, earlier entries first. */
  readonly weights: readonly ((host: HostRecord) => number)[];
}

interface Leaf {
  readonly host: HostRecord;
  readonly weights: readonly number[];
  readonly tie: number;
}

interface Branch {
  readonly tie: number;
  count: number;
  readonly children: Map<string, Branch>;
  readonly branches: TinyQueue<Branch>;
  readonly leaves: TinyQueue<Leaf>;
  queued: boolean;
}

/**
 * Picks hosts one after the other so that the tasks of a group stay spread. Building it costs one look at each host,
 * a pick only the logarithm, so that placing many tasks on many hosts stays cheap.
 */
export class HostTree {
  readonly #ranking: Ranking;
  readonly #direction: 1 | -1;
  readonly #salt: number;
  readonly #root: Branch;

  /**
   * @param direction 1 to place (fewest tasks first), -1 to stop (most tasks first)
   * @param salt decides between hosts that rank the same
   */
  constructor(ranking: Ranking, direction: 1 | -1, salt: number) {
    this.#ranking = ranking;
    this.#direction = direction;
    this.#salt = salt;
    this.#root = this.#branch(0);
  }

  /** Counts tasks that the group has on a host. All counting comes before the first offer. */
  count(host: HostRecord, tasks: number): void {
    let branch = this.#root;
    for (const level of this.#ranking.levels) {
      branch = this.#child(branch, level(host));
      branch.count += tasks;
    }
  }

  /** Makes the host one of those to pick from. */
  offer(host: HostRecord): void {
    const path = this.#path(host);
    const leaf = {
      host,
      weights: this.#ranking.weights.map((weight) => weight(host) * this.#direction),
      tie: this.#tie(host.order),
    };
    path.at(-1)?.leaves.push(leaf);
    this.#requeue(path);
  }

  /** Takes the best host out and counts the task that is placed on it or stopped there. */
  take(): HostRecord | undefined {
    const path = [this.#root];
    for (let branch = this.#root.branches.pop(); branch !== undefined; branch = branch.branches.pop()) {
      branch.queued = false;
      branch.count += this.#direction;
      path.push(branch);
    }
    const leaf = path.at(-1)?.leaves.pop();
    this.#requeue(path);
    return leaf?.host;
  }

  /** Puts the branches of a path back in their queues, where something is left to pick. */
  #requeue(path: readonly Branch[]): void {
    for (let index = path.length - 1; index > 0; index -= 1) {
      const branch = path[index];
      if (branch === undefined || branch.queued || branch.leaves.length + branch.branches.length === 0) continue;
      branch.queued = true;
      path[index - 1]?.branches.push(branch);
    }
  }

  #path(host: HostRecord): Branch[] {
    const path = [this.#root];
    let branch = this.#root;
    for (const level of this.#ranking.levels) {
      branch = this.#child(branch, level(host));
      path.push(branch);
    }
    return path;
  }

  #child(parent: Branch, value: string): Branch {
    let child = parent.children.get(value);
    if (child === undefined) {
      child = this.#branch(parent.children.size + 1);
      parent.children.set(value, child);
    }
    return child;
  }

  #branch(order: number): Branch {
    return {
      tie: this.#tie(order),
      count: 0,
      children: new Map(),
      branches: new TinyQueue<Branch>([], (a, b) => (a.count - b.count) * this.#direction || a.tie - b.tie),
      leaves: new TinyQueue<Leaf>([], compareLeaves),
      queued: false,
    };
  }

  #tie(order: number): number {
    return Math.imul(order ^ this.#salt, 0x9e3779b1) >>> 0;
  }
}

function compareLeaves(a: Leaf, b: Leaf): number {
  for (let index = 0; index < a.weights.length; index += 1) {
    const difference = (a.weights[index] ?? 0) - (b.weights[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.tie - b.tie;
}
