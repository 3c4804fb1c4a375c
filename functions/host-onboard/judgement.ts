import type { MetadataOptions } from '../../shared/domain/instances.ts';
import type { Lifecycle } from './actions.ts';
import type { Finding, Memory } from './marker.ts';
import type { Reliance } from './snapshot.ts';

/** Hops that the token of IMDSv2 has to travel to a container with a network of its own. */
export const HOPS_TO_CONTAINERS = 2;

/**
 * What an instance is bought as (EC2 API reference, InstanceLifecycleType). Whatever else EC2 may come up with is taken
 * for something that it may take away, so that tasks which must not be interrupted stay off it.
 */
export function lifecycleOf(instanceLifecycle: string | undefined): Lifecycle {
  switch (instanceLifecycle) {
    case undefined:
    case 'scheduled':
    case 'capacity-block':
      return 'on-demand';
    default:
      return 'spot';
  }
}

/** Tells whether the token does not get as far as to containers. Without the service there is no token either. */
export function isHopLimitLow({ httpEndpoint, hopLimit }: MetadataOptions): boolean {
  return httpEndpoint !== 'disabled' && hopLimit < HOPS_TO_CONTAINERS;
}

/** What is to be remembered of a host: what was found now, and what was found before. */
export function judge(
  options: MetadataOptions,
  reliance: Reliance,
  known: ReadonlySet<Memory>,
): { readonly memories: ReadonlySet<Memory>; readonly found: readonly Finding[] } {
  const seen = new Set<Memory>([...inService(options), ...hopLimit(options, reliance, known)]);
  const found = [...seen].filter((memory) => isFinding(memory) && !known.has(memory)) as Finding[];
  const memories = new Set([...known, ...seen]);
  if (!seen.has('hop-limit-open')) memories.delete('hop-limit-open');
  // Raised since it was told, by a repair whose marker was not written, or by a person.
  const isMended = known.has('hop-limit-found') && options.hopLimit >= HOPS_TO_CONTAINERS;
  return { memories: isMended ? raised(memories) : memories, found };
}

/** What is to be remembered of a host once its hop limit was raised. */
export function raised(memories: ReadonlySet<Memory>): ReadonlySet<Memory> {
  const kept = [...memories].filter((memory) => memory !== 'hop-limit-found' && memory !== 'hop-limit-unclear');
  return new Set<Memory>([...kept, 'hop-limit-raised']);
}

function inService({ httpEndpoint, httpTokens }: MetadataOptions): readonly Finding[] {
  if (httpEndpoint === 'disabled') return ['imds-off'];
  return httpTokens === 'required' ? [] : ['imdsv1-allowed'];
}

function hopLimit(options: MetadataOptions, reliance: Reliance, known: ReadonlySet<Memory>): readonly Memory[] {
  if (!isHopLimitLow(options)) return [];
  switch (reliance.kind) {
    case 'relied':
      return ['hop-limit-found'];
    case 'unclear':
      return known.has('hop-limit-found') ? [] : ['hop-limit-unclear'];
    default:
      return isHopLimitTold(known) ? [] : ['hop-limit-open'];
  }
}

/** Whether a person knows of it. */
export function isHopLimitTold(known: ReadonlySet<Memory>): boolean {
  return known.has('hop-limit-found') || known.has('hop-limit-unclear');
}

function isFinding(memory: Memory): memory is Finding {
  return memory !== 'hop-limit-open' && memory !== 'hop-limit-raised';
}
