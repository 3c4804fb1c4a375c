import { ACTIONS, type ActionFacts } from './actions.ts';
import { faultsOf } from './faults.ts';
import { type Grant, type Role, type Statement, stackPolicies, type Template } from './stack-policies.ts';
import { code, Words } from './words.ts';

const INTRODUCTION = `# Who may do what
Made by \`npm run iam\` from the packaged template, with the reasons that stand beside the roles in \`infra/\`. The tests fail
when it is not what the template gives.

Each function has a role of its own, and no role has a managed policy. Of ARNs in the stack's own partition, account and
Region only the end is shown: \`cluster/*\` stands for \`arn:<partition>:ecs:<Region>:<account>:cluster/*\`. A name with a
word before it, as in queue \`HostSyncQueue\`, is that resource of this stack alone. Reads are the access levels List and
Read of AWS's Service Authorization Reference, writes all others. Conditions in one cell hold together.`;

/**
 * The page for people who review what the stack may do.
 * @throws Error with every statement of which it cannot say what it is for
 */
export function iamPage(template: Template): string {
  const policies = stackPolicies(template);
  const faults = faultsOf(policies);
  if (faults.length > 0)
    throw new Error(`docs/iam.md cannot be made:\n${faults.map((each) => `- ${each}`).join('\n')}`);
  const words = new Words(template);
  const roles = policies.roles.toSorted((a, b) => titleOf(a).localeCompare(titleOf(b), 'en'));
  const sections = [
    ...roles.filter(({ functionName }) => functionName !== undefined),
    ...roles.filter(({ functionName }) => functionName === undefined),
  ].map((role) => roleSection(role, words));
  return `${[INTRODUCTION, ...sections, resourceSection(policies.ofResources, words)].join('\n\n')}\n`;
}

function titleOf({ id, functionName }: Role): string {
  return functionName ?? id;
}

function roleSection(role: Role, words: Words): string {
  const rows = role.grants.flatMap((grant) => rowsOf(grant, words)).sort((a, b) => (a.calls < b.calls ? -1 : 1));
  const table = (access: ActionFacts['access'], title: string): string[] => {
    const cells = rows
      .filter((row) => row.access === access)
      .map(({ calls, on, onlyIf, why }) => [calls, on, onlyIf, why]);
    return cells.length === 0
      ? []
      : [`### ${titleOf(role)}: ${title}`, tableOf(['call', 'on', 'only if', 'why'], cells)];
  };
  return [
    `## ${titleOf(role)}\n${role.description}. ${trustOf(role, words)}`,
    ...table('write', 'writes'),
    ...table('read', 'reads'),
  ].join('\n\n');
}

function trustOf({ id, trust }: Role, words: Words): string {
  const who = trust.map((statement) => {
    const conditions = words.conditions(statement.Condition);
    return `${principalOf(statement)}${conditions.length === 0 ? '' : `, if ${conditions.join(' and ')}`}`;
  });
  return `The role is ${code(id)}; who may assume it is ${who.join(', or ')}.`;
}

interface Row {
  readonly access: ActionFacts['access'];
  readonly calls: string;
  readonly on: string;
  readonly onlyIf: string;
  readonly why: string;
}

/** The rows of a statement: its reads and its writes, and by themselves those that name no resource for another reason. */
function rowsOf({ Action, Resource = [], Condition, why = '', onlyIf }: Grant, words: Words): Row[] {
  const kindOf = (action: string): string => `${ACTIONS[action]?.access} ${ACTIONS[action]?.onEverything}`;
  return Object.values(Object.groupBy(Action.toSorted(), kindOf)).map((actions = []) => {
    const { access, onEverything } = ACTIONS[actions[0] ?? ''] ?? { access: 'write' };
    const reason = onEverything !== undefined && Resource.includes('*') ? `: ${onEverything}` : '';
    const conditions = words.conditions(Condition);
    const ofStack = onlyIf === undefined ? [] : [`the stack's condition ${code(onlyIf)} holds`];
    return {
      access,
      calls: actions.map(code).join('<br>'),
      on: `${Resource.map((each) => words.value(each)).join('<br>')}${reason}`,
      onlyIf: [...ofStack, ...conditions].join('<br>'),
      why,
    };
  });
}

function resourceSection(ofResources: ReadonlyMap<string, readonly Statement[]>, words: Words): string {
  const rows = [...ofResources.values()]
    .flat()
    .map(({ Effect, Principal, Action, Resource = [], Condition }) => [
      Resource.map((each) => words.value(each)).join('<br>'),
      `${Effect === 'Allow' ? 'may' : 'may not'} ${Action.map(code).join(', ')}`,
      principalOf({ Principal }),
      words.conditions(Condition).join('<br>'),
    ]);
  const sorted = rows.toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
  return `## Policies of queues, topics and the bucket
Beside these, principals of the account may do what policies of their own allow them; a deny here holds for them too.

${tableOf(['resource', 'what', 'who', 'if'], sorted)}`;
}

function principalOf({ Principal = '*' }: Pick<Statement, 'Principal'>): string {
  return Principal === '*' ? 'anyone' : Principal.Service.map(code).join(', ');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
