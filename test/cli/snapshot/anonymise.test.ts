import { describe, expect, it } from 'vitest';
import { anonymise } from '../../../cli/snapshot/anonymise/anonymise.ts';
import { anonymousExpression } from '../../../cli/snapshot/anonymise/expressions.ts';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import { awsCliSnapshot } from './aws-cli-file.ts';

describe('an anonymised snapshot', () => {
  const { snapshot, findings } = anonymise(awsCliSnapshot());
  const text = JSON.stringify(snapshot);

  it('has nothing of the account’s own in it', () => {
    expect(findings).toEqual([]);
    expect(text).not.toMatch(
      /acme|jane|blue|shop-web|node-exporter|import|cron|live|123456789012|0a1b2c|0fedcba|lt-0123|5f0e8a1c/,
    );
  });

  it('keeps what decides: settings, sizes, zones, types, dates, the topic’s ending and the hook’s name', () => {
    expect(text).toContain('"ecs-ops:scale-in","value":"true"');
    expect(text).toContain('m6i.xlarge');
    expect(text).toContain('eu-central-1a');
    expect(text).toMatch(/arn:aws:sns:eu-central-1:111122223333:stack-\d+-termination-gate/);
    expect(snapshot.lifecycleHooks[0]?.LifecycleHookName).toBe('ecs-ops-drain');
    expect(snapshot.takenAt).toEqual(awsCliSnapshot().takenAt);
  });

  it('is a snapshot whose references hold', () => {
    const read = parseSnapshot(text);
    expect(read.findings).toEqual([]);
    expect(read.snapshot).toEqual(snapshot);
  });

  it('calls the same thing the same everywhere', () => {
    const [service] = snapshot.services;
    expect(snapshot.tasks[0]?.group).toBe(`service:${service?.serviceName}`);
    expect(service?.serviceArn.endsWith(`/${snapshot.clusters[0]?.clusterName}/${service.serviceName}`)).toBe(true);
    const value = snapshot.containerInstances[0]?.attributes?.find(({ name }) => name === 'tenant')?.value;
    expect(service?.placementConstraints?.[0]?.expression).toBe(`attribute:tenant == ${value}`);
    expect(snapshot.autoScalingGroups[0]?.Instances?.[0]?.InstanceId).toBe(
      snapshot.containerInstances[0]?.ec2InstanceId,
    );
  });

  it('keeps the order of names', () => {
    const order = (arns: readonly string[]) => arns.toSorted().map((arn) => arns.indexOf(arn));
    const arnsOf = (of: typeof snapshot) => of.tasks.map(({ taskArn }) => taskArn);
    expect(order(arnsOf(snapshot))).toEqual(order(arnsOf(awsCliSnapshot())));
  });
});

describe('an expression', () => {
  const values = new Map([['tenant', new Set(['blue', 'blueish', 'red'])]]);
  it.each([
    ['attribute:tenant == blue', 'attribute:tenant == <blue>'],
    ['attribute:tenant =~ blue.*', 'attribute:tenant in [<blue>, <blueish>]'],
    ['attribute:tenant !~ green.*', 'attribute:tenant !in [no-value]'],
    ['attribute:ecs.instance-type =~ g4dn.*', 'attribute:ecs.instance-type =~ g4dn.*'],
    ['task:group == service:web and runningTasksCount > 0', '(task:group == service:<web>) && (runningTasksCount > 0)'],
    ['not(ec2InstanceId in [i-1, i-2])', '!(ec2InstanceId in [<i-1>, <i-2>])'],
    ['attribute:tenant exists', 'attribute:tenant exists'],
    ['something else', undefined],
  ])('%s becomes %s', (text, expected) => {
    const marked = anonymousExpression(text, values, (original) => `<${original}>`)?.replaceAll("'", '');
    expect(marked).toBe(expected);
  });
});
