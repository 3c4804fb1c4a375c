import type { Template } from '../../simulator/deploy/template.ts';
import type { Amendment } from './amendments.ts';

/** Something that a role allows and that can be taken away. */
export interface Permission {
  /** `SetDesiredCount: ecs:UpdateService`. */
  readonly name: string;
  /** `ecs:UpdateService`. */
  readonly action: string;
  /** Takes it away. */
  readonly remove: Amendment;
}

/** A statement as templates have it. */
interface Statement {
  readonly Sid?: string;
  Action: string | readonly string[];
  Resource: unknown;
}

interface Policy {
  readonly PolicyDocument: { Statement: Statement[] };
}

/** All permissions of a role: each action of each statement, on each resource where a statement names several. */
export function permissionsOf(template: Template, roleId: string): readonly Permission[] {
  return statementsIn(template, roleId).flatMap((statement, index) => {
    const resources = [statement.Resource].flat();
    return [statement.Action].flat().flatMap((action) =>
      resources.map((resource, position) => ({
        name: `${statement.Sid ?? index}: ${action}${resources.length > 1 ? ` on ${JSON.stringify(resource)}` : ''}`,
        action,
        remove: (whole: Template) => without(whole, roleId, { index, action, position }),
      })),
    );
  });
}

function policiesIn(template: Template, roleId: string): Policy[] {
  const policies = template.Resources[roleId]?.Properties?.['Policies'];
  if (policies === undefined) throw new Error(`The template has no role ${roleId} with policies`);
  return policies as Policy[];
}

function statementsIn(template: Template, roleId: string): readonly Statement[] {
  return policiesIn(template, roleId).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** The statement is replaced by ones that together allow all the rest. */
function without(
  template: Template,
  roleId: string,
  { index, action, position }: { readonly index: number; readonly action: string; readonly position: number },
): Template {
  const copy = structuredClone(template);
  const target = statementsIn(copy, roleId)[index];
  const policies = policiesIn(copy, roleId);
  for (const { PolicyDocument } of policies) {
    PolicyDocument.Statement = PolicyDocument.Statement.flatMap((statement) =>
      statement === target ? rest(statement, action, position) : [statement],
    );
  }
  // IAM does not take a policy without statements.
  const kept = policies.filter(({ PolicyDocument }) => PolicyDocument.Statement.length > 0);
  policies.splice(0, policies.length, ...kept);
  return copy;
}

function rest({ Sid: _, ...statement }: Statement, action: string, position: number): Statement[] {
  const actions = [statement.Action].flat();
  const resources = [statement.Resource].flat();
  const others = { ...statement, Action: actions.filter((each) => each !== action) };
  const elsewhere = { ...statement, Action: [action], Resource: resources.filter((_each, at) => at !== position) };
  return [...(others.Action.length > 0 ? [others] : []), ...(elsewhere.Resource.length > 0 ? [elsewhere] : [])];
}
