import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundling } from '../../scripts/bundling.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** Under node_modules, so that what is not bundled finds its packages. */
const PLACE = path.join(ROOT, 'node_modules/.cache/cold-start');

/** Something whose start is measured. */
export interface Program {
  readonly name: string;
  /** Path of the module that is imported; undefined for none. */
  readonly module: string | undefined;
  /** kB of it, where it is one file. */
  readonly kilobytes?: number;
}

/** A function's bundle, and its floor: the SDK's clients and commands in it, made the same way, and nothing else. */
export interface Pair {
  readonly bundle: Program;
  readonly floor: Program;
}

/** What a function has of one of the SDK's packages: names that it imports. */
type Imports = ReadonlyMap<string, ReadonlySet<string>>;

export const BARE: Program = { name: 'bare Node.js', module: undefined };

/** Bundles and floors of all functions that are built. */
export async function pairs(): Promise<readonly Pair[]> {
  mkdirSync(PLACE, { recursive: true });
  return Promise.all(readdirSync(path.join(ROOT, 'dist')).map(pairOf));
}

async function pairOf(functionName: string): Promise<Pair> {
  const entry = path.join(ROOT, 'functions', functionName, 'handler.ts');
  const { metafile } = await build({ ...bundling(entry, path.join(PLACE, 'unused.mjs')), write: false });
  const file = path.join(PLACE, `floor-${functionName}.mjs`);
  const { entryPoints: _, ...rest } = bundling('', file);
  await build({ ...rest, stdin: { contents: floorOf(importsOf(metafile)), resolveDir: ROOT } });
  const module = path.join(ROOT, 'dist', functionName, 'index.mjs');
  return {
    bundle: { name: functionName, module, kilobytes: kilobytesOf(module) },
    floor: { name: `its floor`, module: file, kilobytes: kilobytesOf(file) },
  };
}

const kilobytesOf = (file: string): number => readFileSync(file).length / 1_000;

/** What our own modules in a bundle import from those of the SDK's packages that have code in it. */
function importsOf({ outputs }: Metafile): Imports {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  const imports = new Map<string, Set<string>>();
  for (const file of used.filter((name) => !name.includes('node_modules'))) {
    if (file.includes(':')) continue;
    for (const [, names = '', sdkPackage = ''] of readFileSync(path.join(ROOT, file), 'utf8').matchAll(
      /import \{([^}]+)\} from '(@aws-sdk\/client-[\w-]+)'/g,
    )) {
      if (!used.some((input) => input.includes(`${sdkPackage}/`))) continue;
      const values = names.split(',').map((name) => name.trim());
      const known = imports.get(sdkPackage) ?? new Set();
      for (const name of values.filter((value) => /^\w+$/.test(value))) known.add(name);
      imports.set(sdkPackage, known);
    }
  }
  return imports;
}

function floorOf(imports: Imports): string {
  const all = Array.from(imports.values(), (names) => [...names]).flat();
  const lines = Array.from(imports, ([name, names]) => `import { ${[...names].join(', ')} } from '${name}';`);
  const clients = all.filter((name) => name.endsWith('Client')).map((name) => `new ${name}(settings)`);
  const rest = all.filter((name) => !name.endsWith('Client'));
  return `${lines.join('\n')}
import { agents } from './shared/aws/sockets.ts';
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const settings = { region: 'eu-west-1', credentials, maxAttempts: 4, retryMode: 'standard', defaultsMode: 'standard',
  useFipsEndpoint: false, useDualstackEndpoint: false, authSchemePreference: [], userAgentAppId: 'floor',
  requestHandler: agents };
export const clients = [${clients.join(', ')}];
export const commands = [${rest.join(', ')}];
`;
}

/** What the largest function stands on, from node_modules as it is, the SDK's clients finding credentials themselves. */
export function naive(): Program {
  const file = path.join(PLACE, 'naive.mjs');
  const clients = { 'auto-scaling': 'AutoScalingClient', ecs: 'ECSClient', sns: 'SNSClient', sqs: 'SQSClient' };
  const imports = Object.entries(clients).map(([name, made]) => `import { ${made} } from '@aws-sdk/client-${name}';`);
  const made = Object.values(clients).map((name) => `new ${name}({})`);
  writeFileSync(
    file,
    `${imports.join('\n')}
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import * as v from 'valibot';
export const parts = [${made.join(', ')}, new Logger(), new Metrics(), middy(), v];
`,
  );
  return { name: 'unbundled, four clients', module: file };
}
