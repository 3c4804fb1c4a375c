/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles (see `scripts/build.ts`). A function's
 * credentials are in its environment, so the SDK's chain through profiles, single sign-on and instance metadata,
 * with the clients it brings along, is a third of a bundle that never runs.
 */
export const defaultProvider = () => async (): Promise<never> => {
  throw new Error('Clients in a bundle are given their credentials; see shared/aws/clients.ts');
};
