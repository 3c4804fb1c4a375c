import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import { instanceId, snapshotContent } from '../../builders/snapshot-file.ts';

// biome-ignore lint/suspicious/noExplicitAny: to be broken in ways that no type allows
type File = any;

/** What is said of the shop's file after something was done to it. */
function findingsAfter(change: (file: File) => unknown, dangling?: 'warning'): readonly string[] {
  const file: File = structuredClone(snapshotContent({ reports: 1 }));
  change(file);
  const { findings, snapshot } = parseSnapshot(JSON.stringify(file), dangling);
  expect(snapshot === undefined).toBe(findings.some(({ severity }) => severity === 'error'));
  return findings.map(({ severity, place, message }) => `${severity} ${place}: ${message}`);
}

const onLast = (change: object) => (file: File) => {
  file.instances.pop();
  Object.assign(file.containerInstances[3], change);
};
const REPORT_TASK = 8;
const inGroup = (group: string) => (file: File) =>
  Object.assign(file.instances[1], { Tags: [{ Key: 'aws:autoscaling:groupName', Value: group }] });

describe('a reference to what is not in the file is a fault, with its place,', () => {
  it.each<[string, (file: File) => unknown, readonly RegExp[]]>([
    [
      'where a task is on an unknown host',
      (file) => {
        file.containerInstances.pop();
        file.instances.pop();
      },
      [/^error \/tasks\/3\/containerInstanceArn: arn:.* is not among the containerInstances/, /^error \/tasks\/7\//],
    ],
    [
      'where a task is of an unknown service',
      (file) => file.services.pop(),
      [4, 5, 6, 7].map((index) => new RegExp(`^error /tasks/${index}/group: log-router is not among the services`)),
    ],
    [
      'where a host is of an unknown instance',
      onLast({}),
      [
        new RegExp(
          `^error /containerInstances/3/ec2InstanceId: ${instanceId(3)} is not among the instances.*On-Demand`,
        ),
      ],
    ],
    [
      'where a host’s instance is of an unknown group',
      inGroup('other'),
      [/^error \/instances\/1\/Tags\/0: other is not among the autoScalingGroups/],
    ],
    [
      'where a service starts tasks of an unknown definition',
      (file) => file.taskDefinitions.shift(),
      [/^error \/services\/0\/taskDefinition: arn:.*\/web:1 is not among the taskDefinitions/],
    ],
  ])('%s', (_, change, expected) => {
    const found = findingsAfter(change);
    expect(found).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(found[index]).toMatch(pattern);
    // What only looks at the file takes it all the same.
    expect(findingsAfter(change, 'warning').filter((line) => !line.startsWith('warning'))).toEqual([]);
  });
});

describe('a reference to what is not in the file is a warning, or nothing,', () => {
  it.each<[string, (file: File) => unknown, readonly RegExp[]]>([
    [
      'where a task that is to stop is of a service that is gone',
      (file) => {
        file.services.pop();
        for (const task of file.tasks.slice(4, 8)) task.desiredStatus = 'STOPPED';
      },
      [],
    ],
    [
      'where the agent is away, as on an instance that is gone',
      onLast({ agentConnected: false }),
      [/^warning \/containerInstances\/3\//],
    ],
    [
      'where a standalone task runs an unknown definition',
      (file) => file.taskDefinitions.pop(),
      [new RegExp(`^warning /tasks/${REPORT_TASK}/taskDefinitionArn: .*its size is taken from its tasks`)],
    ],
    [
      'where a service wants no task',
      (file) => {
        file.taskDefinitions.shift();
        file.services[0].desiredCount = 0;
      },
      [/^warning \/services\/0\/taskDefinition/],
    ],
    ['where the group is there', inGroup('shop-general'), []],
    [
      'where the whole list is not there',
      (file) => {
        delete file.instances;
        delete file.services;
      },
      [],
    ],
  ])('%s', (_, change, expected) => {
    const found = findingsAfter(change);
    expect(found).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(found[index]).toMatch(pattern);
  });

  it('where the list of definitions, or of hosts, is not there', () => {
    for (const list of ['taskDefinitions', 'containerInstances']) {
      const found = findingsAfter((file) => delete file[list]);
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((line) => line.startsWith('error'))).toEqual([]);
    }
  });
});
