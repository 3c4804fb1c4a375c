import type { SoakCase } from './soak-case.ts';

/** The lists of a case that consist of parts. */
const LISTS = ['clusters', 'groups', 'services', 'happenings', 'troubles'] as const;

/** Ids of all parts of a case; a group's with its size, as in `g-shop-0=3`. */
export function partsOf(soakCase: SoakCase): readonly string[] {
  return LISTS.flatMap((list): readonly string[] =>
    list === 'groups' ? soakCase.groups.map(({ id, size }) => `${id}=${size}`) : soakCase[list].map(({ id }) => id),
  );
}

/** A case with some of its parts alone, and with groups of the sizes that are given: how a case is shrunk. */
export function withParts(soakCase: SoakCase, parts: readonly string[]): SoakCase {
  const kept = new Map(
    parts.map((part) => {
      const [id = '', size] = part.split('=');
      return [id, size === undefined ? undefined : Number(size)] as const;
    }),
  );
  const unknown = [...kept.keys()].filter((id) => !LISTS.some((list) => soakCase[list].some((part) => part.id === id)));
  if (unknown.length > 0) throw new Error(`The case of seed ${soakCase.seed} has no part ${unknown.join(', ')}`);
  const only = <Part extends { readonly id: string }>(list: readonly Part[]): readonly Part[] =>
    list.filter(({ id }) => kept.has(id));
  const clusters = only(soakCase.clusters);
  const isThere = ({ cluster }: { readonly cluster: string }): boolean => clusters.some(({ name }) => name === cluster);
  const groups = only(soakCase.groups).filter(isThere);
  const hasProvider = ({ provider }: { readonly provider: string | undefined }): boolean =>
    provider === undefined || groups.some(({ name }) => name === provider);
  return {
    ...soakCase,
    clusters,
    groups: groups.map((group) => ({ ...group, size: kept.get(group.id) ?? group.size })),
    services: only(soakCase.services).filter((service) => isThere(service) && hasProvider(service)),
    happenings: only(soakCase.happenings),
    troubles: only(soakCase.troubles),
  };
}
