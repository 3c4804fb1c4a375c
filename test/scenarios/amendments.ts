import type { Template } from '../../simulator/deploy/template.ts';
import { FUNCTION_PREFIXES, type FunctionPrefix } from './deployed-function.ts';

/** A change to the packaged template. */
export type Amendment = (template: Template) => Template;

/** Sets environment variables of a function, which is where the stack's settings end up. */
export function withVariables(prefix: FunctionPrefix, variables: Readonly<Record<string, string>>): Amendment {
  return (template) => {
    const copy = structuredClone(template);
    const properties = copy.Resources[`${prefix}LambdaFunction`]?.Properties as
      | { readonly Environment: { readonly Variables: Record<string, unknown> } }
      | undefined;
    if (properties === undefined) throw new Error(`The template has no function ${prefix}`);
    Object.assign(properties.Environment.Variables, variables);
    return copy;
  };
}

/** Has every function send all metrics, so that a scenario can ask for any of them. */
export const withDetailedMetrics: Amendment = (template) =>
  FUNCTION_PREFIXES.reduce(
    (amended, prefix) => withVariables(prefix, { METRIC_DETAIL: 'detailed' })(amended),
    template,
  );
