import { setImmediate as turn } from 'node:timers/promises';
import type { Credentials } from '../../shared/aws/credentials/identity.ts';
import { CredentialKeeper } from '../../shared/aws/credentials/keeper.ts';
import type { Notice } from '../../shared/aws/credentials/notice.ts';
import { VirtualClock } from '../../simulator/kernel/virtual-clock.ts';

/** How one walk of the chain goes. */
export interface ScriptedWalk {
  /** Milliseconds of virtual time; infinite for one that never ends. */
  readonly takes: number;
  /** Milliseconds for which what it brings is valid, from its end; `again` brings the last ones, undefined fails. */
  readonly brings: number | 'again' | 'lasting' | undefined;
}

export const START = Date.UTC(2025, 0, 1);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A keeper on virtual time, whose chain does as it is told. */
export class ScriptedChain {
  readonly clock = new VirtualClock(START);
  readonly notices: Notice[] = [];
  /** When walks began, in milliseconds from the start. */
  readonly begun: number[] = [];
  /** Walks under way, now and at the most. */
  walking = 0;
  mostWalking = 0;
  /** What the last walk that succeeded brought. */
  latest: Credentials | undefined;
  readonly keeper: CredentialKeeper;
  readonly #walks: readonly ScriptedWalk[];

  /** @param walks one after the other; the last one again and again */
  constructor(walks: readonly ScriptedWalk[], random: () => number = () => 0.5) {
    this.#walks = walks;
    const { clock } = this;
    const tell = (notice: Notice) => this.notices.push(notice);
    this.keeper = new CredentialKeeper({ fetch: () => this.#walk(), clock, random, tell });
  }

  /** Milliseconds since the start. */
  get now(): number {
    return this.clock.now() - START;
  }

  /** Plays on to a time in milliseconds since the start. Whatever waits for a promise goes on within its moment. */
  async playTo(time: number): Promise<void> {
    await turn();
    for (let due = this.clock.nextDue(); due !== undefined && due <= START + time; due = this.clock.nextDue()) {
      await this.clock.step();
      await turn();
    }
    await this.clock.runUntil(START + time);
  }

  async #walk(): Promise<Credentials> {
    const walk = this.#walks[Math.min(this.begun.length, this.#walks.length - 1)];
    if (!walk) throw new Error('A chain needs one walk at least');
    this.begun.push(this.now);
    this.walking += 1;
    this.mostWalking = Math.max(this.mostWalking, this.walking);
    await new Promise<void>((resolve) => {
      if (walk.takes < Number.POSITIVE_INFINITY) this.clock.after(walk.takes, 'the chain', resolve);
    });
    this.walking -= 1;
    return this.#end(walk);
  }

  #end({ brings }: ScriptedWalk): Credentials {
    if (brings === undefined) throw new Error(`Walk ${this.begun.length} found nothing`);
    if (brings !== 'again' || !this.latest) this.latest = this.#credentials(brings === 'again' ? HOUR : brings);
    return this.latest;
  }

  #credentials(lifetime: number | 'lasting'): Credentials {
    const keys = { accessKeyId: `ASIA${this.begun.length}`, secretAccessKey: 'secret' };
    return lifetime === 'lasting' ? keys : { ...keys, expiration: new Date(this.clock.now() + lifetime) };
  }
}
