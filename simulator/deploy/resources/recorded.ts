import { arnOf } from '../../account/account.ts';
import type { Deployed, ResourceType, StackFacts } from '../deployer.ts';
import { optionalText } from './properties.ts';

/** A type that is part of a stack and changes nothing that the simulator models. */
interface RecordedType {
  readonly properties: readonly string[];
  /** Property that names the resource; without it the name follows from the stack. */
  readonly name?: string;
  /** Names may not have capitals. */
  readonly lowerCase?: boolean;
  readonly arn?: (name: string, stack: StackFacts) => string;
}

const RECORDED: Readonly<Record<string, RecordedType>> = {
  'AWS::Logs::LogGroup': {
    properties: ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'Tags', 'LogGroupClass'],
    name: 'LogGroupName',
    arn: (name, { account }) => `${arnOf(account, 'logs', `log-group:${name}`)}:*`,
  },
  'AWS::S3::Bucket': {
    properties: ['BucketName', 'BucketEncryption', 'PublicAccessBlockConfiguration', 'Tags', 'VersioningConfiguration'],
    name: 'BucketName',
    lowerCase: true,
    arn: (name, { account }) => `arn:${account.partition}:s3:::${name}`,
  },
  'AWS::S3::BucketPolicy': { properties: ['Bucket', 'PolicyDocument'] },
};

/** Log groups and the deployment bucket: accepted as they are, and without effect. */
export function recordedTypes(): Readonly<Record<string, ResourceType>> {
  return Object.fromEntries(Object.entries(RECORDED).map(([type, recorded]) => [type, resourceType(recorded)]));
}

function resourceType({ properties: known, name, lowerCase = false, arn }: RecordedType): ResourceType {
  return {
    properties: known,
    create: (properties, logicalId, stack): Deployed => {
      const given = name === undefined ? undefined : optionalText(properties, name);
      const derived = `${stack.stackName}-${logicalId}`;
      const ref = given ?? (lowerCase ? derived.toLowerCase() : derived);
      return { ref, attributes: arn === undefined ? {} : { Arn: arn(ref, stack) } };
    },
  };
}
