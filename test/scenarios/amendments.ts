import type { Template } from '../../simulator/deploy/template.ts';
import type { FunctionPrefix } from './deployed-function.ts';

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
