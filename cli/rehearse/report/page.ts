import type { Recording } from '../../report/recording/recording.ts';
import { renderReport } from '../../report/render.ts';
import type { Report } from '../../report/report.ts';
import type { NotApplied, Rehearsal } from './rehearsal.ts';
import { missingLine } from './verdict.ts';

/** A rehearsal as one HTML document that loads nothing. */
export function renderRehearsal(rehearsal: Rehearsal, recording: Recording): Promise<string> {
  return renderReport(reportOf(rehearsal, recording));
}

const STATES = { fine: 'good', 'not-played': 'open', lost: 'bad' } as const;

function reportOf(rehearsal: Rehearsal, recording: Recording): Report {
  const { scenario, about, seed, settings, optedIn, from, to, notes, notApplied, lost, functions, cost, verdict } =
    rehearsal;
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const missing = (extent: NotApplied['extent']) =>
    notApplied.filter((each) => each.extent === extent).map(missingLine);
  return {
    title: `Rehearsal: ${scenario}`,
    about,
    terms: [`seed ${seed}`, ...(optedIn ? ['opted in for this rehearsal alone'] : []), ...set],
    range: { start: Date.parse(from), end: Date.parse(to) },
    verdict: {
      state: STATES[verdict.state],
      headline: verdict.headline,
      lines: [...missing('not-at-all'), ...counted(lost.map(({ message }) => message)), ...missing('in-part')],
    },
    recording,
    decisions: rehearsal.decisions.map((decision) => ({ ...decision, at: Date.parse(decision.at) })),
    happenings: [...happenings(rehearsal), ...alarms(rehearsal)],
    notes,
    functions,
    cost,
  };
}

/** Each line once, with how often it was there. */
function counted(lines: readonly string[]): readonly string[] {
  return [...Map.groupBy(lines, (line) => line)].map(([line, { length }]) =>
    length === 1 ? line : `${length} × ${line}`,
  );
}

/** What the scenario did, and what went out to the operator. */
function happenings({ timeline }: Rehearsal): Report['happenings'] {
  return timeline
    .filter(({ who }) => who === 'scenario' || who === 'e-mail')
    .map(({ at, who, what }) => ({ at: Date.parse(at), who, what }));
}

function alarms({ alarms: entries }: Rehearsal): Report['happenings'] {
  return entries.map(({ at, name, reason }) => ({ at: Date.parse(at), who: 'alarm', what: `${name}: ${reason}` }));
}
