/** A container instance and the EC2 instance under it. */
export interface KnownHost {
  readonly ec2InstanceId: string;
  readonly clusterArn: string;
  readonly containerInstanceArn: string;
}

/** Milliseconds for which a host's place is believed: it changes only when an instance is registered anew. */
const FOUND_FOR = 3_600_000;
/** Milliseconds for which an instance in no cluster is not looked for: it may be about to register. */
const ABSENT_FOR = 60_000;

/** Remembers, for a bounded time, in which cluster an EC2 instance is, or that it is in none. */
export class HostMemory {
  readonly #clock: () => number;
  readonly #entries = new Map<string, { readonly hosts: readonly KnownHost[]; readonly until: number }>();

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Where an instance is: usually one container instance, none when it is in no cluster, undefined when unknown. */
  recall(ec2InstanceId: string): readonly KnownHost[] | undefined {
    return this.#entries.get(ec2InstanceId)?.hosts;
  }

  rememberFound(hosts: readonly KnownHost[]): void {
    for (const [ec2InstanceId, found] of Map.groupBy(hosts, (host) => host.ec2InstanceId)) {
      this.#remember(ec2InstanceId, found, FOUND_FOR);
    }
  }

  rememberAbsent(ec2InstanceIds: readonly string[]): void {
    for (const ec2InstanceId of ec2InstanceIds) this.#remember(ec2InstanceId, [], ABSENT_FOR);
  }

  forget(ec2InstanceId: string): void {
    this.#entries.delete(ec2InstanceId);
  }

  /** Drops what is too old to be believed. */
  expire(): void {
    const now = this.#clock();
    for (const [ec2InstanceId, { until }] of this.#entries) {
      if (now >= until) this.#entries.delete(ec2InstanceId);
    }
  }

  #remember(ec2InstanceId: string, hosts: readonly KnownHost[], milliseconds: number): void {
    this.#entries.set(ec2InstanceId, { hosts, until: this.#clock() + milliseconds });
  }
}
