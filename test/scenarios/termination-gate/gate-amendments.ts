import type { Template } from '../../../simulator/deploy/template.ts';
import type { Amendment } from '../amendments.ts';

/** Takes a statement out of the function's role. */
export function withoutStatement(sid: string): Amendment {
  return (template) => {
    const copy = structuredClone(template);
    const { Policies } = propertiesOf<{
      readonly Policies: readonly { readonly PolicyDocument: { Statement: readonly { readonly Sid?: string }[] } }[];
    }>(copy, 'TerminationGateRole');
    for (const { PolicyDocument } of Policies) {
      PolicyDocument.Statement = PolicyDocument.Statement.filter(({ Sid }) => Sid !== sid);
    }
    return copy;
  };
}

/** Takes a statement out of the policy of a queue or topic. */
export function withoutPolicyStatement(logicalId: string, sid: string): Amendment {
  return (template) => {
    const copy = structuredClone(template);
    const { PolicyDocument } = propertiesOf<{
      readonly PolicyDocument: { Statement: readonly { readonly Sid?: string }[] };
    }>(copy, logicalId);
    PolicyDocument.Statement = PolicyDocument.Statement.filter(({ Sid }) => Sid !== sid);
    return copy;
  };
}

/** Sets how often a message may be received. */
export function withReceives(maxReceiveCount: number): Amendment {
  return (template) => {
    const copy = structuredClone(template);
    const { RedrivePolicy } = propertiesOf<{ readonly RedrivePolicy: { maxReceiveCount: number } }>(
      copy,
      'TerminationGateQueue',
    );
    RedrivePolicy.maxReceiveCount = maxReceiveCount;
    return copy;
  };
}

/** Adds a role that Auto Scaling may assume and whose own policy lets it publish to any topic. */
export function withRoleOfAnother(logicalId: string): Amendment {
  const Version = '2012-10-17';
  const trust = { Effect: 'Allow', Principal: { Service: 'autoscaling.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const publish = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' };
  const Properties = {
    AssumeRolePolicyDocument: { Version, Statement: [trust] },
    Policies: [{ PolicyName: 'publish', PolicyDocument: { Version, Statement: [publish] } }],
  };
  return (template) => ({
    ...template,
    Resources: { ...template.Resources, [logicalId]: { Type: 'AWS::IAM::Role', Properties } },
  });
}

function propertiesOf<T>(template: Template, logicalId: string): T {
  const properties = template.Resources[logicalId]?.Properties;
  if (properties === undefined) throw new Error(`The template has no ${logicalId}`);
  return properties as T;
}
