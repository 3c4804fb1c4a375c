/**
 * Stands in, in the bundles (see `scripts/bundling.ts`), for the SDK's reader of `~/.aws/config`, of which Lambda has none:
 * nothing is found there, and the SDK goes on to its next source. What it would look for is settled by `clients.ts`.
 */
export const fromSharedConfigFiles = () => async (): Promise<never> => {
  throw Object.assign(new Error('Bundles read no shared configuration'), { tryNextLink: true });
};
