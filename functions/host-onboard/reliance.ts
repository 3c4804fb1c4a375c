import type { DefinitionCredentials } from '../../shared/aws/task-credentials.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import type { Reads } from './reads.ts';
import type { Reliance } from './snapshot.ts';

/** Tasks read of a cluster, in pages of a hundred, until one is found that relies on the role of its instance. */
const MOST_PAGES = 10;
/** Task definitions read for it; those that were read before in this process cost nothing. */
const MOST_DEFINITIONS = 25;
/** Network modes in which a container has its instance's network, one of its own with an ENI, or none: no hop is added. */
const WITHOUT_A_HOP: ReadonlySet<string> = new Set(['host', 'awsvpc', 'none']);
/** Milliseconds for which an answer is remembered: hosts that join together, batch after batch, ask for it once. */
const REMEMBERED_FOR = 60_000;
const ELSEWHERE: ReadonlySet<string | undefined> = new Set(['FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES']);

/**
 * Tells whether containers of a cluster rely on the role of their instance: those of tasks without a role of their own,
 * in bridge mode (ECS developer guide, "Task IAM role": without one, containers use the role of the instance). What
 * runs now is asked, in the whole cluster: a host that has just joined runs nothing yet.
 */
export class RelianceReader {
  readonly #reads: Pick<Reads, 'taskPages' | 'describeDefinition'>;
  /** Task definitions never change. */
  readonly #definitions = new Map<string, DefinitionCredentials>();
  readonly #clock: () => number;
  /** What was found last, by the ARN of the cluster, and until when it is believed, in milliseconds. */
  readonly #known = new Map<string, { readonly reliance: Reliance; readonly until: number }>();

  /** @param clock gives the time in milliseconds */
  constructor(reads: Pick<Reads, 'taskPages' | 'describeDefinition'>, clock: () => number) {
    this.#reads = reads;
    this.#clock = clock;
  }

  /** As it was a minute ago at most. Throws nothing: what can't be read this time is `unread`. */
  async of(clusterArn: string, signal: AbortSignal): Promise<Reliance> {
    const known = this.#known.get(clusterArn);
    if (known && this.#clock() < known.until) return known.reliance;
    try {
      const until = this.#clock() + REMEMBERED_FOR;
      const reliance = await this.#of(clusterArn, signal);
      this.#known.set(clusterArn, { reliance, until });
      return reliance;
    } catch (error) {
      const { reason } = asFailure(error);
      // Whatever can't be read for good is as unclear tomorrow.
      return reason === 'rejected' ? { kind: 'unclear', detail: reason } : { kind: 'unread' };
    }
  }

  async #of(clusterArn: string, signal: AbortSignal): Promise<Reliance> {
    let [pages, definitions] = [0, 0];
    for await (const tasks of this.#reads.taskPages(clusterArn, signal)) {
      const candidates = tasks.filter(
        ({ launchType, hasRoleOverride }) => !hasRoleOverride && !ELSEWHERE.has(launchType),
      );
      for (const taskDefinitionArn of new Set(candidates.map((task) => task.taskDefinitionArn))) {
        if (!this.#definitions.has(taskDefinitionArn)) definitions += 1;
        if (definitions > MOST_DEFINITIONS) return { kind: 'unclear', detail: 'too many task definitions' };
        if (relies(await this.#definition(taskDefinitionArn, signal))) return { kind: 'relied', taskDefinitionArn };
      }
      pages += 1;
      if (pages === MOST_PAGES) return { kind: 'unclear', detail: 'too many tasks' };
    }
    return { kind: 'not-relied' };
  }

  async #definition(arn: string, signal: AbortSignal): Promise<DefinitionCredentials> {
    const known = this.#definitions.get(arn) ?? (await this.#reads.describeDefinition(arn, signal));
    this.#definitions.set(arn, known);
    return known;
  }
}

function relies({ hasTaskRole, networkMode }: DefinitionCredentials): boolean {
  return !hasTaskRole && !WITHOUT_A_HOP.has(networkMode);
}
