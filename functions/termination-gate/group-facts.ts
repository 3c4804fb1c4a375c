import { mapAtMost } from '../../shared/domain/concurrency.ts';
import { asFailure } from '../../shared/domain/errors.ts';
import type { Reads } from './reads.ts';
import type { GroupView } from './snapshot.ts';

/** Milliseconds for which a group and its hooks are remembered. */
const REMEMBERED_FOR = 60_000;
/** Groups whose hooks are read side by side. */
const GROUPS_AT_ONCE = 4;

type Remembered = Extract<GroupView, { kind: 'read' }>;

/** Reads Auto Scaling groups with their hooks, and remembers them for a minute. */
export class GroupFacts {
  readonly #reads: Pick<Reads, 'describeGroups' | 'describeTerminationHooks'>;
  readonly #clock: () => number;
  readonly #remembered = new Map<string, { readonly view: Remembered; readonly until: number }>();

  /** @param clock gives the time in milliseconds */
  constructor(reads: Pick<Reads, 'describeGroups' | 'describeTerminationHooks'>, clock: () => number) {
    this.#reads = reads;
    this.#clock = clock;
  }

  /** What was last read of a group, however long ago. */
  known(name: string): Remembered | undefined {
    return this.#remembered.get(name)?.view;
  }

  /**
   * Reads groups by name. What can't be read is in the answer, or what was known of it before: a drain that has begun
   * goes on by the terms that it began with. Nothing is thrown.
   */
  async of(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, GroupView>> {
    const wanted = [...new Set(names)];
    const outdated = wanted.filter((name) => this.#clock() >= (this.#remembered.get(name)?.until ?? 0));
    const views = new Map<string, GroupView>(await this.#read(outdated, signal));
    for (const name of wanted) {
      const view = views.get(name);
      const known = this.#remembered.get(name)?.view;
      if (known && (!view || view.kind === 'unreadable')) views.set(name, known);
    }
    return views;
  }

  async #read(names: readonly string[], signal: AbortSignal): Promise<[string, GroupView][]> {
    if (names.length === 0) return [];
    try {
      const groups = await this.#reads.describeGroups(names, signal);
      const byName = new Map(groups.map((group) => [group.autoScalingGroupName, group]));
      return await mapAtMost(GROUPS_AT_ONCE, names, async (name): Promise<[string, GroupView]> => {
        const group = byName.get(name);
        if (!group) {
          this.#remembered.delete(name);
          return [name, { kind: 'gone' }];
        }
        return [name, await this.#withHooks(group, signal)];
      });
    } catch (error) {
      const failure = asFailure(error);
      return names.map((name) => [name, { kind: 'unreadable', failure }]);
    }
  }

  async #withHooks(group: Remembered['group'], signal: AbortSignal): Promise<GroupView> {
    try {
      const hooks = await this.#reads.describeTerminationHooks(group.autoScalingGroupName, signal);
      const view = { kind: 'read', group, hooks } as const;
      this.#remembered.set(group.autoScalingGroupName, { view, until: this.#clock() + REMEMBERED_FOR });
      return view;
    } catch (error) {
      return { kind: 'unreadable', failure: asFailure(error) };
    }
  }
}
