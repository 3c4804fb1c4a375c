import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadTemplate, type Template } from '../../simulator/deploy/template.ts';
import { PACKAGED_TEMPLATE } from '../../simulator/simulation.ts';
import { CommandError, EXIT } from '../ecs-ops/exit-codes.ts';
import type { Reporter } from '../ecs-ops/reporter.ts';
import { npmScript } from '../npm-script.ts';
import { type Parameters, wrongSettings } from './wrong-settings.ts';

/** The stack as `serverless deploy` would send it, with other settings than `serverless.yml` has. */
export interface PackagedStack {
  readonly template: Template;
  /** Values of the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Beside the template; it has the settings with their defaults. */
const STATE = path.join(path.dirname(PACKAGED_TEMPLATE), 'serverless-state.json');

/** Packages the stack, which builds the functions, if nobody has yet. Says so. */
export async function ensurePackaged(reporter: Reporter): Promise<void> {
  if (existsSync(PACKAGED_TEMPLATE) && existsSync(STATE)) return;
  reporter.say('The stack is not packaged yet: npm run package');
  try {
    await npmScript('package');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(EXIT.failed, `The stack cannot be packaged; \`npm ci\`, then \`npm run package\`:\n${why}`, {
      cause,
    });
  }
}

/** Every setting of `serverless.yml` with its default. */
export function defaultSettings(): Parameters {
  const state = JSON.parse(readFileSync(STATE, 'utf8')) as {
    readonly service: { readonly initialServerlessConfig: { readonly params: { readonly default: Parameters } } };
  };
  return state.service.initialServerlessConfig.params.default;
}

/**
 * Reads `name=value`, as `--set` has them.
 * @throws CommandError with every fault and what is allowed, as a deployment would be refused
 */
export function givenSettings(texts: readonly string[], defaults: Parameters): Readonly<Record<string, string>> {
  const malformed = texts.filter((text) => !/^[^=]+=/.test(text));
  const pairs = texts
    .filter((text) => !malformed.includes(text))
    .map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const);
  const given = Object.fromEntries(pairs);
  const faults = [
    ...malformed.map((text) => `${text} is no setting; write name=value, as in --set scaleInHeadroomCpu=30`),
    ...wrongSettings(defaults, given),
  ];
  if (faults.length === 0) return given;
  const lines = faults.map((fault) => `- ${fault}`).join('\n');
  throw new CommandError(EXIT.usage, `${faults.length === 1 ? 'A setting is' : 'Settings are'} wrong:\n${lines}`);
}

/** The packaged stack with settings in place of its own: where `serverless.yml` has them put. */
export function stackWith(settings: Readonly<Record<string, string>>): PackagedStack {
  const template = structuredClone(loadTemplate(PACKAGED_TEMPLATE));
  const parameters: Record<string, string> = {};
  for (const [setting, value] of Object.entries(settings)) {
    const capital = `${setting.charAt(0).toUpperCase()}${setting.slice(1)}`;
    if (template.Parameters?.[capital] !== undefined) parameters[capital] = value;
    const rule = template.Resources[`${capital}Rule`]?.Properties as { ScheduleExpression?: string } | undefined;
    if (rule?.ScheduleExpression !== undefined) rule.ScheduleExpression = value;
    for (const variables of environments(template)) {
      const variable = setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
      // A variable that refers to a parameter gets its value from there.
      if (typeof variables[variable] === 'string') variables[variable] = value;
    }
  }
  return { template, parameters };
}

/** Environment variables of the functions. */
function environments({ Resources }: Template): Record<string, unknown>[] {
  return Object.values(Resources).flatMap(({ Type, Properties }): Record<string, unknown>[] => {
    if (Type !== 'AWS::Lambda::Function') return [];
    const { Environment } = Properties as { readonly Environment?: { readonly Variables?: Record<string, unknown> } };
    return Environment?.Variables === undefined ? [] : [Environment.Variables];
  });
}
