import * as v from 'valibot';

/** One or many, as many. */
const listOf = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    v.union([v.array(item), item]),
    v.transform((value) => [value].flat() as v.InferOutput<Item>[]),
  );

/** An element that is not here is one that the page would not show. */
const STATEMENT = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.optional(v.union([v.literal('*'), v.strictObject({ Service: listOf(v.string()) })])),
  Action: listOf(v.string()),
  Resource: v.optional(listOf(v.unknown())),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), listOf(v.unknown()))), {}),
});
const DOCUMENT = v.object({ Statement: v.array(STATEMENT) });
const REFERENCE = v.object({ Ref: v.string() });
const METADATA = v.optional(v.object({ Why: v.optional(v.record(v.string(), v.string()), {}) }), {});

const RESOURCE = v.variant('Type', [
  v.object({
    Type: v.literal('AWS::IAM::Role'),
    Metadata: METADATA,
    Properties: v.strictObject({
      Description: v.optional(v.string()),
      AssumeRolePolicyDocument: DOCUMENT,
      Policies: v.array(v.object({ PolicyDocument: DOCUMENT })),
    }),
  }),
  v.object({
    Type: v.literal('AWS::IAM::Policy'),
    Condition: v.optional(v.string()),
    Metadata: METADATA,
    Properties: v.object({ Roles: v.array(REFERENCE), PolicyDocument: DOCUMENT }),
  }),
  v.object({
    Type: v.picklist(['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::S3::BucketPolicy']),
    Properties: v.object({ PolicyDocument: DOCUMENT }),
  }),
  v.object({
    Type: v.literal('AWS::Lambda::Function'),
    Properties: v.object({ Description: v.string(), Handler: v.string(), Role: v.object({ 'Fn::Sub': v.string() }) }),
  }),
]);

/** Types of resources that say who may do what. */
const TYPES: ReadonlySet<string> = new Set(
  RESOURCE.options.flatMap(({ entries: { Type } }) => ('literal' in Type ? [Type.literal] : Type.options)),
);

type Resource = v.InferOutput<typeof RESOURCE>;

/** A statement as the template has it, lists made of what stands alone. */
export type Statement = v.InferOutput<typeof STATEMENT>;

/** A template of CloudFormation, as far as it is read here. */
export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

/** A statement that a role has. */
export interface Grant extends Statement {
  /** Why it is there; undefined when the template does not say. */
  readonly why: string | undefined;
  /** The template's condition under which it is there. */
  readonly onlyIf: string | undefined;
}

/** A role with all that it has: its own statements and those of policies that are attached to it. */
export interface Role {
  readonly id: string;
  /** What runs under it: a function by its folder, or undefined for one that a service assumes on its own. */
  readonly functionName: string | undefined;
  readonly description: string;
  readonly trust: readonly Statement[];
  readonly grants: readonly Grant[];
}

/** What a template says about who may do what. */
export interface StackPolicies {
  readonly roles: readonly Role[];
  /** Policies of queues, topics and buckets, by logical id. */
  readonly ofResources: ReadonlyMap<string, readonly Statement[]>;
  /** Reasons that belong to no statement, as `role: Sid`. */
  readonly looseReasons: readonly string[];
}

/**
 * Reads roles and policies from a packaged template.
 * @throws ValiError for an element of a policy that is not known here
 */
export function stackPolicies({ Resources }: Template): StackPolicies {
  const known = Object.entries(Resources).flatMap(([id, resource]): [string, Resource][] =>
    TYPES.has(resource.Type) ? [[id, v.parse(RESOURCE, resource)]] : [],
  );
  const ofResources = known.flatMap(([id, { Type, Properties }]): [string, readonly Statement[]][] =>
    Type.endsWith('Policy') && !Type.startsWith('AWS::IAM::') && 'PolicyDocument' in Properties
      ? [[id, Properties.PolicyDocument.Statement]]
      : [],
  );
  return {
    roles: known.flatMap(([id, resource]) => (resource.Type === 'AWS::IAM::Role' ? [roleOf(id, resource, known)] : [])),
    ofResources: new Map(ofResources),
    looseReasons: known.flatMap(([id, resource]) => looseReasons(id, resource)),
  };
}

type Known = readonly (readonly [string, Resource])[];

function roleOf(id: string, role: Extract<Resource, { Type: 'AWS::IAM::Role' }>, known: Known): Role {
  const runs = known.flatMap(([, { Type, Properties }]) =>
    Type === 'AWS::Lambda::Function' && Properties.Role['Fn::Sub'] === `\${${id}.Arn}` ? [Properties] : [],
  );
  const attached = known.flatMap(([, resource]) =>
    resource.Type === 'AWS::IAM::Policy' && resource.Properties.Roles.some(({ Ref }) => Ref === id)
      ? grantsOf(resource, resource.Condition)
      : [],
  );
  return {
    id,
    functionName: runs[0]?.Handler.split('/').at(-2),
    description: runs[0]?.Description ?? role.Properties.Description ?? '',
    trust: role.Properties.AssumeRolePolicyDocument.Statement,
    grants: [...grantsOf(role, undefined), ...attached],
  };
}

type Granting = Extract<Resource, { Type: 'AWS::IAM::Role' | 'AWS::IAM::Policy' }>;

function statementsIn(resource: Granting): readonly Statement[] {
  return resource.Type === 'AWS::IAM::Policy'
    ? resource.Properties.PolicyDocument.Statement
    : resource.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function grantsOf(resource: Granting, onlyIf: string | undefined): Grant[] {
  const why = resource.Metadata.Why ?? {};
  return statementsIn(resource).map((statement) => ({ ...statement, why: why[statement.Sid ?? ''], onlyIf }));
}

function looseReasons(id: string, resource: Resource): string[] {
  if (resource.Type !== 'AWS::IAM::Role' && resource.Type !== 'AWS::IAM::Policy') return [];
  const sids = statementsIn(resource).map(({ Sid }) => Sid);
  return Object.keys(resource.Metadata.Why ?? {})
    .filter((sid) => !sids.includes(sid))
    .map((sid) => `${id}: ${sid}`);
}
