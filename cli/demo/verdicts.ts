import { REASONS, type Reason } from '../../shared/domain/reasons.ts';
import type { Simulation } from '../../simulator/simulation.ts';
import type { LogLine } from '../../simulator/telemetry/function-output.ts';
import { print, styled } from '../terminal.ts';
import type { HostNames } from './host-names.ts';
import { type Row, table } from './table.ts';

/** What scale-in said of a host. */
interface Verdict {
  readonly ec2InstanceId: string;
  readonly outcome: string;
  readonly reason: string;
}

/** What scale-in said of each host in a run in which it said something new. */
interface Run {
  readonly at: number;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** Collects what scale-in says of hosts. A verdict is told when it is new; until then the one before holds. */
export class Verdicts {
  readonly #simulation: Simulation;
  readonly #names: HostNames;
  #runs: Run[] = [];
  #requestId: unknown;
  #latest = new Map<string, Verdict>();

  constructor(simulation: Simulation, names: HostNames) {
    this.#simulation = simulation;
    this.#names = names;
    simulation.output.onLog((line) => {
      if (line.fields?.['message'] === 'verdict') this.#note(line, line.fields);
    });
  }

  /** Prints the verdicts of the run since the last time in which they differed most, the last of those. */
  print(columns: number): void {
    const runs = this.#runs;
    this.#runs = [];
    const most = Math.max(...runs.map(variety));
    const run = runs.findLast((each) => variety(each) === most);
    if (run === undefined) return;
    print();
    const time = new Date(run.at).toISOString().slice(11, 19);
    print(styled('bold', `  What scale-in decided about each host at ${time}`));
    const rows = [...run.verdicts.values()]
      .map(
        ({ ec2InstanceId, outcome, reason }): Row => [
          this.#names.of(ec2InstanceId),
          outcome,
          REASONS[reason as Reason] ?? reason,
        ],
      )
      .toSorted(([a = ''], [b = '']) => a.localeCompare(b));
    table([['host', 'verdict', 'why'], ...rows], columns);
  }

  #note({ time: at }: LogLine, fields: Readonly<Record<string, unknown>>): void {
    const requestId = fields['plan'];
    const ec2InstanceId = String(fields['host']);
    if (requestId !== this.#requestId) {
      this.#latest = new Map([...this.#latest].filter(([id]) => this.#simulation.ecs.isRegistered(id)));
      this.#runs.push({ at, verdicts: this.#latest });
    }
    this.#requestId = requestId;
    this.#latest.set(ec2InstanceId, {
      ec2InstanceId,
      outcome: String(fields['outcome']),
      reason: String(fields['reason']),
    });
  }
}

/** How many different verdicts there are. */
function variety({ verdicts }: Run): number {
  return new Set(Array.from(verdicts.values(), ({ outcome, reason }) => `${outcome} ${reason}`)).size;
}
