import type { Random } from '../../kernel/random.ts';
import { hexId } from '../ec2/instance-creation.ts';
import { validationError } from './errors.ts';
import type { TemplateSpecification } from './group-specification.ts';
import type { LaunchTemplate } from './model.ts';

/** The launch templates of the account, every version of each. */
export class LaunchTemplates {
  readonly #random: Random;
  readonly #versions = new Map<string, LaunchTemplate[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Adds a template, or a version to the one of that name. */
  register(name: string, specification: TemplateSpecification): LaunchTemplate {
    const versions = this.#versions.get(name) ?? [];
    const template = {
      ...specification,
      launchTemplateName: name,
      launchTemplateId: versions[0]?.launchTemplateId ?? `lt-0${hexId(this.#random)}`,
      version: specification.version ?? (versions.at(-1)?.version ?? 0) + 1,
    };
    this.#versions.set(name, [...versions, template]);
    return template;
  }

  /**
   * Finds a version as a group names it.
   * @param version a number, `$Latest` or `$Default`, which is the first
   * @throws ServiceError `ValidationError`
   */
  require(name: string | undefined, id: string | undefined, version = '$Default'): LaunchTemplate {
    const versions = [...this.#versions.values()].find(
      ([first]) => first?.launchTemplateName === name || (id !== undefined && first?.launchTemplateId === id),
    );
    const found =
      version === '$Latest'
        ? versions?.at(-1)
        : versions?.find((template) => version === '$Default' || String(template.version) === version);
    if (found === undefined) {
      throw validationError(
        `You must use a valid fully-formed launch template. The specified launch template ${name ?? id}, version ${version}, does not exist.`,
      );
    }
    return found;
  }
}
