import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';

/** Providers that AWS runs itself: their tasks need no container instance. */
export const FARGATE_PROVIDERS: readonly string[] = ['FARGATE', 'FARGATE_SPOT'];

/** Tells whether a provider is one of those that AWS runs itself. */
export function isFargate(provider: string): boolean {
  return FARGATE_PROVIDERS.includes(provider);
}

/**
 * The provider of the next task: bases are met first, then tasks are divided by weight.
 * Source: ECS API reference, CapacityProviderStrategyItem.
 *
 * @param tasks how many tasks each provider has already, by name
 */
export function chooseProvider(
  strategy: readonly CapacityProviderStrategyItem[],
  tasks: ReadonlyMap<string, number>,
): string | undefined {
  const count = ({ capacityProvider = '' }: CapacityProviderStrategyItem): number => tasks.get(capacityProvider) ?? 0;
  const short = strategy.find((item) => count(item) < (item.base ?? 0));
  if (short !== undefined) return short.capacityProvider;
  const load = (item: CapacityProviderStrategyItem): number =>
    (count(item) - (item.base ?? 0) + 1) / (item.weight ?? 0);
  const weighted = strategy.length === 1 ? strategy : strategy.filter(({ weight = 0 }) => weight > 0);
  return weighted.toSorted((a, b) => load(a) - load(b))[0]?.capacityProvider;
}
