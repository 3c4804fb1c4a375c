import { type Parameters, wrongSettings } from './wrong-settings.ts';

/** What this plugin needs of osls. */
export interface Deployment {
  readonly configurationInput: { readonly params?: Readonly<Record<string, Parameters | undefined>> };
  readonly processedInput: { readonly options: { readonly param?: readonly string[] | null } };
  readonly service: { readonly provider: { readonly stage: string } };
  /** Its `Error` is shown without a stack trace. */
  readonly classes: { readonly Error: new (message: string) => Error };
}

/**
 * A plugin of osls: `npm run package` and `npm run deploy` end before they have written anything, here or in AWS, if
 * a setting is wrong or misspelt. A misspelt `dryRun` would otherwise deploy a stack that acts.
 */
export default class SettingsPlugin {
  readonly hooks = { 'before:package:cleanup': () => this.#check() };
  readonly #deployment: Deployment;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  /** @throws Error with every fault */
  #check(): void {
    const { configurationInput, processedInput, service, classes } = this.#deployment;
    const { default: defaults = {}, [service.provider.stage]: stage = {} } = configurationInput.params ?? {};
    const wrong = wrongSettings(defaults, { ...stage, ...commandLine(processedInput.options.param ?? []) });
    if (wrong.length === 0) return;
    const count = wrong.length === 1 ? 'A setting is' : `${wrong.length} settings are`;
    throw new classes.Error(`${count} wrong, nothing was written:\n${wrong.map((fault) => `- ${fault}`).join('\n')}`);
  }
}

/** Splits `name=value` at its first `=`; osls has refused what has none. */
function commandLine(parameters: readonly string[]): Parameters {
  return Object.fromEntries(
    parameters.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  );
}
