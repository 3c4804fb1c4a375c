import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../../cli/snapshot/parse-snapshot.ts';
import { awsCliFile, awsCliSnapshot } from './aws-cli-file.ts';

const ECS = 'arn:aws:ecs:eu-central-1:123456789012:';

// biome-ignore lint/suspicious/noExplicitAny: to be broken in ways that no type allows
type File = any;

/** The AWS CLI's answers as one object, to be broken. */
function asOneObject(): File {
  return JSON.parse(JSON.stringify(awsCliSnapshot()));
}

function findingsOf(value: unknown): readonly string[] {
  const { findings } = parseSnapshot(typeof value === 'string' ? value : JSON.stringify(value));
  return findings.map(({ severity, place, message }) => `${severity} ${place}: ${message}`);
}

/** What is said of the file after something was done to it. */
function findingsAfter(change: (file: File) => unknown): readonly string[] {
  const file = asOneObject();
  change(file);
  return findingsOf(file);
}

describe('answers of the AWS CLI, one after the other,', () => {
  it('are one snapshot', () => {
    const { snapshot, findings } = parseSnapshot(awsCliFile());
    expect(findings.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', 'no takenAt; taken as of 2026-03-02T07:20:09.000Z, the latest date in the file'],
    ]);
    expect(snapshot).toMatchObject({
      clusters: [{ clusterName: 'acme' }],
      containerInstances: [{ registeredAt: new Date('2026-03-02T07:10:07.412Z') }, { status: 'ACTIVE' }],
      services: [{ serviceName: 'shop-web' }, { serviceName: 'node-exporter' }],
      taskDefinitions: [{ family: 'import' }, { family: 'node-exporter' }, { family: 'shop-web' }],
      autoScalingGroups: [{ MinSize: 1, Instances: [{ ProtectedFromScaleIn: false }, { ProtectedFromScaleIn: true }] }],
      lifecycleHooks: [{ HeartbeatTimeout: 3600 }],
      instances: [{ InstanceLifecycle: 'spot' }, { MetadataOptions: { HttpPutResponseHopLimit: 1 } }],
    });
    expect(snapshot?.tasks).toHaveLength(5);
  });

  it('leave secrets, commands, images, labels, log options and addresses behind', () => {
    const kept = JSON.stringify(awsCliSnapshot());
    for (const word of ['s3cr3t', 'hunter2', 'secretsmanager', 'dkr.ecr', 'splunk', '10.20.30', 'jane"', 'subnet-'])
      expect(awsCliFile()).toContain(word);
    expect(kept).not.toMatch(/s3cr3t|hunter2|secretsmanager|dkr\.ecr|splunk|10\.20\.30|jane"|subnet-/);
  });

  it.each([
    ['a list of answers', (texts: string[]) => `[${texts.join(',')}]`],
    ['with a byte order mark', (texts: string[]) => `\uFEFF${texts.join('\n')}`],
    ['without anything between', (texts: string[]) => texts.join('')],
  ])('may come as %s', (_, put) => {
    const texts = awsCliFile()
      .trim()
      .split(/(?<=^\})\n/m);
    expect(parseSnapshot(put(texts)).snapshot).toEqual(awsCliSnapshot());
  });

  it('written as JSON and read again are the same, dates too', () => {
    expect(parseSnapshot(JSON.stringify(awsCliSnapshot())).snapshot).toEqual(awsCliSnapshot());
  });

  it('may have dates as numbers of seconds, and nulls for what is not there', () => {
    const file = asOneObject();
    file.containerInstances[0].registeredAt = 1772435407.412;
    file.containerInstances[0].capacityProviderName = null;
    const host = parseSnapshot(JSON.stringify(file)).snapshot?.containerInstances[0];
    expect(host?.registeredAt?.toISOString()).toBe('2026-03-02T07:10:07.412Z');
    expect(host).not.toHaveProperty('capacityProviderName');
  });
});

describe('a file is refused', () => {
  it.each([
    ['an empty one', ' \n', ['error : the file is empty; allowed: JSON']],
    ['one that is no object', '7', ['error : 7; allowed: an object with lists of AWS', 'error : no clusters']],
    ['one without clusters', '{"clusters": []}', ['error : no clusters; allowed: at least one']],
    ['one that is not JSON', '{"clusters": [\n}', ['error : not JSON: Unexpected token']],
    ['one that ends too soon', '{"clusters": [{"clusterArn"', ['error : not JSON: ']],
    ['one whose second document is broken', '{"clusters": []}\n{"tasks": [,]}', ['error 2#: not JSON: ']],
    ['one whose list is none', '{"clusters": {}}', ['error /clusters: {}; allowed: a list', 'error : no clusters']],
  ])('%s', (_, text, expected) => {
    const findings = findingsOf(text).filter((line) => line.startsWith('error'));
    expect(findings).toHaveLength(expected.length);
    for (const [index, start] of expected.entries()) expect(findings[index]).toContain(start);
    expect(parseSnapshot(text).snapshot).toBeUndefined();
  });

  it('with every fault and its place', () => {
    const found = findingsAfter((file) => {
      file.tasks[3].containerInstanceArn = 'none';
      delete file.tasks[1].lastStatus;
      file.services[0].desiredCount = -1;
      file.services[0].deploymentConfiguration.maximumPercent = '200';
      file.containerInstances[1].status = 'Active';
      file.autoScalingGroups[0].Instances[0].InstanceId = 7;
      file.lifecycleHooks[0].HeartbeatTimeout = 'an hour';
      file.taskDefinitions[2].containerDefinitions[0].portMappings = [{ protocol: 'sctp' }];
      file.instances[0] = 'i-1';
    }).filter((line) => line.startsWith('error'));
    expect(found.map((line) => line.replace(/as arn:.*/, 'as …'))).toEqual([
      'error /containerInstances/1/status: "Active"; allowed: REGISTERING, REGISTRATION_FAILED, ACTIVE, DRAINING, DEREGISTERING, INACTIVE',
      'error /services/0/desiredCount: -1; allowed: a whole number, 0 or more',
      'error /services/0/deploymentConfiguration/maximumPercent: "200"; allowed: a whole number',
      'error /tasks/1/lastStatus: missing; allowed: PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED, DELETED',
      'error /tasks/3/containerInstanceArn: "none"; allowed: an ARN as …',
      'error /taskDefinitions/2/containerDefinitions/0/portMappings/0/protocol: "sctp"; allowed: tcp, udp',
      'error /autoScalingGroups/0/Instances/0/InstanceId: 7; allowed: text',
      'error /lifecycleHooks/0/HeartbeatTimeout: "an hour"; allowed: a whole number',
      'error /instances/0: "i-1"; allowed: an object',
    ]);
  });

  it.each([
    [
      'with two accounts',
      (file: File) =>
        (file.services[0].serviceArn = file.services[0].serviceArn.replace('123456789012', '999999999999')),
      'error /services/0/serviceArn: of account 999999999999 in eu-central-1; allowed: account 123456789012 in eu-central-1',
    ],
    [
      'with a group of another account',
      (file: File) => {
        const [group] = file.autoScalingGroups;
        group.AutoScalingGroupARN = group.AutoScalingGroupARN.replace('123456789012', '999999999999');
      },
      'error /autoScalingGroups/0/AutoScalingGroupARN: of account 999999999999 in eu-central-1; allowed: account 123456789012',
    ],
    [
      'with a task definition of another Region',
      (file: File) => {
        const [definition] = file.taskDefinitions;
        definition.taskDefinitionArn = definition.taskDefinitionArn.replace('eu-central-1', 'eu-west-1');
      },
      'error /taskDefinitions/0/taskDefinitionArn: of account 123456789012 in eu-west-1; allowed: account 123456789012 in eu-central-1',
    ],
    [
      'with a service of a cluster that is not in it',
      (file: File) => (file.services[1].clusterArn = `${ECS}cluster/other`),
      `error /services/1/clusterArn: ${ECS}cluster/other is not among the clusters`,
    ],
    [
      'with a name that is not that of the ARN',
      (file: File) => {
        file.clusters[0].clusterName = 'other';
      },
      `error /clusters/0/clusterName: "other"; allowed: the name in ${ECS}cluster/acme`,
    ],
    [
      'with a host that has no size',
      (file: File) => file.containerInstances[0].registeredResources.shift(),
      'error /containerInstances/0/registeredResources: no CPU',
    ],
    [
      'with two states of one task',
      (file: File) => file.tasks.push({ ...file.tasks[0], lastStatus: 'STOPPING' }),
      'error /tasks/5: arn:aws:ecs:eu-central-1:123456789012:task/acme/f0000000000000000000000000000001 is at /tasks/0 too',
    ],
    [
      'with sizes that exclude each other',
      (file: File) => (file.autoScalingGroups[0].MinSize = 11),
      'error /autoScalingGroups/0/MinSize: 11; allowed: at most the MaxSize, 10',
    ],
  ])('%s', (_, change, start) => {
    const errors = findingsAfter(change).filter((line) => line.startsWith('error'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(start);
  });
});

describe('a file is taken with a warning', () => {
  it.each([
    [
      'for an unknown part',
      (file: File) => (file.containerInstance = []),
      '/containerInstance: not a part of a snapshot, and not read; is containerInstances meant?',
    ],
    [
      'for a prototype key',
      (file: File) => Object.defineProperty(file, '__proto__', { value: 7, enumerable: true }),
      '/__proto__: not a part of a snapshot',
    ],
    ['for more pages', (file: File) => (file.nextToken = 'x'), '/nextToken: the answer has more pages'],
    [
      'for what AWS did not describe',
      (file: File) => (file.failures = [{ arn: 'a', reason: 'MISSING' }]),
      '/failures/0: AWS did not describe a: MISSING',
    ],
    ['for the same twice', (file: File) => file.tasks.push(file.tasks[0]), 'is at /tasks/0 too; taken once'],
    [
      'for a provider that is not in it',
      (file: File) => (file.capacityProviders = []),
      '/clusters/0/capacityProviders/0: acme-spot is not among',
    ],
    ['for no tasks', (file: File) => (file.tasks = []), ': no tasks, though the clusters run 4'],
  ])('%s', (_, change, part) => {
    const found = findingsAfter(change);
    expect(found.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(found.some((line) => line.includes(part))).toBe(true);
  });
});
