import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clusterArn } from '../../builders/clusters.ts';
import { HostSyncProcess } from '../../builders/host-sync-run.ts';
import { aRecord } from '../../builders/messages.ts';
import { World } from '../../builders/world.ts';

interface Queued {
  readonly receiveCount: number;
  /** Milliseconds. */
  readonly visibleAt: number;
  /** The process that had it come back. */
  readonly keptBy?: number;
}

/** Two processes that take from one queue in turns, and what SQS does to its messages. */
class Queue {
  now = 0;
  readonly world = new World().withCluster('default', 5).withService({ desiredCount: 5 });
  readonly messages = new Map<string, Queued>();
  readonly #processes: readonly HostSyncProcess[];

  constructor(isSqsDown: boolean) {
    this.#processes = [new HostSyncProcess(this.world), new HostSyncProcess(this.world, { isSqsDown })];
  }

  /** A host joins, and its event comes. */
  join(id: string): void {
    this.world.hosts.get(clusterArn())?.push({ id, status: 'ACTIVE' });
    this.messages.set(id, { receiveCount: 1, visibleAt: this.now });
  }

  /** A process takes what is visible; a doubled delivery takes those as well that it had come back later. */
  async take(which: number, isDoubled: boolean): Promise<void> {
    const process = this.#processes[which] as HostSyncProcess;
    process.now = this.now;
    process.postponed.clear();
    const taken = [...this.messages].filter(
      ([, { visibleAt, keptBy }]) => visibleAt <= this.now || (isDoubled && keptBy === which),
    );
    if (taken.length === 0) return;
    const kept = new Set(await process.run(...taken.map(([id, { receiveCount }]) => aRecord({ id, receiveCount }))));
    for (const [id, { receiveCount }] of taken) {
      const seconds = process.postponed.get(id) ?? 365;
      if (!kept.has(id)) this.messages.delete(id);
      else
        this.messages.set(id, { receiveCount: receiveCount + 1, visibleAt: this.now + seconds * 1_000, keptBy: which });
    }
  }
}

it('every host has its task once the queue is empty, whichever process takes what, and whatever SQS does', async () => {
  const step = fc.record({
    pause: fc.integer({ min: 0, max: 12_000 }),
    joins: fc.boolean(),
    which: fc.nat(1),
    isDoubled: fc.boolean(),
  });
  await fc.assert(
    // Fewer writes than a message may confirm.
    fc.asyncProperty(fc.array(step, { maxLength: 9 }), fc.boolean(), fc.nat(1), async (steps, isSqsDown, last) => {
      const queue = new Queue(isSqsDown);
      for (const [index, { pause, joins, which, isDoubled }] of steps.entries()) {
        queue.now += pause;
        if (joins) queue.join(`host-${index}`);
        await queue.take(which, isDoubled);
      }
      for (let rounds = 0; queue.messages.size > 0; rounds += 1) {
        expect(rounds).toBeLessThan(20);
        queue.now += 365_000;
        await queue.take((last + rounds) % 2, false);
      }
      expect(queue.world.desiredCount()).toBe(queue.world.active());
    }),
    { numRuns: 500 },
  );
});
