import * as v from 'valibot';
import { type CheckedLists, checkItems, findingOf } from './parse/check-items.ts';
import { checkDangling, type Dangling } from './parse/dangling.ts';
import { documentsIn } from './parse/documents.ts';
import { type Gathered, gather } from './parse/gather.ts';
import { checkNames } from './parse/names.ts';
import { checkReferences, withoutDoubles } from './parse/references.ts';
import { date } from './schema/fields.ts';
import { type Finding, LIST_NAMES, type Snapshot, type SnapshotReading } from './snapshot.ts';

/** Most entries of all lists together: 500 hosts full of small tasks are a tenth of it. */
const MOST_ENTRIES = 500_000;

/**
 * Reads a snapshot, or answers of the AWS CLI: one JSON object, a list of them, or several one after the other.
 * Every fault is named with its place.
 * @param dangling what references to nothing are without which a rehearsal would be untrue
 */
export function parseSnapshot(text: string, dangling: Dangling = 'error'): SnapshotReading {
  const { documents, findings } = documentsIn(text);
  if (findings.length > 0) return { snapshot: undefined, findings, absent: [] };
  return readingOf(gather(documents), dangling);
}

/** The same for answers that are here already, as the SDK gives them: an account changes while it is read. */
export function snapshotOf(answers: Readonly<Record<string, unknown>>): SnapshotReading {
  return readingOf(gather([{ place: '', value: answers }]), 'warning');
}

function readingOf(gathered: Gathered, dangling: Dangling): SnapshotReading {
  const absent = LIST_NAMES.filter((name) => !gathered.lists.has(name));
  const entries = [...gathered.lists.values()].reduce((sum, list) => sum + list.length, 0);
  if (entries > MOST_ENTRIES) {
    const message = `${entries} entries; allowed: ${MOST_ENTRIES}; take fewer clusters`;
    return { snapshot: undefined, findings: [{ severity: 'error', place: '', message }], absent };
  }
  const items = checkItems(gathered);
  const { lists, findings: doubles } = withoutDoubles(items.checked);
  const { takenAt, findings: onDate } = dateOf(gathered, lists);
  // Of entries that are wrong in themselves nothing is known: what refers to them is not looked at.
  const references = items.findings.length > 0 ? [] : [...checkNames(lists), ...checkReferences(lists)];
  if (items.findings.length === 0 && !references.some(isError))
    references.push(...checkDangling({ lists, absent }, dangling));
  const findings = [...gathered.findings, ...items.findings, ...onDate, ...doubles, ...references];
  if (findings.some(isError)) return { snapshot: undefined, findings, absent };
  const plain = LIST_NAMES.map((name) => [name, lists[name].map(({ item }) => item)]);
  return { snapshot: { takenAt, ...Object.fromEntries(plain) } as Snapshot, findings, absent };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** When the file was taken: as it says, but no earlier than the latest thing in it. */
function dateOf({ takenAt }: Gathered, lists: CheckedLists): { readonly takenAt: Date; readonly findings: Finding[] } {
  const latest = new Date(Math.max(0, ...latestDates(lists)));
  if (takenAt !== undefined) {
    const result = v.safeParse(date, takenAt.value);
    if (result.success) return { takenAt: result.output > latest ? result.output : latest, findings: [] };
    return { takenAt: latest, findings: result.issues.map((issue) => findingOf(issue, takenAt.place)) };
  }
  const message = `no takenAt; taken as of ${latest.toISOString()}, the latest date in the file`;
  return { takenAt: latest, findings: [{ severity: 'warning', place: '', message }] };
}

function* latestDates(lists: CheckedLists): Generator<number> {
  for (const name of LIST_NAMES.filter((each) => each !== 'protectedTasks')) {
    let latest = 0;
    for (const { item } of lists[name]) latest = Math.max(latest, ...Object.values(item).map(pastDate));
    yield latest;
  }
}

/** Dates of entries themselves; that a protection ends is still to come. */
function pastDate(value: unknown): number {
  return value instanceof Date ? value.getTime() : 0;
}
