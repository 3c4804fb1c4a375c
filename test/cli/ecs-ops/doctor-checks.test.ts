import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../cli/doctor/checks.ts';
import { metadata, onHost } from './doctor-changes.ts';
import { callsOf, unknownIn } from './doctor-commands.ts';
import { allFindings, type File, findingsOf } from './doctor-file.ts';
import { FINDS_IN_CLUSTERS } from './doctor-finds-in-clusters.ts';
import { FINDS_IN_GROUPS } from './doctor-finds-in-groups.ts';
import { IS_FINE } from './doctor-is-fine.ts';

const FINDS = [...FINDS_IN_GROUPS, ...FINDS_IN_CLUSTERS];

/** A group's name may hold all that is printed. */
const AWKWARD = "it's; rm -rf $HOME";

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

  /** Hosts beside the one that is there, with what is wrong with it. */
  const many = (change: (file: File) => unknown, isGrouped: boolean) => (file: File) => {
    change(file);
    const [host, instance, member] = [
      file.containerInstances[0],
      file.instances[0],
      file.autoScalingGroups[0].Instances[0],
    ];
    const ids = Array.from({ length: 120 }, (_, index) => `i-${String(index).padStart(17, '0')}`);
    file.containerInstances = ids.map((id, index) => {
      const containerInstanceArn = `${host.containerInstanceArn.slice(0, -32)}${String(index).padStart(32, '0')}`;
      return { ...host, containerInstanceArn, ec2InstanceId: id };
    });
    file.instances = ids.map((id) => ({ ...instance, InstanceId: id }));
    file.autoScalingGroups[0].Instances = isGrouped ? ids.map((id) => ({ ...member, InstanceId: id })) : [];
    file.tasks = [];
  };
  const protectedHosts = (file: File) =>
    Object.assign(file.autoScalingGroups[0].Instances[0], { ProtectedFromScaleIn: true });
  const MODIFY = 'ec2 modify-instance-metadata-options';
  it.each([
    ['Instance metadata', metadata({ HttpPutResponseHopLimit: 1 }), true, MODIFY, 1],
    ['Instance metadata', metadata({ HttpEndpoint: 'disabled' }), true, MODIFY, 1],
    ['Instance metadata', metadata({ HttpPutResponseHopLimit: 1 }), false, MODIFY, 1],
    ['Spot hosts', onHost({ agentConnected: false }), true, 'ec2 reboot-instances', 1],
    ['Scale-in', protectedHosts, true, 'autoscaling set-instance-protection', 3],
  ])(
    '%s, %#: of many hosts name a few and the number, and find all in the account',
    (title, change, isGrouped, does, ids) => {
      const findings = findingsOf(title, many(change, isGrouped)).filter(({ mends }) =>
        mends.some(({ text }) => text.includes(does)),
      );
      expect(findings).toHaveLength(1);
      const { mends = [] } = findings[0] ?? {};
      const command = mends.find(({ kind, text }) => kind === 'command' && text.includes(does))?.text ?? '';
      expect(mends[0]?.text).toMatch(/^They are 120: (i-\d{17}, ){4}i-\d{17} and 115 more\./);
      expect(command).not.toMatch(/i-\d{17}/);
      const calls = callsOf(command);
      expect(calls.flatMap(unknownIn)).toEqual([]);
      const writes = calls.filter(([service, operation]) => `${service} ${operation}` === does);
      expect(writes.map((call) => call.slice(-ids))).toEqual(
        ids === 1 ? [['i-1'], ['i-2'], ['i-3']] : [['i-1', 'i-2', 'i-3']],
      );
    },
  );
});
