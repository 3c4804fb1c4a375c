import type { PlacementStrategy } from '@aws-sdk/client-ecs';
import { matches } from '../query/evaluate.ts';
import type { ClusterExpression } from '../query/expression.ts';
import type { ClusterRecord, HostRecord } from '../state/records.ts';
import type { Demand, Shortage } from '../state/resources.ts';
import { HostTree } from './host-tree.ts';
import { rankingOf } from './ranking.ts';

/** What a task needs of the host it is placed on. */
export interface PlacementRequest {
  readonly cluster: ClusterRecord;
  readonly group: string;
  readonly demand: Demand;
  readonly memberOf: readonly ClusterExpression[];
  /** True when the host already has a task that `distinctInstance` keeps apart from this one. */
  readonly isTaken: (host: HostRecord) => boolean;
  /** Hosts of this capacity provider only. */
  readonly capacityProvider: string | undefined;
  readonly strategy: readonly PlacementStrategy[];
}

/** Why a host can't take a task, in the order in which ECS looks. */
export type Obstacle = 'AGENT' | 'MEMBER_OF' | 'DISTINCT_INSTANCE' | Shortage;

const ORDER: readonly Obstacle[] = ['AGENT', 'MEMBER_OF', 'DISTINCT_INSTANCE', 'CPU', 'MEMORY', 'PORTS', 'GPU'];

/** The host that came nearest to taking a task. */
export interface NearMiss {
  readonly host: HostRecord;
  readonly obstacle: Obstacle;
}

/** Finds places for the tasks of one request, one after the other, while the state stands still otherwise. */
export class Placement {
  readonly #request: PlacementRequest;
  readonly #tree: HostTree;
  #last: HostRecord | undefined;
  #nearMiss: NearMiss | undefined;

  constructor(request: PlacementRequest, salt: number) {
    this.#request = request;
    const tasksOn = ({ groups }: HostRecord): number => groups.get(request.group) ?? 0;
    this.#tree = new HostTree(rankingOf(request.strategy, tasksOn), 1, salt);
    const hosts = Array.from(request.cluster.hosts.values()).filter(
      ({ status, capacityProviderName }) =>
        status === 'ACTIVE' &&
        (request.capacityProvider === undefined || request.capacityProvider === capacityProviderName),
    );
    for (const host of hosts) this.#tree.count(host, tasksOn(host));
    for (const host of hosts) if (this.#canTake(host)) this.#tree.offer(host);
  }

  /** The best host for one more task. The caller places the task there before asking again. */
  next(): HostRecord | undefined {
    if (this.#last !== undefined && this.#canTake(this.#last)) this.#tree.offer(this.#last);
    let host = this.#tree.take();
    while (host !== undefined && !this.#canTake(host)) host = this.#tree.take();
    this.#last = host;
    return host;
  }

  /** The host that came nearest, of those that can't take the task; undefined when there is none at all. */
  get nearMiss(): NearMiss | undefined {
    return this.#nearMiss;
  }

  #canTake(host: HostRecord): boolean {
    const obstacle = obstacleOn(host, this.#request);
    if (obstacle === undefined) return true;
    if (this.#nearMiss === undefined || ORDER.indexOf(obstacle) > ORDER.indexOf(this.#nearMiss.obstacle)) {
      this.#nearMiss = { host, obstacle };
    }
    return false;
  }
}

/** What keeps the host from taking the task; undefined when nothing does. Looks at ACTIVE hosts only. */
export function obstacleOn(
  host: HostRecord,
  request: Pick<PlacementRequest, 'memberOf' | 'isTaken' | 'demand'>,
): Obstacle | undefined {
  if (!host.agentConnected) return 'AGENT';
  if (!request.memberOf.every((expression) => hostMatches(expression, host))) return 'MEMBER_OF';
  if (request.isTaken(host)) return 'DISTINCT_INSTANCE';
  return host.resources.shortage(request.demand);
}

/** Answers that hold until the host's attributes change. */
const answers = new WeakMap<ClusterExpression, WeakMap<HostRecord, { revision: number; answer: boolean }>>();

/** Tells whether the host matches the expression. */
export function hostMatches(expression: ClusterExpression, host: HostRecord): boolean {
  if (!expression.isStatic) return matches(expression.tree, host);
  let known = answers.get(expression);
  if (known === undefined) {
    known = new WeakMap();
    answers.set(expression, known);
  }
  const remembered = known.get(host);
  if (remembered?.revision === host.attributesRevision) return remembered.answer;
  const answer = matches(expression.tree, host);
  known.set(host, { revision: host.attributesRevision, answer });
  return answer;
}
