import { ServiceError } from '../../../wire/service-error.ts';

/** A filter of a Describe call: one of the values must match. `*` and `?` are wildcards. */
export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** Values that a filter looks at; undefined when the simulator does not have the filter. */
export type FilterValues = (name: string) => readonly string[] | undefined;

/**
 * Makes a test of whether every filter matches. Many things are put to it, and filters have hundreds of values: what can be
 * done once is done here.
 *
 * @throws ServiceError `InvalidParameterValue` from the test, for a filter that the simulator does not have
 */
export function filtering(filters: readonly Filter[] | undefined): (valuesOf: FilterValues) => boolean {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const exact = new Set(Values);
    const patterns = Values.filter((value) => /[*?]/.test(value)).map(wildcard);
    const matches = (value: string) => exact.has(value) || patterns.some((pattern) => pattern.test(value));
    return { Name, matches };
  });
  return (valuesOf) =>
    tests.every(({ Name, matches }) => {
      const actual = valuesOf(Name);
      if (actual === undefined) throw new ServiceError('InvalidParameterValue', `The filter '${Name}' is invalid`);
      return actual.some(matches);
    });
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
