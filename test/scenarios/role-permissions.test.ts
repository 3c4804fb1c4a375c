import { expect, it } from 'vitest';
import type { Template } from '../../simulator/deploy/template.ts';
import { permissionsOf } from './role-permissions.ts';

const role = (...statements: readonly object[]): Template => ({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }] },
    },
  },
});
const read = { Sid: 'Read', Effect: 'Allow', Action: ['a:Get', 'a:List'], Resource: '*' };
const write = { Sid: 'Write', Effect: 'Allow', Action: 'a:Put', Resource: ['one', { Ref: 'Two' }] };
const { Sid: _r, ...Read } = read;
const { Sid: _w, ...Write } = write;

it('every action of every statement can be taken away, and each of several resources, and nothing else goes', () => {
  const whole = role(read, write);
  const after = permissionsOf(whole, 'Role').map(({ name, remove }) => [name, remove(whole)]);
  expect(after).toEqual([
    ['Read: a:Get', role({ ...Read, Action: ['a:List'] }, write)],
    ['Read: a:List', role({ ...Read, Action: ['a:Get'] }, write)],
    ['Write: a:Put on "one"', role(read, { ...Write, Action: ['a:Put'], Resource: [{ Ref: 'Two' }] })],
    ['Write: a:Put on {"Ref":"Two"}', role(read, { ...Write, Action: ['a:Put'], Resource: ['one'] })],
  ]);
  expect(whole).toEqual(role(read, write));
});

it('no policy is left without statements', () => {
  const whole = role({ ...read, Action: 'a:Get' });
  const [only] = permissionsOf(whole, 'Role');
  expect(only?.remove(whole).Resources['Role']?.Properties).toEqual({ Policies: [] });
});
