import type { Iam } from '../../account/iam.ts';
import type { ResourceType } from '../deployer.ts';
import { optionalText, record, records, text, texts } from './properties.ts';

/** AWS::IAM::Role and AWS::IAM::Policy. */
export function roleTypes(iam: Iam): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::IAM::Role': {
      properties: [
        'RoleName',
        'Path',
        'Description',
        'AssumeRolePolicyDocument',
        'ManagedPolicyArns',
        'Policies',
        'Tags',
        'MaxSessionDuration',
      ],
      create: (properties, logicalId, { stackName }) => {
        const role = iam.createRole({
          name: optionalText(properties, 'RoleName') ?? `${stackName}-${logicalId}`,
          path: optionalText(properties, 'Path') ?? '/',
          trust: record(properties, 'AssumeRolePolicyDocument'),
          inlinePolicies: records(properties, 'Policies').map((policy) => ({
            name: text(policy, 'PolicyName'),
            document: record(policy, 'PolicyDocument'),
          })),
          managedPolicyArns: texts(properties, 'ManagedPolicyArns'),
        });
        return {
          ref: role.name,
          attributes: { Arn: role.arn, RoleId: role.id },
          remove: () => iam.deleteRole(role.name),
        };
      },
    },
    'AWS::IAM::Policy': {
      properties: ['PolicyName', 'PolicyDocument', 'Roles'],
      create: (properties, logicalId) => {
        const name = text(properties, 'PolicyName');
        for (const role of texts(properties, 'Roles'))
          iam.putRolePolicy(role, name, record(properties, 'PolicyDocument'));
        return { ref: logicalId };
      },
    },
  };
}
