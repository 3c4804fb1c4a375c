import { ServiceError } from '../../../wire/service-error.ts';

/** A filter of a Describe call: one of the values must match. `*` and `?` are wildcards. */
export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** Values that a filter looks at; undefined when the simulator does not have the filter. */
export type FilterValues = (name: string) => readonly string[] | undefined;

/**
 * Tells whether every filter matches.
 * @throws ServiceError `InvalidParameterValue` for a filter that the simulator does not have
 */
export function matchesFilters(filters: readonly Filter[] | undefined, valuesOf: FilterValues): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    const actual = valuesOf(Name);
    if (actual === undefined) throw new ServiceError('InvalidParameterValue', `The filter '${Name}' is invalid`);
    return Values.some((pattern) => actual.some((value) => wildcard(pattern).test(value)));
  });
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
