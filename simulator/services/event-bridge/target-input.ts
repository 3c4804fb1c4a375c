/** An event in the form in which targets get it. */
export interface DeliveredEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a target gets in place of the whole event. At most one of the members is set. */
export interface InputDefinition {
  /** Constant JSON text. */
  readonly input?: string | undefined;
  /** `$.detail`, … */
  readonly inputPath?: string | undefined;
  readonly inputTransformer?:
    | { readonly paths: Readonly<Record<string, string>>; readonly template: string }
    | undefined;
}

/** Makes the text that a target gets. */
export type TargetInput = (event: DeliveredEvent, rule: { readonly name: string; readonly arn: string }) => string;

/** A target's input that is malformed, or uses something that is not modelled. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * Source: EventBridge user guide, "Amazon EventBridge input transformation".
 * @throws InputError
 */
export function targetInput({ input, inputPath, inputTransformer }: InputDefinition): TargetInput {
  if ([input, inputPath, inputTransformer].filter((member) => member !== undefined).length > 1) {
    throw new InputError('Only one of Input, InputPath and InputTransformer can be given');
  }
  if (input !== undefined) return constant(input);
  if (inputPath !== undefined) {
    const read = compilePath(inputPath);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  if (inputTransformer !== undefined) return transformer(inputTransformer.paths, inputTransformer.template);
  return (event) => JSON.stringify(event);
}

function constant(input: string): TargetInput {
  try {
    JSON.parse(input);
  } catch (cause) {
    throw new InputError(`Input is not JSON: ${input}`, { cause });
  }
  return () => input;
}

const PREDEFINED: Readonly<Record<string, TargetInput>> = {
  'aws.events.rule-arn': (_event, { arn }) => arn,
  'aws.events.rule-name': (_event, { name }) => name,
  'aws.events.event.ingestion-time': (event) => event.time,
};

const WHOLE_EVENT = new Set(['aws.events.event', 'aws.events.event.json']);

function transformer(paths: Readonly<Record<string, string>>, template: string): TargetInput {
  const readers = new Map(Object.entries(paths).map(([name, path]) => [name, compilePath(path)]));
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (readers.has(name) || WHOLE_EVENT.has(name) || name in PREDEFINED) continue;
    throw new InputError(`InputTemplate names <${name}>, which InputPathsMap does not have`);
  }
  return (event, rule) => {
    const resolve = (name: string): unknown => {
      if (WHOLE_EVENT.has(name)) return event;
      return PREDEFINED[name]?.(event, rule) ?? readers.get(name)?.(event);
    };
    return fill(template, resolve);
  };
}

const PLACEHOLDER = /<([\w.-]+)>/g;

/** Inside a JSON string a value stands as it is; elsewhere as JSON. */
function fill(template: string, resolve: (name: string) => unknown): string {
  return template.replaceAll(PLACEHOLDER, (_token, name: string, offset: number) => {
    const value = resolve(name);
    if (!insideString(template, offset)) return JSON.stringify(value ?? '');
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    return JSON.stringify(text).slice(1, -1);
  });
}

function insideString(template: string, offset: number): boolean {
  const quotes = template.slice(0, offset).replaceAll(/\\./g, '').match(/"/g) ?? [];
  return quotes.length % 2 === 1;
}

/** The part of JSONPath that EventBridge takes: names and indexes, no wildcards. */
function compilePath(path: string): (event: unknown) => unknown {
  if (!/^\$(\.[\w-]+|\['[^']+'\]|\[\d+\])*$/.test(path)) throw new InputError(`Path ${path} is not modelled`);
  const steps = [...path.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)].map(
    ([, name, quoted, index]) => name ?? quoted ?? index ?? '',
  );
  return (event) =>
    steps.reduce<unknown>(
      (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
      event,
    );
}
