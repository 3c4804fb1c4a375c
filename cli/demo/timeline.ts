import type { Simulation } from '../../simulator/simulation.ts';
import { type Style, styled } from '../terminal.ts';
import type { HostNames } from './host-names.ts';
import { layOut } from './layout.ts';
import { decisionLines } from './lines/decisions.ts';
import { emailLines } from './lines/emails.ts';
import { groupLines } from './lines/groups.ts';
import { hostLines } from './lines/hosts.ts';
import { instanceLines } from './lines/instances.ts';
import { serviceLines } from './lines/services.ts';
import { taskLines } from './lines/tasks.ts';

/** Something worth a line. */
export interface Line {
  /** Epoch milliseconds of virtual time; now when not given. */
  readonly at?: number;
  readonly who: string;
  readonly what: string;
  /** The reason, in a sentence. */
  readonly why?: string | undefined;
  /** How the name of who did it stands out. */
  readonly style: Style;
  /** What happens at the same time follows from it. */
  readonly isCause?: boolean;
  /** Part of what the line before it began to quote. */
  readonly isQuote?: boolean;
}

/** Where lines go. */
export type Tell = (line: Line) => void;

/** What lines are made from. */
export interface LineSource {
  readonly simulation: Simulation;
  readonly names: HostNames;
  readonly tell: Tell;
}

const WHO_WIDTH = 20;

/** Collects what happens, one line each, in order of virtual time. */
export class Timeline {
  readonly #simulation: Simulation;
  readonly #source: LineSource;
  readonly #tellDecisions: () => void;
  #lines: (Line & { readonly at: number })[] = [];
  #emails = 0;

  constructor(simulation: Simulation, names: HostNames) {
    this.#simulation = simulation;
    this.#source = { simulation, names, tell: this.tell };
    for (const follow of [instanceLines, groupLines, taskLines, serviceLines, hostLines]) follow(this.#source);
    this.#tellDecisions = decisionLines(this.#source);
  }

  /** Adds a line. */
  readonly tell: Tell = (line) => {
    this.#lines.push({ at: this.#simulation.clock.now(), ...line });
  };

  /** Takes the lines since the last time, laid out for so many columns. */
  take(columns: number): readonly string[] {
    return this.takeLines().flatMap((line) => printed(line, columns));
  }

  /** Takes the lines since the last time, in order of virtual time. */
  takeLines(): readonly (Line & { readonly at: number })[] {
    this.#tellDecisions();
    const { outbox } = this.#simulation.sns;
    for (const email of outbox.slice(this.#emails)) emailLines(email, this.#source);
    this.#emails = outbox.length;
    const lines = this.#lines.toSorted(
      (a, b) => a.at - b.at || Number(b.isCause ?? false) - Number(a.isCause ?? false),
    );
    this.#lines = [];
    return lines;
  }
}

/** A line for a person, laid out for so many columns. */
export function printed(
  { at, who, what, why, style, isQuote }: Line & { readonly at: number },
  columns: number,
): readonly string[] {
  const time = new Date(at).toISOString().slice(11, 19);
  const gap = ' '.repeat(time.length + WHO_WIDTH + 5);
  const head = `  ${styled('dim', time)}  ${styled(style, who.padEnd(WHO_WIDTH))} `;
  const mark = isQuote === true ? `${styled(style, '│')} ` : '';
  const text = layOut(
    why === undefined ? [[what]] : [[what], [why, 'dim']],
    columns - gap.length - (isQuote === true ? 2 : 0),
  );
  return text.map((line, index) => `${index === 0 && isQuote !== true ? head : gap}${mark}${line}`);
}
