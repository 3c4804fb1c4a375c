import { readFileSync } from 'node:fs';

/** A CloudFormation template, as far as it is read here. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Condition?: string }>>;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
}

/** The template, or the way it is used, is not one that the simulator can deploy. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/**
 * Reads a template from a file.
 * @throws TemplateError when there is none, with the command that makes it
 */
export function loadTemplate(path: string): Template {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Template;
  } catch (cause) {
    throw new TemplateError(`Cannot read the packaged template ${path}; \`npm run package\` writes it`, { cause });
  }
}
