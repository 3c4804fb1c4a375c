import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { CommandError, EXIT } from '../../ecs-ops/exit-codes.ts';
import { type Scenario, scenarioFile, VERB_NAMES } from './schema.ts';

const SHIPPED = path.join(import.meta.dirname, '..', 'scenarios');
const ENDING = '.json';

/** Names of the scenarios that come with the package, in alphabetical order. */
export function shippedScenarios(): readonly string[] {
  return readdirSync(SHIPPED)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .toSorted();
}

/**
 * Reads a scenario.
 * @param nameOrPath name of a shipped one, or the path of a file: with a slash or `.json`
 * @throws CommandError when there is none, or with every fault of the file and its place
 */
export function readScenario(nameOrPath: string): Scenario {
  const isPath = nameOrPath.endsWith(ENDING) || /[\\/]/.test(nameOrPath);
  const shipped = shippedScenarios();
  if (!isPath && !shipped.includes(nameOrPath))
    throw new CommandError(
      EXIT.usage,
      `${nameOrPath} is no scenario; allowed: ${shipped.join(', ')}, or the path of a file ending in .json`,
    );
  const file = isPath ? nameOrPath : path.join(SHIPPED, `${nameOrPath}${ENDING}`);
  return { name: path.basename(file, ENDING), ...parsed(file) };
}

function parsed(file: string): Omit<Scenario, 'name'> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(EXIT.usage, `The scenario ${file} cannot be read: ${why}`, { cause });
  }
  const result = v.safeParse(scenarioFile, content);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `- ${placeOf(issue)}: ${faultOf(issue)}`);
  throw new CommandError(EXIT.usage, `${file} is no scenario that can be played:\n${faults.join('\n')}`);
}

function placeOf(issue: v.BaseIssue<unknown>): string {
  return `/${(issue.path ?? []).map(({ key }) => String(key)).join('/')}`;
}

function faultOf({ type, message, received, path: given }: v.BaseIssue<unknown>): string {
  const steps: readonly v.IssuePathItem[] = given ?? [];
  if (type !== 'strict_object') return `${received}; allowed: ${message}`;
  const key = String(steps.at(-1)?.key);
  if (received === 'undefined') return 'missing';
  const inEvent = steps.length === 3 && steps[0]?.key === 'events';
  return `${key} is not known here${inEvent ? `; allowed: at and one of ${VERB_NAMES.join(', ')}` : ''}`;
}
