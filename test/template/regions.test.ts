import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeStackSet } from '../../scripts/stack-set/write-stack-set.ts';
import type { Account } from '../../simulator/account/account.ts';
import { loadTemplate, type Template } from '../../simulator/deploy/template.ts';
import { TEMPLATE_TEXT } from './packaged-template.ts';
import { type ResolvedTemplate, resolveTemplate } from './resolved-template.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const PACKAGED = JSON.parse(TEMPLATE_TEXT) as Template;

/** A Region of each kind: of the standard partition, of China, of GovCloud. */
const ACCOUNTS: readonly Account[] = [
  { id: '111122223333', region: 'eu-central-1', partition: 'aws' },
  { id: '444455556666', region: 'cn-north-1', partition: 'aws-cn' },
  { id: '777788889999', region: 'us-gov-west-1', partition: 'aws-us-gov' },
];
const [FRANKFURT = { id: '', region: '', partition: '' }] = ACCOUNTS;
const VIRGINIA: Account = { ...FRANKFURT, region: 'us-east-1' };

/**
 * Services whose principal is the same in every partition. In China those of some others, as of `logs`, end otherwise.
 * Source: the tables of AWS CDK (region-info) and of Terraform's AWS provider (aws_service_principal).
 */
const SAME_EVERYWHERE = ['autoscaling', 'cloudwatch', 'events', 'lambda', 'sns'].map((name) => `${name}.amazonaws.com`);

/** Types whose names hold for all Regions of an account, or of all accounts. */
const GLOBAL = ['AWS::CloudWatch::Dashboard', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::S3::Bucket'];

/** The longest names that there may be. Source: API references, CreateQueue, CreateTopic, CreateFunction, PutMetricAlarm. */
const LONGEST: Readonly<Record<string, number>> = {
  'AWS::SQS::Queue': 80,
  'AWS::SNS::Topic': 256,
  'AWS::Lambda::Function': 64,
  'AWS::CloudWatch::Alarm': 255,
};

const namesIn = ({ resources }: ResolvedTemplate): string[] =>
  resources.flatMap(({ type, name }) => (name === undefined ? [] : [`${type} ${name}`]));

const directories: string[] = [];

/** What `serverless package` reads. It clears `.serverless`, which other tests read: so it works on a copy. */
const SOURCES = ['serverless.yml', 'package.json', 'infra', 'cli', 'functions', 'shared', 'dist'];

/** Packages a stage in a directory of its own, and gives where. */
async function packageStage(stage: string): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ecs-ops-'));
  directories.push(directory);
  for (const name of SOURCES) await cp(path.join(ROOT, name), path.join(directory, name), { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'), 'junction');
  const serverless = path.join(ROOT, 'node_modules/.bin/serverless');
  await promisify(execFile)(process.execPath, [serverless, 'package', '--stage', stage], { cwd: directory });
  return path.join(directory, '.serverless');
}

afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true });
});

describe('the template', () => {
  it('names no partition, Region or account', () => {
    expect(TEMPLATE_TEXT).not.toMatch(/arn:aws/);
    expect(TEMPLATE_TEXT).not.toMatch(/\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-gov)?-[a-z]+-\d\b/);
    expect(TEMPLATE_TEXT).not.toMatch(/\b\d{12}\b/);
  });

  it('names no domain of AWS but in principals that are the same in every partition', () => {
    const domains = [...TEMPLATE_TEXT.matchAll(/[\w.-]*\bamazonaws\.com[\w.]*/g)].map(([domain]) => domain);
    expect(domains.filter((domain) => !SAME_EVERYWHERE.includes(domain))).toEqual([]);
  });
});

describe.each(ACCOUNTS)('in $region', (account) => {
  const resolved = resolveTemplate(PACKAGED, account);
  const text = JSON.stringify(resolved);

  it('has ARNs of its own partition, Region and account only', () => {
    const arns = [...text.matchAll(/arn:([^:"]*):([^:"]*):([^:"]*):([^:"]*):/g)];
    expect(arns.length).toBeGreaterThan(100);
    const foreign = arns.filter(([, partition, service, region, id]) => {
      const regions = service === 'iam' || service === 's3' ? [''] : [account.region];
      const accounts = service === 's3' ? [''] : [account.id];
      return partition !== account.partition || !regions.includes(region ?? '') || !accounts.includes(id ?? '');
    });
    expect(foreign.map(([arn]) => arn)).toEqual([]);
  });

  it('leaves nothing unresolved', () => {
    expect(text).not.toMatch(/\$\{|undefined|Fn::|\[object/);
  });
});

describe('two Regions of an account', () => {
  const stacks = [FRANKFURT, VIRGINIA].map((account) => resolveTemplate(PACKAGED, account));

  it('share no name that holds for all Regions', () => {
    const [one = [], other = []] = stacks.map((stack) =>
      namesIn({ ...stack, resources: stack.resources.filter(({ type }) => GLOBAL.includes(type)) }),
    );
    expect(one.filter((name) => other.includes(name))).toEqual([]);
  });
});

describe('another stage', () => {
  let other: Template;
  beforeAll(async () => {
    other = loadTemplate(path.join(await packageStage('blue'), 'cloudformation-template-update-stack.json'));
  });

  it('shares no name with the first, in one account and Region', () => {
    const first = namesIn(resolveTemplate(PACKAGED, FRANKFURT));
    const second = namesIn(resolveTemplate(other, FRANKFURT, { stackName: 'ecs-ops-blue' }));
    expect(second).toHaveLength(first.length);
    expect(second.filter((name) => first.includes(name))).toEqual([]);
  });
});

describe('the operator’s topic', () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const topicIn = ({ resources }: ResolvedTemplate) => resources.find(({ id }) => id === 'OperatorTopic')?.properties;
  const policyIn = ({ resources }: ResolvedTemplate) => resources.find(({ id }) => id === 'OperatorTopicKeyPolicy');

  it('has no key, and no role may use one, unless it is given', () => {
    const resolved = resolveTemplate(PACKAGED, FRANKFURT);
    expect(topicIn(resolved)).not.toHaveProperty('KmsMasterKeyId');
    expect(policyIn(resolved)).toBeUndefined();
  });

  it('has the key that is given, which the roles that publish to it may use for it alone', () => {
    const resolved = resolveTemplate(PACKAGED, FRANKFURT, { parameters: { OperatorTopicKmsKey: key } });
    expect(topicIn(resolved)).toHaveProperty('KmsMasterKeyId', key);
    const topicArn = 'arn:aws:sns:eu-central-1:111122223333:ecs-ops-dev-operator';
    const publishing = resolved.resources.filter(
      ({ type, properties }) => type === 'AWS::IAM::Role' && JSON.stringify(properties).includes(`"${topicArn}"`),
    );
    expect(policyIn(resolved)?.properties).toMatchObject({
      Roles: publishing.map(({ id }) => `ecs-ops-dev-${id}-1A2B3C4D5E6F`),
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: key,
            Condition: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topicArn } },
          },
        ],
      },
    });
  });
});

describe('the template for StackSets', () => {
  /** Stacks of a stack set are named after it, with a UUID. */
  const stackName = `StackSet-${'ecs-ops'}-01234567-89ab-cdef-0123-456789abcdef`;
  let template: Template;
  beforeAll(async () => {
    template = loadTemplate(await writeStackSet(await packageStage('dev')));
  });

  const inStackSet = (account: Account): ResolvedTemplate =>
    resolveTemplate(template, account, { stackName, parameters: { CodeBucketPrefix: 'code' } });

  it.each(ACCOUNTS)('takes the code from the bucket in $region', (account) => {
    const functions = inStackSet(account).resources.filter(({ type }) => type === 'AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(0);
    for (const { properties } of functions) {
      const Code = {
        S3Bucket: `code-${account.region}`,
        S3Key: expect.stringMatching(/^[a-zA-Z]+-[0-9a-f]{16}\.zip$/),
      };
      expect(properties).toMatchObject({ Code });
    }
  });

  it('has no bucket of its own, and all else that the packaged one has', () => {
    const all = resolveTemplate(PACKAGED, FRANKFURT).resources.map(({ id }) => id);
    const wanted = all.filter((id) => !id.startsWith('ServerlessDeploymentBucket'));
    const { resources, outputs } = inStackSet(FRANKFURT);
    expect(resources.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
    expect(outputs).not.toHaveProperty('ServerlessDeploymentBucketName');
  });

  it('has names that are those of the packaged one, and no longer than may be', () => {
    const { resources } = inStackSet(FRANKFURT);
    const packaged = namesIn(resolveTemplate(PACKAGED, FRANKFURT));
    expect(namesIn({ resources, outputs: {} }).toSorted()).toEqual(packaged.toSorted());
    const tooLong = resources.filter(
      ({ type, name = '' }) => name.length > (LONGEST[type] ?? Number.POSITIVE_INFINITY),
    );
    expect(tooLong.map(({ name }) => name)).toEqual([]);
  });
});
