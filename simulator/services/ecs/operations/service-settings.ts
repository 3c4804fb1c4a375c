import type { DeploymentConfiguration, PlacementConstraint } from '@aws-sdk/client-ecs';
import type { ClusterExpression } from '../query/expression.ts';
import { parseClusterExpression } from '../query/parse.ts';
import { invalidParameter } from './errors.ts';

/** Longest expression of a constraint; for filters none is documented. Source: ECS API reference, PlacementConstraint. */
const LONGEST = 2_000;

/**
 * The expressions of `memberOf` constraints, parsed.
 * @throws ServiceError InvalidParameterException
 */
export function memberOfExpressions(constraints: readonly PlacementConstraint[] | undefined): ClusterExpression[] {
  return (constraints ?? []).flatMap(({ type, expression }) => {
    if (type === 'distinctInstance') {
      if (expression !== undefined) throw invalidParameter('distinctInstance takes no expression.');
      return [];
    }
    if (type !== 'memberOf') throw invalidParameter(`Invalid placement constraint type: ${type}.`);
    if (expression === undefined) throw invalidParameter('memberOf needs an expression.');
    if (expression.length > LONGEST) throw invalidParameter(`Expressions have ${LONGEST} characters at most.`);
    return [parseClusterExpression(expression)];
  });
}

/** The percents in force. Defaults: 100 and 200 for REPLICA, 0 and 100 for DAEMON services made through the API. */
export function healthyPercents(
  configuration: DeploymentConfiguration | undefined,
  schedulingStrategy: 'REPLICA' | 'DAEMON',
): { minimumHealthyPercent: number; maximumPercent: number } {
  const daemon = schedulingStrategy === 'DAEMON';
  const minimumHealthyPercent = configuration?.minimumHealthyPercent ?? (daemon ? 0 : 100);
  const maximumPercent = configuration?.maximumPercent ?? (daemon ? 100 : 200);
  if (daemon && maximumPercent !== 100) {
    throw invalidParameter('The daemon scheduling strategy does not support values other than 100 for maximumPercent.');
  }
  if (minimumHealthyPercent > maximumPercent) {
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be set so that no task could be replaced.',
    );
  }
  return { minimumHealthyPercent, maximumPercent };
}
