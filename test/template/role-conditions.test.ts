import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../simulator/account/policy-condition.ts';
import { parsePolicy } from '../../simulator/account/policy-document.ts';
import { evaluateStatements } from '../../simulator/account/policy-evaluation.ts';
import { resource, statementsOf } from './packaged-template.ts';

const REGION = 'eu-west-1';

/** The statements of a role, in one Region; the resources stand for themselves, and are asked for as they stand. */
function allows(roleId: string, action: string, context: Readonly<Record<string, string>>): boolean {
  const text = JSON.stringify(statementsOf(resource(roleId))).replaceAll('{"Ref":"AWS::Region"}', `"${REGION}"`);
  const statements = (JSON.parse(text) as readonly { readonly Action: string | readonly string[] }[])
    .filter(({ Action }) => [Action].flat().includes(action))
    .map((statement) => ({ ...statement, Resource: '*' }));
  const policy = parsePolicy({ Version: '2012-10-17', Statement: statements }, 'identity', roleId);
  const keys: RequestContext = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value]]));
  return evaluateStatements(policy, { action, resource: '*' }, keys).allowed;
}

const tagged = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/ecs-ops:${key}`, value]));

describe.each(['TerminateInstanceInAutoScalingGroup', 'SetInstanceProtection'])('scale-in may %s', (operation) => {
  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['of a group without tags, which its cluster may opt in', {}, true],
    ['of a group that opts in', { 'scale-in': 'true' }, true],
    ['not of one that opts out', { 'scale-in': 'false' }, false],
    ['not of one whose opt-in makes no sense', { 'scale-in': 'yes' }, false],
    ['not of one that keeps its hosts', { 'scale-in': 'true', keep: '' }, false],
    ['of one that does not keep them any more', { keep: 'false' }, true],
    ['not of one that is paused for good', { 'scale-in-paused': 'true' }, false],
    ['of one that was paused until a time', { 'scale-in-paused': '2031-05-04T18:00:00Z' }, true],
  ])('%s', (_, tags, allowed) => {
    expect(allows('ScaleInRole', `autoscaling:${operation}`, tagged(tags))).toBe(allowed);
  });
});

describe('host-sync may set the desired count', () => {
  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['of a service that opts in', { 'one-per-host': 'true' }, true],
    ['of one without a tag, which the settings may list', {}, true],
    ['not of one that opts out', { 'one-per-host': 'false' }, false],
    ['not of one whose tag makes no sense', { 'one-per-host': 'maybe' }, false],
  ])('%s', (_, tags, allowed) => {
    expect(allows('HostSyncRole', 'ecs:UpdateService', tagged(tags))).toBe(allowed);
  });
});

it.each(['HostSyncRole', 'SpotDrainRole', 'TerminationGateRole', 'ScaleInRole', 'HostOnboardRole'])(
  '%s may list clusters in its own Region only',
  (roleId) => {
    expect(allows(roleId, 'ecs:ListClusters', { 'aws:RequestedRegion': REGION })).toBe(true);
    expect(allows(roleId, 'ecs:ListClusters', { 'aws:RequestedRegion': 'us-east-1' })).toBe(false);
  },
);
