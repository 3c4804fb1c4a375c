import { spawnSync } from 'node:child_process';
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../cli/doctor/checks.ts';
import { allFindings, findingsOf } from './doctor-file.ts';
import { FINDS_IN_CLUSTERS } from './doctor-finds-in-clusters.ts';
import { FINDS_IN_GROUPS } from './doctor-finds-in-groups.ts';
import { IS_FINE } from './doctor-is-fine.ts';

const FINDS = [...FINDS_IN_GROUPS, ...FINDS_IN_CLUSTERS];
const CLIENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { autoscaling: autoScaling, ec2, ecs };

/** A group's name may hold all that is printed. */
const AWKWARD = "it's; rm -rf $HOME";

/** Members of an operation's input, from the SDK's own schema; undefined for an operation that there is not. */
function membersOf(service: string, operation: string): readonly string[] | undefined {
  const name = operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const schema = CLIENTS[service]?.[`${name}$`];
  if (!Array.isArray(schema)) return undefined;
  const input: unknown = typeof schema[4] === 'function' ? schema[4]() : schema[4];
  return Array.isArray(input) ? input[4] : [];
}

/** The words of a command, as a shell hands them to `aws`; loops run once for each id. */
function callsOf(command: string): readonly (readonly string[])[] {
  const script = `aws() { printf '%s\\037' "$@"; printf '\\n'; }; ${command}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-uc', script], {
    encoding: 'utf8',
    env: { TERMINATION_GATE_TOPIC_ARN: 'topic', TERMINATION_GATE_HOOK_ROLE_ARN: 'role' },
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\u001F').slice(0, -1));
}

/** What of a command AWS does not know. */
function unknownIn([service = '', operation = '', ...options]: readonly string[]): readonly string[] {
  const members = membersOf(service, operation)?.map((name) => name.toLowerCase());
  if (members === undefined) return [`${service} ${operation}`];
  const names = options.filter((each) => each.startsWith('--')).map((each) => each.slice(2).replace(/^no-/, ''));
  return names.filter((name) => !members.includes(name.replaceAll('-', '')));
}

describe('a healthy file', () => {
  it('gives nothing', () => {
    expect(allFindings()).toEqual([]);
  });
});

describe('a check', () => {
  it.each(FINDS)('%s: %s', (title, _, change, severity, says) => {
    const findings = findingsOf(title, change);
    const texts = findings.map((finding) => [finding.severity, `${finding.about}: ${finding.meaning}`]);
    expect(texts).toContainEqual([severity, expect.stringContaining(says)]);
    for (const { mends } of findings) expect(mends).not.toEqual([]);
  });

  it.each(IS_FINE)('%s has nothing to say of %s', (title, _, change) => {
    expect(findingsOf(title, change)).toEqual([]);
  });

  it('is shown finding something, and finding nothing; those of calls apart', () => {
    const titles = [...CHECKS.keys()].filter((title) => title !== 'Permissions').toSorted();
    expect([...new Set(FINDS.map(([title]) => title))].toSorted()).toEqual(titles);
    expect([...new Set(IS_FINE.map(([title]) => title))].toSorted()).toEqual(titles);
  });

  it('knows the stack by its topic, where that is named', () => {
    const nothing = () => undefined;
    const topic = 'arn:aws:sns:eu-west-1:111122223333:ecs-ops-live-termination-gate';
    expect(findingsOf('Terminate hooks', nothing, { topicArn: topic })).toEqual([]);
    expect(findingsOf('Terminate hooks', nothing, { topicArn: `${topic}2` })).toHaveLength(1);
  });

  it('names calls that were refused, apart from those that failed otherwise', () => {
    const unread = [
      'DescribeInstances: UnauthorizedOperation: You are not authorized; instances are taken as on demand',
      'DescribeLifecycleHooks: timed out; groups are taken as without hooks',
    ];
    const findings = findingsOf('Permissions', () => undefined, { unread });
    expect(findings.map(({ about, meaning }) => [about, meaning.split(':')[0]])).toEqual([
      ['DescribeInstances', 'A permission is missing'],
      ['DescribeLifecycleHooks', 'It could not be read'],
    ]);
    expect(findingsOf('Permissions', () => undefined)).toEqual([]);
  });

  it('names each list that is not in the file', () => {
    const lists = [
      'tasks',
      'services',
      'taskDefinitions',
      'capacityProviders',
      'autoScalingGroups',
      'lifecycleHooks',
      'instances',
    ];
    const findings = findingsOf('What the file lacks', (file) => {
      for (const list of ['containerInstances', ...lists]) delete file[list];
      file.clusters[0].registeredContainerInstancesCount = 0;
    });
    expect(findings.map(({ about }) => about).toSorted()).toEqual(
      ['containerInstances', ...lists].map((list) => `the list ${list}`).toSorted(),
    );
  });
});

describe('the commands of mends', () => {
  it('are such as AWS has, with options that their calls take', () => {
    const mends = FINDS.flatMap(([title, , change]) => findingsOf(title, change)).flatMap((finding) => finding.mends);
    const commands = new Set(mends.flatMap(({ kind, text }) => (kind === 'command' ? [text] : [])));
    const calls = [...commands].flatMap(callsOf);
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.flatMap(unknownIn)).toEqual([]);
  });

  it('quote names, whatever is in them', () => {
    const [finding] = findingsOf('Terminate hooks', (file) => {
      file.lifecycleHooks = [];
      file.autoScalingGroups[0].AutoScalingGroupName = AWKWARD;
    });
    const calls = callsOf(finding?.mends[0]?.text ?? '');
    expect(calls).toHaveLength(1);
    expect(calls[0]).toContain(AWKWARD);
  });

  it('name the topic and the role of a hook that is served already', () => {
    const [finding] = findingsOf('Terminate hooks', (file) => {
      const [group] = file.autoScalingGroups;
      file.autoScalingGroups.push({
        ...group,
        AutoScalingGroupName: 'more',
        Instances: [],
        Tags: [{ Key: 'ecs-ops:cluster', Value: 'shop' }],
      });
    });
    expect(finding?.about).toBe('group more');
    expect(callsOf(finding?.mends[0]?.text ?? '')[0]).toEqual(
      expect.arrayContaining([
        'arn:aws:sns:eu-west-1:111122223333:ecs-ops-live-termination-gate',
        'arn:aws:iam::111122223333:role/hooks',
      ]),
    );
  });
});
