import { type Exchange, LoopbackEndpoint } from '../wire/loopback-endpoint.ts';
import type { Reply } from '../wire/reply.ts';
import type { HttpRequest } from '../wire/request.ts';

/** What becomes of a request: an answer, or none ever, on a connection that stays open. */
export type Outcome = Reply | 'lost';

/** One request as it was answered. */
export interface Answered {
  /** As in `PUT /latest/api/token`. */
  readonly request: string;
  /** HTTP status; undefined for one whose answer was lost. */
  readonly status: number | undefined;
}

/** A service on the loopback address that takes its time, in real milliseconds, and keeps a list of what it was asked. */
export class DelayedEndpoint {
  readonly requests: Answered[] = [];
  /** Milliseconds that each answer takes. */
  latency = 0;
  readonly #endpoint: LoopbackEndpoint;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(answer: (request: HttpRequest) => Outcome) {
    this.#endpoint = new LoopbackEndpoint((exchange) => this.#answer(exchange, answer(exchange.request)));
  }

  /**
   * Begins to listen.
   * @param port 0 for any free one
   * @returns its address, as in `http://127.0.0.1:51234`
   */
  async listen(port = 0): Promise<string> {
    await this.#endpoint.listen(port);
    return this.#endpoint.url;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#endpoint.close();
  }

  #answer({ request: { method, path }, reply }: Exchange, outcome: Outcome): void {
    const lost = outcome === 'lost';
    this.requests.push({ request: `${method} ${path}`, status: lost ? undefined : outcome.status });
    if (lost) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      reply(outcome);
    }, this.latency);
    this.#timers.add(timer);
  }
}
