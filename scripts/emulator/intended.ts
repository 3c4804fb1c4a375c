import type { Json } from './differences.ts';

/** The parts of a packaged template that are read here. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Json }>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: Json }>>;
}

/** Where a template is deployed. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly stackName: string;
}

/**
 * Resolves the intrinsic functions of a template, from AWS's documentation of what Ref and GetAtt return for a type, and
 * from the physical ids, which are CloudFormation's to choose.
 */
export class Resolver {
  readonly #template: Template;
  readonly #physicalIds: Readonly<Record<string, string>>;
  readonly #place: Place;

  constructor(template: Template, physicalIds: Readonly<Record<string, string>>, place: Place) {
    this.#template = template;
    this.#physicalIds = physicalIds;
    this.#place = place;
  }

  /** @throws Error for an intrinsic function, pseudo parameter or attribute that this does not know */
  resolve(value: Json): Json {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((element) => this.resolve(element));
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first && /^(Ref|Fn::\w+)$/.test(first[0])) return this.#intrinsic(...first);
    return Object.fromEntries(entries.map(([name, element]) => [name, this.resolve(element)]));
  }

  #intrinsic(name: string, argument: Json): Json {
    if (name === 'Ref') return this.#ref(String(argument));
    if (name === 'Fn::GetAtt') return this.#attribute(...(argument as [string, string]));
    if (name === 'Fn::Join') {
      const [separator, parts] = argument as [string, readonly Json[]];
      return parts.map((part) => String(this.resolve(part))).join(separator);
    }
    if (name === 'Fn::Sub') return this.#substituted(argument as string | [string, Record<string, Json>]);
    throw new Error(`${name} is not known here`);
  }

  #substituted(argument: string | [string, Record<string, Json>]): string {
    const [text, own] = typeof argument === 'string' ? [argument, {}] : argument;
    return text.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => {
      if (name.startsWith('!')) return whole.replace('!', '');
      const value = own[name];
      if (value !== undefined) return String(this.resolve(value));
      const [id = '', attribute] = name.split('.', 2);
      return attribute === undefined ? this.#ref(name) : this.#attribute(id, attribute);
    });
  }

  #ref(name: string): string {
    const { region, accountId, partition, stackName } = this.#place;
    const pseudo: Readonly<Record<string, string>> = {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': partition,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const value = pseudo[name] ?? this.#physicalIds[name];
    if (value === undefined) throw new Error(`Ref ${name} is not known here`);
    return value;
  }

  #attribute(id: string, attribute: string): string {
    const type = this.#template.Resources[id]?.Type;
    const { region, accountId, partition } = this.#place;
    const name = this.#ref(id);
    const arns: Readonly<Record<string, string>> = {
      'AWS::CloudWatch::Alarm': `cloudwatch:${region}:${accountId}:alarm:${name}`,
      'AWS::CloudWatch::CompositeAlarm': `cloudwatch:${region}:${accountId}:alarm:${name}`,
      'AWS::Events::Rule': `events:${region}:${accountId}:rule/${name}`,
      'AWS::IAM::Role': `iam::${accountId}:role/${name}`,
      'AWS::Lambda::Function': `lambda:${region}:${accountId}:function:${name}`,
      'AWS::Logs::LogGroup': `logs:${region}:${accountId}:log-group:${name}:*`,
      'AWS::SQS::Queue': `sqs:${region}:${accountId}:${name.split('/').at(-1)}`,
    };
    if (attribute === 'Arn' && type && arns[type]) return `arn:${partition}:${arns[type]}`;
    if (attribute === 'QueueName' || attribute === 'TopicName') return name.split(/[/:]/).at(-1) ?? '';
    throw new Error(`Attribute ${attribute} of ${id} (${type}) is not known here`);
  }
}
