import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AutoScalingSimulator } from '../../simulator/services/auto-scaling/auto-scaling-simulator.ts';
import { Ec2Simulator } from '../../simulator/services/ec2/ec2-simulator.ts';
import { EcsSimulator } from '../../simulator/services/ecs/ecs-simulator.ts';
import { EventSourceMappings } from '../../simulator/services/lambda/event-source-mappings.ts';
import { lambdaApi } from '../../simulator/services/lambda/lambda-api.ts';
import { snsApi } from '../../simulator/services/sns/sns-api.ts';
import { SnsSimulator } from '../../simulator/services/sns/sns-simulator.ts';
import { sqsApi } from '../../simulator/services/sqs/sqs-api.ts';
import { SqsSimulator } from '../../simulator/services/sqs/sqs-simulator.ts';
import { TaggingSimulator } from '../../simulator/services/tagging/tagging-simulator.ts';
import type { ServiceApi } from '../../simulator/wire/operation.ts';
import { operationShapes } from '../../simulator/wire/shapes.ts';
import { TestWorld } from './ec2/test-world.ts';

const SIMULATOR = path.join(import.meta.dirname, '../../simulator');
const SERVICES = path.join(SIMULATOR, 'services');
const world = new TestWorld();
const ec2 = new Ec2Simulator(world);
const sqs = new SqsSimulator(world, (name) => name);

/** Every simulated API, by the folder that it is in. */
const APIS: Readonly<Record<string, ServiceApi>> = {
  'auto-scaling': new AutoScalingSimulator(world, ec2, { notify: () => undefined }).api,
  ec2: ec2.api,
  ecs: new EcsSimulator(world).api,
  lambda: lambdaApi({ mappings: new EventSourceMappings(world), definition: () => undefined }),
  sns: snsApi(new SnsSimulator(world, sqs)),
  sqs: sqsApi(sqs),
  tagging: new TaggingSimulator(world, []).api,
};

const page = (folder: string): string => readFileSync(path.join(SERVICES, folder, 'FIDELITY.md'), 'utf8');

/** Rows of a Markdown table as their first two cells, without its head. */
const rows = (table: string): [string, string][] =>
  table
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.split(' | ', 2) as [string, string]);

const HEAD = '| operation |';
const operationsOf = (text: string): string => text.slice(text.indexOf(HEAD)).split('\n\n', 1)[0] ?? '';

describe.each(Object.entries(APIS))('%s', (folder, api) => {
  const listed = rows(operationsOf(page(folder)))
    .filter(([, status]) => status !== 'missing')
    .flatMap(([names]) => names.match(/\b[A-Z]\w+/g) ?? []);

  it('has every operation of its table, and none beside', () => {
    expect(listed.toSorted()).toEqual(Object.keys(api.operations).toSorted());
  });

  it('has no operation that AWS does not have', () => {
    expect(listed.filter((name) => operationShapes(api.schemas, name) === undefined)).toEqual([]);
  });

  it('draws from buckets that have a rate', () => {
    const drawn = Object.values(api.operations).flatMap(({ bucket }) => bucket ?? []);
    expect(drawn.filter((bucket) => api.buckets[bucket] === undefined)).toEqual([]);
    expect(Object.keys(api.buckets).filter((bucket) => !drawn.includes(bucket))).toEqual([]);
  });
});

it('a page with a table of operations, an API and its folder go together', () => {
  const folders = (pattern: string, contains: string): string[] => [
    ...new Set(
      globSync(pattern, { cwd: SERVICES })
        .filter((file) => readFileSync(path.join(SERVICES, file), 'utf8').includes(contains))
        .map((file) => file.split(path.sep)[0] ?? ''),
    ),
  ];
  expect(folders('*/FIDELITY.md', HEAD).toSorted()).toEqual(Object.keys(APIS));
  expect(folders('**/*.ts', "signingName: '").toSorted()).toEqual(Object.keys(APIS));
});

it('every page says of every row how well it is simulated', () => {
  const known = ['modelled', 'simplified', 'missing', 'assumed', 'partly assumed'];
  const pages = globSync('**/FIDELITY.md', { cwd: SIMULATOR });
  expect(pages.length).toBeGreaterThan(Object.keys(APIS).length);
  for (const file of pages) {
    // Tables with three columns have the status in the second.
    const tables = readFileSync(path.join(SIMULATOR, file), 'utf8')
      .split('\n\n')
      .filter((part) => /^\| [^|]+ \| \| remark \|/.test(part));
    const statuses = tables.flatMap((table) => rows(table).map(([, status]) => status));
    expect({ file, unknown: statuses.filter((status) => !known.includes(status)) }).toEqual({ file, unknown: [] });
  }
});

it('the README lists every page', () => {
  const readme = readFileSync(path.join(SIMULATOR, 'README.md'), 'utf8');
  expect(globSync('**/FIDELITY.md', { cwd: SIMULATOR }).filter((file) => !readme.includes(`](${file})`))).toEqual([]);
});
