import type { Finding } from './marker.ts';

/** Milliseconds for which a host is not looked at again: events from before its label say that it has none. */
const SEEN_FOR = 600_000;
/** Hosts that are remembered; beyond, memory begins anew, and some are read once more. */
const REMEMBERED = 20_000;

/** What this process knows of hosts without asking: that it has seen to them, and what it told a person about them. */
export class SeenHosts {
  readonly #clock: () => number;
  readonly #until = new Map<string, number>();
  readonly #told = new Map<string, ReadonlySet<Finding>>();

  /** @param clock gives the time in milliseconds */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Whether a host was seen to lately, by the ARN of its container instance. */
  has(containerInstanceArn: string): boolean {
    return (this.#until.get(containerInstanceArn) ?? 0) > this.#clock();
  }

  /** Hosts are labelled, or are to be left as they are. */
  add(containerInstanceArns: readonly string[]): void {
    if (this.#until.size >= REMEMBERED) this.#until.clear();
    for (const arn of containerInstanceArns) {
      this.#until.set(arn, this.#clock() + SEEN_FOR);
      this.#told.delete(arn);
    }
  }

  /** What was told of a host whose label has not been written yet. */
  toldOf(containerInstanceArn: string): ReadonlySet<Finding> {
    return this.#told.get(containerInstanceArn) ?? new Set();
  }

  /** A person was told of findings on a host. */
  tell(containerInstanceArn: string, findings: readonly Finding[]): void {
    if (this.#told.size >= REMEMBERED) this.#told.clear();
    this.#told.set(containerInstanceArn, new Set([...this.toldOf(containerInstanceArn), ...findings]));
  }
}
