import type { Hosts } from '../../shared/aws/container-instances.ts';

/** Milliseconds for which a host is taken to be DRAINING still: the time that an interruption notice gives. */
const REMEMBERED_FOR = 120_000;

/** A host that is DRAINING. */
export interface DrainingHost {
  readonly ec2InstanceId: string;
  /** When this process set it, in milliseconds since 1970; undefined when it was found so. */
  readonly drainedAt: number | undefined;
}

/**
 * What this process knows of hosts that are DRAINING. Notices come twice, and come back for their tasks; what is known
 * here costs no call then. A second drain by another process would change nothing.
 */
export class DrainingHosts {
  readonly #clock: () => number;
  readonly #hosts = new Map<string, DrainingHost & { readonly until: number }>();
  readonly #refusals = new Map<string, string>();

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Takes in the answer to a drain. */
  recordDrain(answer: Hosts): void {
    this.#record(answer, this.#clock());
    for (const { arn, reason, detail } of answer.failures) this.#refusals.set(arn, `${reason} ${detail}`.trim());
  }

  /** Takes in what was read of hosts. */
  recordRead(answer: Hosts): void {
    this.#record(answer, undefined);
  }

  /** A host that is DRAINING, by the ARN of its container instance. */
  get(containerInstanceArn: string): DrainingHost | undefined {
    return this.#hosts.get(containerInstanceArn);
  }

  /** What ECS gave as its reason not to drain a host, when it was last asked to. */
  refusalOf(containerInstanceArn: string): string | undefined {
    return this.#refusals.get(containerInstanceArn);
  }

  /** Drops what is too old to be believed. */
  expire(): void {
    this.#refusals.clear();
    for (const [arn, { until }] of this.#hosts) if (this.#clock() >= until) this.#hosts.delete(arn);
  }

  #record({ hosts }: Hosts, drainedAt: number | undefined): void {
    const until = this.#clock() + REMEMBERED_FOR;
    for (const { containerInstanceArn, ec2InstanceId, status } of hosts) {
      if (status === 'DRAINING') this.#hosts.set(containerInstanceArn, { ec2InstanceId, drainedAt, until });
    }
  }
}
