import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALARMS } from '../../infra/monitoring/alarms.ts';
import { FUNCTIONS } from '../../infra/monitoring/functions.ts';
import { resource, resourcesOf } from './packaged-template.ts';

const RUNBOOK = path.join(import.meta.dirname, '../../docs/runbook.md');

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

  it('sends whoever is alarmed to a heading of the runbook', () => {
    const headings: readonly string[] = readFileSync(RUNBOOK, 'utf8').match(/(?<=^## )[a-z-]+$/gm) ?? [];
    expect(ALARMS.map(({ runbook }) => runbook).filter((name) => !headings.includes(name))).toEqual([]);
    const descriptions = resourcesOf('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmDescription);
    const places = descriptions.map((text) => /docs\/runbook\.md#(?<place>[a-z-]+)$/.exec(text)?.groups?.['place']);
    expect(places.toSorted()).toEqual(ALARMS.map(({ runbook }) => runbook).toSorted());
  });
});
