import type { TaggedResource } from '../../shared/aws/tagging.ts';
import { clusterName, parseServiceArn } from '../../shared/domain/arn.ts';

/** A service to be served, as a tag or the settings name it. */
export interface ServiceReference {
  /** ARN or name; undefined for a service of that name in any cluster. */
  readonly cluster: string | undefined;
  readonly serviceName: string;
  /** Named by the settings; otherwise found by its tag. */
  readonly listed: boolean;
}

/** A service to be read in a cluster. */
export interface Candidate {
  readonly serviceName: string;
  readonly listed: boolean;
  /** Named for this very cluster, so that it is worth a remark if it is not there. */
  readonly expected: boolean;
}

/** What the settings and the tags say of services. */
export interface Served {
  /** Services to be served. */
  readonly references: readonly ServiceReference[];
  /** ARNs of services whose tag says neither `true` nor `false`. */
  readonly mistagged: readonly string[];
}

/** Milliseconds for which the tagged services are remembered. */
const REMEMBERED_FOR = 60_000;

/** Reads `ARN`, `cluster/service` or `service`. */
export function parseReference(text: string, listed: boolean): ServiceReference {
  const named = parseServiceArn(text);
  if (named) return { cluster: named.clusterArn, serviceName: named.serviceName, listed };
  const [first = '', second] = text.split('/');
  return second === undefined
    ? { cluster: undefined, serviceName: first, listed }
    : { cluster: first, serviceName: second, listed };
}

/** The services that may be served in a cluster, each once. */
export function candidatesIn(clusterArn: string, references: readonly ServiceReference[]): readonly Candidate[] {
  const name = clusterName(clusterArn);
  const candidates = new Map<string, Candidate>();
  for (const { cluster, serviceName, listed } of references) {
    if (cluster !== undefined && cluster !== clusterArn && cluster !== name) continue;
    const known = candidates.get(serviceName);
    const expected = cluster !== undefined || (known?.expected ?? false);
    candidates.set(serviceName, { serviceName, listed: listed || (known?.listed ?? false), expected });
  }
  return [...candidates.values()];
}

/** Knows which services are to be served: those of the settings, and those that carry the tag. */
export class ServedServices {
  readonly #listed: readonly ServiceReference[];
  readonly #readTagged: (signal: AbortSignal) => Promise<readonly TaggedResource[]>;
  readonly #clock: () => number;
  #remembered: (Served & { readonly until: number }) | undefined;

  /**
   * @param listed names or ARNs from the settings
   * @param readTagged gives all services of the account that carry the tag, whatever its value
   * @param clock gives the time in milliseconds
   */
  constructor(
    listed: readonly string[],
    readTagged: (signal: AbortSignal) => Promise<readonly TaggedResource[]>,
    clock: () => number,
  ) {
    this.#listed = listed.map((text) => parseReference(text, true));
    this.#readTagged = readTagged;
    this.#clock = clock;
  }

  /** What is known, of tags at most a minute old. A failure to read them is not remembered. */
  async known(signal: AbortSignal): Promise<Served> {
    if (!this.#remembered || this.#clock() >= this.#remembered.until) {
      const resources = await this.#readTagged(signal);
      const tagged = resources.filter(({ value }) => value === 'true').map(({ arn }) => parseReference(arn, false));
      this.#remembered = {
        references: [...this.#listed, ...tagged],
        mistagged: resources.filter(({ value }) => value !== 'true' && value !== 'false').map(({ arn }) => arn),
        until: this.#clock() + REMEMBERED_FOR,
      };
    }
    return this.#remembered;
  }
}
