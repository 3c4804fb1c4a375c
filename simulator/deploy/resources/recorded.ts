import type { ResourceType } from '../deployer.ts';
import { optionalText } from './properties.ts';

/** Types that are part of a stack and change nothing that the simulator models: accepted as they are. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  'AWS::Logs::LogGroup': ['LogGroupName', 'RetentionInDays', 'KmsKeyId', 'Tags', 'LogGroupClass'],
  'AWS::S3::Bucket': [
    'BucketName',
    'BucketEncryption',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ],
  'AWS::S3::BucketPolicy': ['Bucket', 'PolicyDocument'],
};

const NAMES: Readonly<Record<string, string>> = {
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
};

/** Log groups and the deployment bucket. */
export function recordedTypes(): Readonly<Record<string, ResourceType>> {
  return Object.fromEntries(Object.entries(RECORDED).map(([type, properties]) => [type, recorded(type, properties)]));
}

function recorded(type: string, known: readonly string[]): ResourceType {
  return {
    properties: known,
    create: (properties, logicalId, { stackName, account }) => {
      const ref = optionalText(properties, NAMES[type] ?? '') ?? `${stackName}-${logicalId}`.toLowerCase();
      const { partition, region, id } = account;
      const arn =
        type === 'AWS::Logs::LogGroup'
          ? `arn:${partition}:logs:${region}:${id}:log-group:${ref}:*`
          : `arn:${partition}:s3:::${ref}`;
      return { ref, attributes: { Arn: arn } };
    },
  };
}
