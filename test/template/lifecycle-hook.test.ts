import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTemplate } from '../../simulator/deploy/template.ts';
import { terminateHook } from '../../simulator/scenarios/terminate-hook.ts';
import { PACKAGED_TEMPLATE, type Simulation } from '../../simulator/simulation.ts';

const readme = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');
const section = /## What termination-gate is for\n(.*?)\n## /s.exec(readme)?.[1] ?? '';

const block = (language: string, mark: string): string =>
  [...section.matchAll(/```(\w+)\n(.*?)```/gs)].find(
    ([, named, text]) => named === language && text?.includes(mark),
  )?.[2] ?? '';

/** The five values that each form says, by the pattern that finds them. */
const FORMS = {
  CloudFormation: [
    block('yaml', 'LifecycleHook'),
    /LifecycleHookName: (\S+)/,
    /LifecycleTransition: (\S+)/,
    /HeartbeatTimeout: (\d+)/,
    /DefaultResult: (\S+)/,
  ],
  Terraform: [
    block('hcl', 'lifecycle_hook'),
    /name += "(ecs-ops-drain)"/,
    /lifecycle_transition += "(\S+)"/,
    /heartbeat_timeout += (\d+)/,
    /default_result += "(\S+)"/,
  ],
  'AWS CLI': [
    block('sh', 'put-lifecycle-hook'),
    /--lifecycle-hook-name (\S+)/,
    /--lifecycle-transition (\S+)/,
    /--heartbeat-timeout (\d+)/,
    /--default-result (\S+)/,
  ],
} as const;

describe('the hook in the README', () => {
  const stack = { outputs: {} } as Simulation['stack'];
  const { name, transition, heartbeatTimeout, defaultResult } = terminateHook({ stack } as Simulation);

  it.each(Object.entries(FORMS))('is, in its %s form, the one that the simulator plays', (_, [text, ...patterns]) => {
    const said = patterns.map((pattern) => pattern.exec(text)?.[1]);
    expect(said).toEqual([name, transition, String(heartbeatTimeout), defaultResult]);
  });

  it('names outputs that the stack has', () => {
    const outputs = Object.keys(loadTemplate(PACKAGED_TEMPLATE).Outputs ?? {});
    const named = [...section.matchAll(/outputs\["(\w+)"\]|!Ref (TerminationGate\w+)|`(\w+TopicArn)`/g)];
    const names = named.flatMap((match) => match.slice(1).filter((each) => each !== undefined));
    expect(new Set(names)).toEqual(
      new Set(['TerminationGateTopicArn', 'TerminationGateHookRoleArn', 'OperatorTopicArn']),
    );
    expect(outputs).toEqual(expect.arrayContaining(names));
  });
});
