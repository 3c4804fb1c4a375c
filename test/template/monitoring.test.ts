import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../infra/monitoring/functions.ts';
import { resource, resourcesOf } from './packaged-template.ts';

/** What the template says of a function, in the words of `infra/monitoring/functions.ts`. */
function deployed(id: string) {
  const { FunctionName, Timeout, MemorySize } = resource(id).Properties;
  return { name: String(FunctionName).replace('ecs-ops-dev-', ''), timeout: Timeout, memorySize: MemorySize };
}

describe('monitoring', () => {
  it('knows every function, its time-out and its memory', () => {
    const known = FUNCTIONS.map(({ name, timeout, memorySize }) => ({ name, timeout, memorySize }));
    const ids = FUNCTIONS.map(({ prefix }) => `${prefix}LambdaFunction`);
    expect(ids.map(deployed)).toEqual(known);
    const all = resourcesOf('AWS::Lambda::Function').map(({ id }) => id);
    expect(ids.toSorted()).toEqual(all.toSorted());
  });
});
