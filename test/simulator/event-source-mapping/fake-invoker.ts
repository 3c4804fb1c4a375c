import type {
  FunctionInvoker,
  InvocationOutcome,
  InvocationRequest,
} from '../../../simulator/services/lambda/invocation.ts';
import type { SqsEventRecord } from '../../../simulator/services/lambda/sqs-event.ts';
import type { TestWorld } from '../ec2/test-world.ts';

/** One invocation as a fake function saw it. */
export interface SeenInvocation {
  /** Seconds since the start. */
  readonly at: number;
  readonly records: readonly SqsEventRecord[];
  readonly request: InvocationRequest;
}

/** A function that takes a while and answers as told. */
export class FakeInvoker implements FunctionInvoker {
  readonly seen: SeenInvocation[] = [];
  /** Milliseconds. */
  duration = 100;
  answer: (seen: SeenInvocation) => InvocationOutcome = () => ({ kind: 'succeeded', payload: null });
  running = 0;
  mostRunning = 0;
  readonly #world: TestWorld;

  constructor(world: TestWorld) {
    this.#world = world;
  }

  /** Bodies of every invocation's records. */
  get bodies(): readonly (readonly string[])[] {
    return this.seen.map(({ records }) => records.map(({ body }) => body));
  }

  invoke(request: InvocationRequest): void {
    const { Records: records = [] } = request.payload as { readonly Records?: readonly SqsEventRecord[] };
    const seen: SeenInvocation = { at: this.#world.elapsed(), records, request };
    this.seen.push(seen);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    this.#world.clock.after(this.duration, 'fake function', () => {
      this.running -= 1;
      request.onOutcome(this.answer(seen));
    });
  }
}
