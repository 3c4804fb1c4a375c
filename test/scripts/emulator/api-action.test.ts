import { describe, expect, it } from 'vitest';
import { type ApiRequest, actionOf } from '../../../scripts/emulator/api-action.ts';

function aRequest(service: string, request: Partial<ApiRequest>): ApiRequest {
  const authorization = `AWS4-HMAC-SHA256 Credential=testing/20261121/eu-west-1/${service}/aws4_request, Signature=0`;
  return { method: 'POST', url: '/', body: '', ...request, headers: { authorization, ...request.headers } };
}

describe('the action of a request', () => {
  it.each([
    ['cloudformation', { body: 'Action=CreateChangeSet&Version=2010-05-15' }, 'cloudformation:CreateChangeSet'],
    [
      'ecr',
      { headers: { 'x-amz-target': 'AmazonEC2ContainerRegistry_V1.DescribeRepositories' } },
      'ecr:DescribeRepositories',
    ],
    ['lambda', { method: 'GET', url: '/2015-03-31/functions/ecs-ops-dev-host-sync' }, 'lambda:GetFunction'],
    ['s3', { method: 'HEAD', url: '/bucket/' }, 's3:ListBucket'],
    ['s3', { method: 'GET', url: '/bucket/?list-type=2&prefix=a%2Fb' }, 's3:ListBucket'],
    ['s3', { method: 'PUT', url: '/bucket/a/b.zip?x-id=PutObject' }, 's3:PutObject'],
    ['s3', { method: 'HEAD', url: '/bucket/a/b.zip' }, 's3:GetObject'],
    ['s3', { url: '/bucket/?delete=' }, 's3:DeleteObject'],
  ])('of %s %j is %s', (service, request, action) => {
    expect(actionOf(aRequest(service, request))).toBe(action);
  });

  it.each([
    ['s3', { method: 'GET', url: '/bucket/?acl=' }],
    ['s3', { method: 'PUT', url: '/bucket/' }],
    ['lambda', { method: 'DELETE', url: '/2015-03-31/functions/ecs-ops-dev-host-sync' }],
    ['sqs', {}],
  ])('is not guessed for %s %j', (service, request) => {
    expect(() => actionOf(aRequest(service, request))).toThrow('No action is known');
  });
});
