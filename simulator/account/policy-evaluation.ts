import type { Authorization } from './authorization.ts';
import { lookupIn, type RequestContext } from './policy-condition.ts';
import type { Selection, Statement } from './policy-document.ts';

/** What a set of policies says to one authorization. */
export type PolicyVerdict = { readonly allowed: true } | { readonly allowed: false; readonly because: string };

/**
 * Evaluates one authorization: an explicit deny wins, then an allow, then the implicit deny.
 * Source: IAM User Guide, "Policy evaluation logic".
 */
export function evaluateStatements(
  statements: readonly Statement[],
  { action, resource }: Pick<Authorization, 'action' | 'resource'>,
  context: RequestContext,
): PolicyVerdict {
  let allowed = false;
  let nearMiss: string | undefined;
  for (const statement of statements) {
    if (!selects(statement.actions, action.toLowerCase(), context)) continue;
    if (statement.resources !== undefined && !selects(statement.resources, resource, context)) {
      nearMiss ??= `${statement.label} names the action for other resources`;
      continue;
    }
    const failed = statement.conditions.find((condition) => !condition.holds(context));
    if (failed !== undefined) {
      nearMiss = `${statement.label} has a condition that is not met: ${failed.operator} ${failed.key}`;
      continue;
    }
    if (statement.effect === 'Deny') return { allowed: false, because: `explicitly denied by ${statement.label}` };
    allowed = true;
  }
  if (allowed) return { allowed: true };
  return { allowed: false, because: `no policy allows it${nearMiss === undefined ? '' : ` (${nearMiss})`}` };
}

function selects({ inverted, patterns }: Selection, value: string, context: RequestContext): boolean {
  const lookup = lookupIn(context);
  return patterns.some((pattern) => pattern.matches(value, lookup)) !== inverted;
}

/** A request that an AWS service makes to a resource on behalf of another resource. */
export interface ServiceRequest {
  /** `events.amazonaws.com`, `sns.amazonaws.com`, … */
  readonly service: string;
  /** `sqs:SendMessage`, … */
  readonly action: string;
  /** ARN of the resource whose policy is asked. */
  readonly resource: string;
  /** ARN of the rule, topic, … that causes the request. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Evaluates a resource's policy for a service principal. Without a policy the answer is no. */
export function evaluateForService(statements: readonly Statement[], request: ServiceRequest): PolicyVerdict {
  const context: RequestContext = new Map([
    ['aws:sourcearn', [request.sourceArn]],
    ['aws:sourceaccount', [request.sourceAccount]],
    ['aws:principalservicename', [request.service]],
    ['aws:principalisawsservice', ['true']],
    ['aws:securetransport', ['true']],
  ]);
  const concerned = statements.filter(({ principals }) => concernsService(principals, request.service));
  if (concerned.length === 0)
    return { allowed: false, because: `the resource policy does not name ${request.service}` };
  return evaluateStatements(concerned, request, context);
}

function concernsService(principals: Statement['principals'], service: string): boolean {
  if (principals === undefined) return false;
  const services = principals.get('Service') ?? [];
  return principals.has('*') || principals.get('AWS')?.includes('*') === true || services.includes(service);
}

/**
 * Whether a statement of a resource's policy is about a role. Within one account such a statement grants by itself
 * (IAM User Guide, "Policy evaluation logic").
 */
export function concernsRole({ principals }: Pick<Statement, 'principals'>, roleArn: string): boolean {
  const named = [...(principals?.get('*') ?? []), ...(principals?.get('AWS') ?? [])];
  return named.includes('*') || named.includes(roleArn);
}
