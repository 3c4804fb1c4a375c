import fc from 'fast-check';
import { parseSnapshot } from '../../cli/snapshot/parse-snapshot.ts';
import { findingLines } from '../../cli/snapshot/report-findings.ts';
import { awsCliFile, awsCliSnapshot } from '../cli/snapshot/aws-cli-file.ts';
import { jsonOf } from './hostile-values.ts';
import { mutatedJson } from './mutations.ts';
import { aParser, mustHold, type Outcome, type Parser } from './parser.ts';

const whole: Record<string, unknown> = JSON.parse(JSON.stringify(awsCliSnapshot()));
/** The snapshot with one entry a list, which leaves more of the changes to each field. */
const small = Object.fromEntries(
  Object.entries(whole).map(([name, list]) => [name, Array.isArray(list) ? list.slice(0, 1) : list]),
);
const file = awsCliFile();

function readSnapshot(text: string): Outcome {
  const { snapshot, findings } = parseSnapshot(text);
  const isRefused = findings.some(({ severity }) => severity === 'error');
  mustHold(isRefused === (snapshot === undefined), 'neither a snapshot nor an error');
  mustHold(
    findings.every(({ place, message }) => typeof place === 'string' && message !== ''),
    'a finding that says nothing',
  );
  findingLines(findings, 'file.json');
  return isRefused ? 'faults named' : 'accepted';
}

const grownHost = (host: object) => JSON.stringify({ ...small, containerInstances: [host] });

/** The file that `ecs-ops` reads. */
export const SNAPSHOT_PARSER: Parser = aParser({
  name: 'snapshot files',
  inputs: fc.oneof(
    { weight: 8, arbitrary: mutatedJson([small], 1_000_000) },
    { weight: 1, arbitrary: mutatedJson([{ failures: [{ arn: 'a', reason: 'MISSING' }] }, [small, {}]], 1_000_000) },
    { weight: 1, arbitrary: fc.nat(file.length).map((at) => file.slice(0, at) + file.slice(at + 1)) },
  ),
  parse: readSnapshot,
  grown: {
    documents: (size) => '{}\n'.repeat(size / 3),
    'documents without an end': (size) => '{'.repeat(size),
    quotes: (size) => `{"a":"${'\\"'.repeat(size / 2)}"}`,
    backslashes: (size) => `{"a":"${'\\'.repeat(size)}`,
    'long texts': (size) => `{"clusters":"${'a'.repeat(size)}"}`,
    nesting: (size) => jsonOf({ clusters: [`@deep list ${Math.floor(size / 2)}@`] }),
    'unknown members': (size) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: size / 12 }, (_, at) => [`member-${at}`, at]))),
    'wrong entries': (size) => JSON.stringify({ tasks: Array.from({ length: size / 2 }, () => 1) }),
    doubles: (size) =>
      JSON.stringify({ clusters: Array.from({ length: size / 100 }, () => awsCliSnapshot().clusters[0]) }),
    attributes: (size) => grownHost({ attributes: Array.from({ length: size / 12 }, () => ({ name: '' })) }),
  },
});
