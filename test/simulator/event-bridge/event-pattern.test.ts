import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../simulator/services/event-bridge/event-pattern.ts';

const host = JSON.parse(
  readFileSync(new URL('../../events/ecs-container-instance-state-change.json', import.meta.url), 'utf8'),
) as unknown;

describe('on an event of ECS', () => {
  it.each([
    [{ source: ['aws.ecs'] }, true],
    [{ source: ['aws.ec2'] }, false],
    [{ source: ['aws.ec2', 'aws.ecs'], 'detail-type': ['ECS Container Instance State Change'] }, true],
    [{ source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'] }, false],
    [{ detail: { status: ['ACTIVE', 'DRAINING'] } }, true],
    [{ detail: { agentConnected: [true] } }, true],
    [{ detail: { agentConnected: ['true'] } }, false],
    [{ detail: { version: [{ numeric: ['>', 14800, '<=', 14801] }] } }, true],
    [{ resources: [{ prefix: 'arn:aws:ecs:us-east-1:' }] }, true],
    [{ resources: [{ wildcard: '*:container-instance/*' }] }, true],
    [{ detail: { attributes: { name: ['com.amazonaws.ecs.capability.task-iam-role'] } } }, true],
    [{ detail: { attributes: { name: ['something.else'] } } }, false],
    [{ detail: { accountType: [{ exists: false }] } }, true],
    [{ detail: { versionInfo: { agentHash: [{ exists: true }] } } }, true],
    [{ detail: { nothing: { below: [{ exists: false }] } } }, true],
    [{ detail: { nothing: { below: ['x'] } } }, false],
    [{ $or: [{ source: ['aws.ec2'] }, { detail: { status: ['ACTIVE'] } }] }, true],
    [{ $or: [{ source: ['aws.ec2'] }, { detail: { status: ['DRAINING'] } }] }, false],
    [{ source: ['aws.ecs'], $or: [{ region: ['eu-west-1'] }, { region: ['us-west-2'] }] }, false],
  ])('%j', (pattern, matches) => {
    expect(compilePattern(pattern)(host)).toBe(matches);
  });
});

describe('one field', () => {
  it.each([
    [null, [null], true],
    ['null', [null], false],
    [undefined, [null], false],
    ['', [''], true],
    [1, [1.0], true],
    ['1', [1], false],
    [false, [false], true],
    [['a', 'b'], ['b', 'c'], true],
    [['a', 'b'], ['c'], false],
    [[], [{ exists: true }], false],
    [{ a: 1 }, [{ exists: true }], false],
    ['spot-drain', [{ prefix: 'spot' }], true],
    ['Spot-drain', [{ prefix: { 'equals-ignore-case': 'sPOT' } }], true],
    ['spot-drain', [{ suffix: 'drain' }], true],
    ['spot-DRAIN', [{ suffix: { 'equals-ignore-case': 'drain' } }], true],
    ['Terminate', [{ 'equals-ignore-case': 'TERMINATE' }], true],
    ['stop', [{ 'anything-but': 'terminate' }], true],
    ['stop', [{ 'anything-but': ['stop', 'terminate'] }], false],
    [5, [{ 'anything-but': [5, 6] }], false],
    [undefined, [{ 'anything-but': 'stop' }], false],
    ['stop', [{ 'anything-but': { prefix: 'st' } }], false],
    ['stop', [{ 'anything-but': { suffix: ['x', 'op'] } }], false],
    ['stop', [{ 'anything-but': { 'equals-ignore-case': ['STOP'] } }], false],
    ['stop', [{ 'anything-but': { wildcard: 's*x' } }], true],
    [10, [{ numeric: ['=', 10] }], true],
    ['10', [{ numeric: ['=', 10] }], false],
    [0, [{ numeric: ['>', 0] }], false],
    ['a*b', [{ wildcard: 'a\\*b' }], true],
    ['axb', [{ wildcard: 'a\\*b' }], false],
    ['a.b', [{ wildcard: 'a?b' }], false],
    ['host-1.example', [{ wildcard: 'host-*.example' }], true],
  ])('%j against %j', (value, alternatives, matches) => {
    expect(compilePattern({ detail: { field: alternatives } })({ detail: { field: value } })).toBe(matches);
  });
});

it.each([
  [{}, 'is empty'],
  [{ source: 'aws.ecs' }, 'expected an object or a list'],
  [{ source: [] }, 'an empty list'],
  [{ source: [{ contains: 'x' }] }, 'operator contains is not known'],
  [{ source: [{ cidr: '10.0.0.0/8' }] }, 'cidr is not modelled'],
  [{ source: [{ numeric: ['~', 5] }] }, 'numeric does not know'],
  [{ source: [{ exists: 'yes' }] }, 'exists takes true or false'],
  [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'expected one operator'],
  [{ source: [{ wildcard: 'a**b' }] }, 'consecutive'],
  [{ detail: { a: [{ 'anything-but': { numeric: ['>', 1] } }] } }, 'anything-but does not know'],
  ['aws.ecs', 'expected an object'],
])('refuses %j', (pattern, reason) => {
  expect(() => compilePattern(pattern)).toThrow(reason);
});

it('says where a pattern is wrong', () => {
  expect(() => compilePattern({ detail: { state: [{ like: 'x' }] } }, 'event pattern of drain')).toThrow(
    'event pattern of drain.detail.state: operator like is not known',
  );
});
