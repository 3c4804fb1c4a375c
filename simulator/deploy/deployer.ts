import type { Account } from '../account/account.ts';
import { isRecord } from '../wire/json-codec.ts';
import { type Lookup, NO_VALUE, resolve } from './intrinsics.ts';
import { type Template, TemplateError, type TemplateResource } from './template.ts';

/** A resource that exists: what `Ref` gives, and what `Fn::GetAtt` gives by attribute. */
export interface Deployed {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Deletes it with its stack; undefined for what has no effect, or goes with another resource. */
  readonly remove?: () => void;
}

/** A resource's properties with every intrinsic function resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/** How resources of one type are made. */
export interface ResourceType {
  /** Properties that are carried out, or that change nothing the simulator models. Any other is refused. */
  readonly properties: readonly string[];
  readonly create: (properties: Properties, logicalId: string, stack: StackFacts) => Deployed;
}

/** What a resource may know of its stack. */
export interface StackFacts {
  readonly stackName: string;
  readonly account: Account;
}

/** A stack that has been created. */
export interface DeployedStack {
  /** Resources by logical id, in the order of their creation. */
  readonly resources: Readonly<Record<string, Deployed & { readonly type: string }>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What to deploy, and how. */
export interface Deployment {
  readonly template: Template;
  readonly stack: StackFacts;
  readonly parameters: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, ResourceType>>;
}

/**
 * Creates every resource of a template, those that are referred to first.
 * @throws TemplateError naming the resource, for a type or property that the simulator does not have
 */
export function deploy(deployment: Deployment): DeployedStack {
  return new Deployer(deployment).run();
}

/** Deletes every resource of a stack, the last created first: so what refers to another goes before it. */
export function remove({ resources }: DeployedStack): void {
  for (const { remove: removeOne } of Object.values(resources).toReversed()) removeOne?.();
}

class Deployer {
  readonly #deployment: Deployment;
  readonly #resources = new Map<string, Deployed & { readonly type: string }>();
  readonly #underWay = new Set<string>();
  readonly #lookup: Lookup;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#lookup = {
      ref: (id) => this.#ref(id),
      attribute: (id, name) => this.#attribute(id, name),
      condition: (name) => this.#condition(name),
      mapping: (map, first, second) => deployment.template.Mappings?.[map]?.[first]?.[second],
    };
  }

  run(): DeployedStack {
    const { Resources, Outputs = {} } = this.#deployment.template;
    for (const [id, resource] of Object.entries(Resources)) if (this.#isWanted(resource)) this.#ensure(id);
    const wanted = Object.entries(Outputs).filter(([, output]) => this.#isWanted(output));
    const outputs = wanted.map(([name, { Value }]) => [name, String(resolve(Value, this.#lookup))]);
    return { resources: Object.fromEntries(this.#resources), outputs: Object.fromEntries(outputs) };
  }

  #ensure(id: string): Deployed {
    const existing = this.#resources.get(id);
    if (existing !== undefined) return existing;
    const resource = this.#deployment.template.Resources[id];
    if (resource === undefined) throw new TemplateError(`Nothing in the template is called ${id}`);
    if (!this.#isWanted(resource))
      throw new TemplateError(`${id} is referred to but its condition ${resource.Condition} is false`);
    if (this.#underWay.has(id)) throw new TemplateError(`${id} depends on itself`);
    this.#underWay.add(id);
    for (const dependency of [resource.DependsOn ?? []].flat()) this.#ensure(dependency);
    const deployed = { ...this.#create(id, resource), type: resource.Type };
    this.#resources.set(id, deployed);
    return deployed;
  }

  #create(id: string, { Type, Properties: raw = {} }: TemplateResource): Deployed {
    const type = this.#deployment.types[Type];
    if (type === undefined) throw new TemplateError(`${id}: the simulator does not have resources of type ${Type}`);
    const unknown = Object.keys(raw).filter((name) => !type.properties.includes(name));
    if (unknown.length > 0) {
      throw new TemplateError(`${id} (${Type}): the simulator does not have the property ${unknown.join(', ')}`);
    }
    const properties = resolve(raw, this.#lookup);
    try {
      return type.create(isRecord(properties) ? properties : {}, id, this.#deployment.stack);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TemplateError(`${id} (${Type}) could not be created: ${reason}`, { cause });
    }
  }

  #isWanted({ Condition }: { readonly Condition?: string }): boolean {
    return Condition === undefined || this.#condition(Condition);
  }

  #condition(name: string): boolean {
    const condition = this.#deployment.template.Conditions?.[name];
    if (condition === undefined) throw new TemplateError(`There is no condition ${name}`);
    return resolve(condition, this.#lookup) === true;
  }

  #ref(id: string): unknown {
    const pseudo = this.#pseudoParameter(id);
    if (pseudo !== undefined) return pseudo;
    const parameter = this.#deployment.template.Parameters?.[id];
    if (parameter === undefined) return this.#ensure(id).ref;
    const value = this.#deployment.parameters[id] ?? parameter.Default;
    if (value === undefined) throw new TemplateError(`The parameter ${id} has no default and none was given`);
    return value;
  }

  #pseudoParameter(id: string): unknown {
    const { stackName, account } = this.#deployment.stack;
    const { partition, region, id: accountId } = account;
    const values: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': accountId,
      'AWS::Region': region,
      'AWS::Partition': partition,
      'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-4000-8000-000000000000`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': NO_VALUE,
    };
    return values[id];
  }

  #attribute(id: string, name: string): unknown {
    const value = this.#ensure(id).attributes?.[name];
    if (value === undefined) throw new TemplateError(`${id} has no attribute ${name} in the simulator`);
    return value;
  }
}
