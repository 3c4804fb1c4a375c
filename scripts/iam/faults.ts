import { ACTIONS } from './actions.ts';
import type { Grant, StackPolicies } from './stack-policies.ts';

/** What keeps the page from saying of every permission what it is for, one line each. */
export function faultsOf({ roles, looseReasons }: StackPolicies): string[] {
  const ofGrants = roles.flatMap(({ id, grants }) => grants.flatMap((grant) => faultsOfGrant(id, grant)));
  return [...ofGrants, ...looseReasons.map((each) => `${each} is a reason without a statement`)];
}

function faultsOfGrant(role: string, { Sid, Effect, Action, Resource = [], why }: Grant): string[] {
  const name = `${role}: ${Sid ?? 'a statement without a Sid'}`;
  const unknown = Action.filter((action) => ACTIONS[action] === undefined);
  const narrower = Resource.includes('*') ? Action.filter((action) => ACTIONS[action]?.onEverything === undefined) : [];
  return [
    ...(Sid === undefined || why === undefined ? [`${name} has no reason`] : []),
    ...(Effect === 'Allow' ? [] : [`${name} does not allow`]),
    ...unknown.map((action) => `${name}: ${action} is not in scripts/iam/actions.ts`),
    ...narrower.filter((action) => !unknown.includes(action)).map((each) => `${name}: ${each} can be narrower than *`),
  ];
}
