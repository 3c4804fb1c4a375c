/** A template of CloudFormation, as far as it is changed here. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What the packaged template does not say. */
export interface StackSetFacts {
  /** Name that the stack would have if osls deployed it, `ecs-ops-dev`. */
  readonly stackName: string;
  /** Key of a function's code in the bucket of each Region, by the key that osls gave it. */
  readonly codeKey: (packagedKey: string) => string;
}

/** What there is for the upload of osls. */
const UPLOAD = /^ServerlessDeploymentBucket/;

const CODE_BUCKET_PREFIX = {
  Type: 'String',
  Description:
    'The code is in the bucket of this name, a hyphen and the Region; Lambda reads code of its own Region only',
  AllowedPattern: '[a-z0-9][a-z0-9.-]*',
};

/**
 * Makes of a packaged template one for StackSets, which create a stack in one go: it has no bucket of its own that
 * code could be uploaded to in between, and takes the code from a bucket in each Region.
 *
 * Stacks of a stack set have names with a UUID, too long for the names of some queues: what is named after its stack
 * is named after the one that osls would have made.
 */
export function stackSetTemplate(template: Template, { stackName, codeKey }: StackSetFacts): Template {
  const named = JSON.parse(JSON.stringify(template).replaceAll('AWS::StackName', 'NamePrefix')) as Template;
  const resources = Object.entries(named.Resources).filter(([id]) => !UPLOAD.test(id));
  return {
    ...named,
    Parameters: { CodeBucketPrefix: CODE_BUCKET_PREFIX, NamePrefix: namePrefix(stackName), ...named.Parameters },
    Resources: Object.fromEntries(resources.map(([id, resource]) => [id, withCode(resource, codeKey)])),
    Outputs: Object.fromEntries(Object.entries(named.Outputs ?? {}).filter(([name]) => !UPLOAD.test(name))),
  };
}

/** Functions and log groups have the name in them already: there is one that goes with it. */
function namePrefix(stackName: string): object {
  return {
    Type: 'String',
    Description: 'Names of queues and topics begin with it',
    Default: stackName,
    AllowedValues: [stackName],
  };
}

function withCode(resource: TemplateResource, codeKey: StackSetFacts['codeKey']): TemplateResource {
  const packagedKey = packagedKeyOf(resource);
  if (packagedKey === undefined) return resource;
  const Code = { S3Bucket: { 'Fn::Sub': `\${CodeBucketPrefix}-\${AWS::Region}` }, S3Key: codeKey(packagedKey) };
  return { ...resource, Properties: { ...resource.Properties, Code } };
}

/** The key that osls gave to a function's code; undefined for what is no function. */
export function packagedKeyOf({ Type, Properties = {} }: TemplateResource): string | undefined {
  const { Code } = Properties as { readonly Code?: { readonly S3Key?: string } };
  return Type === 'AWS::Lambda::Function' ? Code?.S3Key : undefined;
}
