import type { Statement, Template } from './stack-policies.ts';

/** What resources are called, by their type. */
const NOUNS: Readonly<Record<string, string>> = {
  'AWS::Events::Rule': 'rule',
  'AWS::IAM::Role': 'role',
  'AWS::Logs::LogGroup': 'log group',
  'AWS::SNS::Topic': 'topic',
  'AWS::SQS::Queue': 'queue',
};

/** How conditions read. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
const OPERATORS: Readonly<Record<string, string>> = {
  ArnEquals: 'is',
  ArnLike: 'is like',
  ArnNotEquals: 'is not',
  Bool: 'is',
  StringEquals: 'is',
  StringEqualsIfExists: 'is absent or',
  StringNotEquals: 'is not',
};

/** Beginning of ARNs of the stack's account and Region, which the page leaves out. */
const OWN = /^arn:\$\{AWS::Partition\}:[a-z]+:\$\{AWS::Region\}:\$\{AWS::AccountId\}:/;

/** Puts what templates have into words. */
export class Words {
  readonly #resources: Template['Resources'];

  constructor({ Resources }: Template) {
    this.#resources = Resources;
  }

  /** A resource or another value: its ARN without what all ARNs have alike, or the noun and id of a part of the stack. */
  value(value: unknown): string {
    if (typeof value !== 'object' || value === null) return code(String(value));
    const [[name, argument] = []] = Object.entries(value);
    if (name === 'Ref') return this.#reference(String(argument));
    if (name === 'Fn::GetAtt' && Array.isArray(argument)) return this.#reference(String(argument[0]));
    if (name === 'Fn::Sub') return code(String(argument).replace(OWN, ''));
    if (name === 'Fn::Join') return code(joined(argument));
    throw new Error(`No words for ${JSON.stringify(value)}`);
  }

  /** All conditions of a statement. */
  conditions(conditions: Statement['Condition']): string[] {
    return Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => {
        const verb = OPERATORS[operator];
        if (verb === undefined) throw new Error(`No words for the condition operator ${operator}`);
        return `${code(key)} ${verb} ${values
          .map((value) => this.value(value))
          .sort()
          .join(' or ')}`;
      }),
    );
  }

  #reference(id: string): string {
    const type = this.#resources[id]?.Type;
    // A pseudo parameter or a parameter of the stack.
    if (type === undefined) return code(id);
    const noun = NOUNS[type];
    if (noun === undefined) throw new Error(`No word for ${type}`);
    return `${noun} ${code(id)}`;
  }
}

/** Text as code in a table of Markdown. */
export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function joined(argument: unknown): string {
  const [separator, parts] = argument as readonly [string, readonly (string | { readonly Ref: string })[]];
  return parts.map((part) => (typeof part === 'string' ? part : `\${${part.Ref}}`)).join(separator);
}
