import type { TaskNeeds } from '../../shared/aws/task-definitions.ts';
import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import type { Log } from '../../shared/runtime/telemetry.ts';
import type { Reads } from './reads.ts';

/** Calls in flight together: far under the burst of the bucket of task-definition reads (50). */
const CALLS_AT_ONCE = 4;
/** Task definitions that are remembered: some megabytes. */
const MOST_REMEMBERED = 20_000;

/** Knows what tasks take of a host. A revision of a task definition never changes, so it is read once in a process. */
export class TaskDefinitions {
  readonly #reads: Pick<Reads, 'describeTaskNeeds'>;
  readonly #log: Log;
  readonly #known = new Map<string, TaskNeeds>();

  constructor(reads: Pick<Reads, 'describeTaskNeeds'>, log: Log) {
    this.#reads = reads;
    this.#log = log;
  }

  /** What is known of these task definitions. One that can't be read is not in the answer. */
  async read(arns: Iterable<string>, signal: AbortSignal): Promise<readonly TaskNeeds[]> {
    const wanted = [...new Set(arns)].filter((arn) => arn !== '');
    const unknown = wanted.filter((arn) => !this.#known.has(arn));
    if (this.#known.size + unknown.length > MOST_REMEMBERED) this.#known.clear();
    const missing = wanted.filter((arn) => !this.#known.has(arn));
    await mapAtMost(CALLS_AT_ONCE, missing, async (arn) => {
      try {
        this.#known.set(arn, await this.#reads.describeTaskNeeds(arn, signal));
      } catch (error) {
        this.#log.warn('task definition not read', { taskDefinitionArn: arn, error: asFailure(error) });
      }
    });
    return wanted.flatMap((arn) => this.#known.get(arn) ?? []);
  }
}
