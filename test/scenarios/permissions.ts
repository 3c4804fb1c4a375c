import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadTemplate, TemplateError } from '../../simulator/deploy/template.ts';
import { PACKAGED_TEMPLATE } from '../../simulator/simulation.ts';
import { type AccountLayout, openAccount, type ScenarioAccount } from './account.ts';
import type { FunctionPrefix } from './deployed-function.ts';
import { type Permission, permissionsOf } from './role-permissions.ts';

/**
 * A small scenario that needs permissions. Together the exercises of a role have to need each permission that it has.
 * Keep each as short as it can be: it is played once with the whole role, and again for each permission that it uses.
 */
export interface Exercise {
  readonly name: string;
  /** What the account begins with. The function whose role it is, is awake; others only if `functions` names them. */
  readonly layout?: AccountLayout;
  /**
   * Plays it. Gives what came of it as plain data: what AWS looks like in the end, messages that were parked, metrics.
   * It must say what a missing permission would change; the number of calls and log lines is no outcome.
   */
  readonly play: (account: ScenarioAccount) => Promise<unknown>;
  /** What comes of it when the role is whole. */
  readonly end: unknown;
}

/** What came of an exercise. */
interface Outcome {
  readonly end: unknown;
  /** Actions that the role was allowed, and those that it was refused. */
  readonly used: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
}

/**
 * Proves with tests that a role is exactly what the exercises use.
 *
 * - *Not too little:* with the whole role every exercise ends as it says, and nothing is refused.
 * - *Not too much:* each permission is taken away in turn, that is, each action of each statement, and each resource
 *   where a statement names several. Then the stack can't be deployed any more (Lambda asks for the permissions of an
 *   event source mapping when it is made), or an exercise exists in which the role is refused that very action and
 *   which ends differently. A permission for which there is none of these fails its test: write the exercise that
 *   needs it, or take it out of the role.
 *
 * Permissions are read from the packaged template, so a new statement is tested as soon as it is packaged. Those for
 * the log are no exception: without them the simulator loses the log and, with it, the metrics, so an exercise that
 * gives a metric needs them.
 *
 * Call it at the top level of a test file:
 *
 * @example
 * provePermissions('SpotDrain', [
 *   {
 *     name: 'an interruption',
 *     layout: { clusters: [{ name: 'shop', instances: 1 }] },
 *     play: async (account) => {
 *       const shop = account.cluster('shop');
 *       await play(account, { '9:01': () => account.simulation.ec2.interrupt(shop.ids[0] ?? '') });
 *       await play(account, { '9:01:10': () => undefined });
 *       return { status: shop.hosts[0]?.status, drained: account.metric('Actions') };
 *     },
 *     end: { status: 'DRAINING', drained: 1 },
 *   },
 * ]);
 *
 * @param prefix the function whose exercises they are
 * @param roleId logical id of the role, the function's own unless given: `TerminationGateHookRole`
 */
export function provePermissions(
  prefix: FunctionPrefix,
  exercises: readonly Exercise[],
  roleId = `${prefix}Role`,
): void {
  const permissions = permissionsOf(loadTemplate(PACKAGED_TEMPLATE), roleId);
  const whole = new Map<Exercise, Outcome>();
  const playOut = (exercise: Exercise, without?: Permission) => playExercise(prefix, roleId, exercise, without);

  describe(`${roleId}, whole,`, () => {
    it.each(exercises.map((exercise) => [exercise.name, exercise] as const))(
      'lets %s end well',
      async (_, exercise) => {
        const outcome = await playOut(exercise);
        if (outcome === 'not deployed') throw new Error('The packaged stack cannot be deployed');
        whole.set(exercise, outcome);
        expect(outcome.end).toEqual(exercise.end);
        expect([...outcome.refused]).toEqual([]);
      },
    );
  });

  describe(`${roleId} without`, () => {
    it.each(permissions.map((permission) => [permission.name, permission] as const))('%s fails', async (_, without) => {
      const isUsing = (exercise: Exercise): boolean => whole.get(exercise)?.used.has(without.action) ?? true;
      const candidates = exercises.filter(isUsing);
      for (const exercise of candidates) {
        const outcome = await playOut(exercise, without);
        if (outcome === 'not deployed') return;
        if (outcome.refused.has(without.action) && !isDeepStrictEqual(outcome.end, exercise.end)) return;
      }
      const names = candidates.map(({ name }) => name).join(', ');
      expect.fail(
        `${without.name} is not needed: ${names ? `${names} end the same without it` : 'no exercise uses it'}`,
      );
    });
  });
}

async function playExercise(
  prefix: FunctionPrefix,
  roleId: string,
  { layout = {}, play }: Exercise,
  without?: Permission,
): Promise<Outcome | 'not deployed'> {
  const amend = [...(layout.amend ?? []), ...(without === undefined ? [] : [without.remove])];
  let account: ScenarioAccount;
  try {
    account = await openAccount({ functions: [prefix], ...layout, amend });
  } catch (error) {
    if (error instanceof TemplateError && without !== undefined) return 'not deployed';
    throw error;
  }
  try {
    const { iam, stack } = account.simulation;
    const roleName = stack.resources[roleId]?.ref ?? '';
    const end = await ending(play, account);
    const refusals = iam.refusals.filter((refusal) => refusal.roleName === roleName);
    return { end, used: iam.used(roleName), refused: new Set(refusals.map(({ action }) => action)) };
  } finally {
    await account.simulation.close();
  }
}

/** An exercise that throws has an end of its own too. */
async function ending(play: Exercise['play'], account: ScenarioAccount): Promise<unknown> {
  try {
    return await play(account);
  } catch (error) {
    return { thrown: error instanceof Error ? error.message : String(error) };
  }
}
