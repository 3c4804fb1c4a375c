import { asFailure } from '../../shared/domain/errors.ts';
import type { Reads } from './reads.ts';
import type { EligibleHosts } from './snapshot.ts';

/** Longer ones can be none of ECS's (ECS developer guide, "Cluster query language": 2,000 characters). */
const LONGEST = 2_000;

/**
 * Fields whose values change while hosts go and tasks move (ECS developer guide, "Cluster query language"): what ECS
 * answers now need not hold once a plan is carried out.
 */
const PASSING = /\b(task:|runningTasksCount|pendingTasksCount|agentConnected|(remaining|registered)Resources)/i;

/** Has ECS itself evaluate the expressions of a cluster's constraints, each once. */
export class Expressions {
  readonly #clusterArn: string;
  readonly #reads: Pick<Reads, 'listContainerInstances'>;
  readonly #signal: AbortSignal;
  readonly #answers = new Map<string, Promise<EligibleHosts>>();

  constructor(clusterArn: string, reads: Pick<Reads, 'listContainerInstances'>, signal: AbortSignal) {
    this.#clusterArn = clusterArn;
    this.#reads = reads;
    this.#signal = signal;
  }

  /** The hosts for which all of the expressions are true. */
  async hostsOf(expressions: readonly string[]): Promise<EligibleHosts> {
    const answers = await Promise.all(expressions.map((expression) => this.#ask(expression)));
    return answers.reduce<EligibleHosts>(both, { kind: 'all' });
  }

  #ask(expression: string): Promise<EligibleHosts> {
    const answer = this.#answers.get(expression) ?? this.#evaluate(expression);
    this.#answers.set(expression, answer);
    return answer;
  }

  async #evaluate(filter: string): Promise<EligibleHosts> {
    if (filter.length > LONGEST || PASSING.test(filter)) return { kind: 'not-evaluated', detail: `memberOf ${filter}` };
    try {
      const arns = await this.#reads.listContainerInstances({ cluster: this.#clusterArn, filter }, this.#signal);
      return { kind: 'some', containerInstanceArns: new Set(arns) };
    } catch (error) {
      return { kind: 'not-evaluated', detail: `memberOf ${filter}: ${asFailure(error).message}` };
    }
  }
}

function both(a: EligibleHosts, b: EligibleHosts): EligibleHosts {
  if (a.kind === 'all' || b.kind === 'not-evaluated') return b;
  if (b.kind === 'all' || a.kind === 'not-evaluated') return a;
  const arns = [...a.containerInstanceArns].filter((arn) => b.containerInstanceArns.has(arn));
  return { kind: 'some', containerInstanceArns: new Set(arns) };
}
