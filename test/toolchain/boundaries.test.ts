import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const BIOME = path.join(ROOT, 'node_modules/.bin/biome');

/** Pieces of code that some files may not contain, and the rule that says so. */
const FORBIDDEN = {
  sdk: [
    "import { ECSClient } from '@aws-sdk/client-ecs';\nexport const made = new ECSClient({});",
    'noRestrictedImports',
  ],
  sdkType: [
    "import type { ECSClient } from '@aws-sdk/client-ecs';\nexport type Made = ECSClient;",
    'noRestrictedImports',
  ],
  sdkLater: ["export const made = () => import('@aws-sdk/client-ecs');", 'noRestrictedImports'],
  smithy: ["export { HttpRequest } from '@smithy/core/protocols';", 'noRestrictedImports'],
  adapter: [
    "import { listClusters } from '../../shared/aws/ecs.ts';\nexport const made = listClusters;",
    'noRestrictedImports',
  ],
  adapterBeside: [
    "import { listClusters } from '../aws/ecs.ts';\nexport const made = listClusters;",
    'noRestrictedImports',
  ],
  runtime: [
    "import { apply } from '../../shared/runtime/apply.ts';\nexport const made = apply;",
    'noRestrictedImports',
  ],
  runtimeType: ["import type { Job } from '../runtime/job.ts';\nexport type Made = Job;", 'noRestrictedImports'],
  files: ["import { readFileSync } from 'node:fs';\nexport const made = readFileSync('x');", 'noRestrictedImports'],
  simulator: [
    "import { World } from '../../simulator/account/world.ts';\nexport const made = World;",
    'noRestrictedImports',
  ],
  product: ["import { plan } from '../functions/host-sync/plan.ts';\nexport const made = plan;", 'noRestrictedImports'],
  processImport: ["import { env } from 'node:process';\nexport const made = env;", 'noRestrictedImports'],
  environment: ['export const made = process.env;', 'noRestrictedGlobals'],
  now: ['export const made = Date.now();', 'noJsRestrictedProperties'],
  newDate: ['export const made = new Date();', 'plugin'],
  random: ['export const made = Math.random();', 'noJsRestrictedProperties'],
  globalProcess: ['export const made = globalThis.process;', 'noJsRestrictedProperties'],
  log: ["console.log('made');", 'noConsole'],
} as const;
type Piece = keyof typeof FORBIDDEN;

const PURE: Piece[] = [
  'sdk',
  'sdkType',
  'sdkLater',
  'smithy',
  'files',
  'environment',
  'globalProcess',
  'now',
  'newDate',
  'random',
];
const WIRED: Piece[] = [
  'sdk',
  'sdkType',
  'sdkLater',
  'smithy',
  'simulator',
  'environment',
  'globalProcess',
  'processImport',
  'log',
];

/** Files of each kind: which pieces fail there, and which are as they should be. */
const CASES: readonly { readonly file: string; readonly refuses: Piece[]; readonly takes: Piece[] }[] = [
  { file: 'functions/example/plan.ts', refuses: [...PURE, 'adapter', 'runtime', 'simulator'], takes: [] },
  { file: 'shared/domain/example.ts', refuses: [...PURE, 'adapterBeside', 'runtimeType'], takes: [] },
  { file: 'functions/example/handler.ts', refuses: WIRED, takes: ['adapter', 'runtime', 'now', 'random'] },
  { file: 'shared/runtime/example.ts', refuses: WIRED, takes: ['adapterBeside', 'runtimeType', 'now'] },
  { file: 'shared/runtime/config.ts', refuses: ['sdk', 'smithy'], takes: ['environment'] },
  {
    file: 'shared/aws/example.ts',
    refuses: ['environment', 'processImport', 'globalProcess', 'runtimeType', 'log'],
    takes: ['sdk', 'sdkType', 'sdkLater', 'smithy'],
  },
  { file: 'cli/example.ts', refuses: ['sdk', 'smithy'], takes: ['environment', 'log'] },
  { file: 'simulator/example.ts', refuses: ['product'], takes: ['sdk', 'smithy'] },
];

const pathOf = (file: string, piece: Piece): string =>
  // A plan and the config have names of their own, so each piece gets a tree of its own.
  path.join(piece, file);

interface Report {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

/** Rules that fail, by file. */
const failures = new Map<string, string[]>();
let tree = '';

beforeAll(async () => {
  tree = await mkdtemp(path.join(tmpdir(), 'boundaries-'));
  for (const piece of Object.keys(FORBIDDEN) as Piece[]) await write(piece);
  const lint = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none'];
  for (const piece of Object.keys(FORBIDDEN)) {
    const { stdout } = await promisify(execFile)(BIOME, [...lint, '.'], { cwd: path.join(tree, piece) }).catch(
      (failed: { stdout: string }) => failed,
    );
    for (const { category, location } of (JSON.parse(stdout) as Report).diagnostics) {
      const file = path.join(piece, location.path);
      failures.set(file, [...(failures.get(file) ?? []), category.replace(/^lint\/\w+\//, '')]);
    }
  }
});

/** Makes a project with the linter's real settings, where every file has this piece of code. */
async function write(piece: Piece): Promise<void> {
  await mkdir(path.join(tree, piece), { recursive: true });
  await cp(path.join(ROOT, 'biome.jsonc'), path.join(tree, piece, 'biome.jsonc'));
  await cp(path.join(ROOT, 'package.json'), path.join(tree, piece, 'package.json'));
  await cp(path.join(ROOT, 'scripts/lint'), path.join(tree, piece, 'scripts/lint'), { recursive: true });
  for (const { file, refuses, takes } of CASES) {
    if (![...refuses, ...takes].includes(piece)) continue;
    await mkdir(path.dirname(path.join(tree, pathOf(file, piece))), { recursive: true });
    await writeFile(path.join(tree, pathOf(file, piece)), `${FORBIDDEN[piece][0]}\n`);
  }
}

afterAll(() => rm(tree, { recursive: true, force: true }));

describe.each(CASES)('$file', ({ file, refuses, takes }) => {
  it.each(refuses)('may not have %s', (piece) => {
    expect(failures.get(pathOf(file, piece))).toContain(FORBIDDEN[piece][1]);
  });

  it.each(takes)('may have %s', (piece) => {
    expect(failures.get(pathOf(file, piece)) ?? []).not.toContain(FORBIDDEN[piece][1]);
  });
});

describe('what the linter cannot see', () => {
  it('a plan reaches nothing but pure modules, however far', async () => {
    const { metafile } = await build({
      entryPoints: globSync('functions/*/plan.ts', { cwd: ROOT }),
      absWorkingDir: ROOT,
      outdir: tree,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
    const reached = Object.keys(metafile.inputs);
    expect(reached).toContain('functions/host-sync/plan.ts');
    expect(reached.filter((file) => !/^(functions\/[\w-]+|shared\/domain)\/[\w-]+\.ts$/.test(file))).toEqual([]);
    const sources = await Promise.all(reached.map((file) => readFile(path.join(ROOT, file), 'utf8')));
    expect(sources.filter((source) => /Date\.now\(|new Date\(\)|Math\.random\(|\bprocess\./.test(source))).toEqual([]);
  });

  it('`npm run check` runs the linter, which fails on warnings too', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    expect(scripts['lint']).toBe('biome check --error-on-warnings .');
    expect(await readFile(path.join(ROOT, 'scripts/check.ts'), 'utf8')).toMatch(/CHECKS = \[.*'lint'.*\]/s);
  });
});
