import { describe, expect, it } from 'vitest';
import { ownerOf, type TaskOwner } from '../../../shared/domain/tasks.ts';

const DEFINITION = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/batch-night:12';

describe('the owner of a task', () => {
  it.each<[string, string, TaskOwner]>([
    ['service:web', DEFINITION, { kind: 'service', serviceName: 'web' }],
    ['service:', DEFINITION, { kind: 'service', serviceName: '' }],
    ['nightly', DEFINITION, { kind: 'standalone', family: 'batch-night' }],
    ['family:service:web', DEFINITION, { kind: 'standalone', family: 'batch-night' }],
    ['family:batch-night', DEFINITION, { kind: 'standalone', family: 'batch-night' }],
    ['my-service:web', DEFINITION, { kind: 'standalone', family: 'batch-night' }],
    ['services', DEFINITION, { kind: 'standalone', family: 'batch-night' }],
    ['', 'batch-night:12', { kind: 'standalone', family: 'batch-night:12' }],
  ])('in the group %j', (group, taskDefinitionArn, owner) => {
    expect(ownerOf({ group, taskDefinitionArn })).toEqual(owner);
  });
});
