import type { Reads } from './reads.ts';

/**
 * Knows which services are DAEMON services. A service's scheduling strategy never changes (ECS API reference,
 * UpdateService has none), so the answer is remembered for the life of the process.
 */
export class DaemonServices {
  readonly #reads: Pick<Reads, 'describeServices'>;
  readonly #known = new Map<string, boolean>();

  constructor(reads: Pick<Reads, 'describeServices'>) {
    this.#reads = reads;
  }

  /**
   * Finds out which of a cluster's services are DAEMON services. One that ECS does not know, or knows too little of,
   * counts as none: its tasks keep their host from being let go.
   */
  async among(
    clusterArn: string,
    serviceNames: readonly string[],
    signal: AbortSignal,
  ): Promise<(serviceName: string) => boolean> {
    const key = (serviceName: string) => `${clusterArn} ${serviceName}`;
    const unknown = serviceNames.filter((name) => !this.#known.has(key(name)));
    if (unknown.length > 0) {
      const { services } = await this.#reads.describeServices(clusterArn, unknown, signal);
      for (const { serviceName, schedulingStrategy } of services) {
        this.#known.set(key(serviceName), schedulingStrategy === 'DAEMON');
      }
    }
    return (serviceName) => this.#known.get(key(serviceName)) ?? false;
  }
}
