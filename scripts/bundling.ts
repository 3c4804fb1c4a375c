import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

const ROOT = path.join(import.meta.dirname, '..');
const fromRoot = (file: string): string => path.join(ROOT, file);

/** Of their package.json the SDK's clients need the version, for their User-Agent; the rest stays out: 8 kB. */
const versionsAlone: Plugin = {
  name: 'versions-alone',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * The names of XML elements in the SDK's schemas as plain keys, `{ "item": … }` for `{ [_xN]: … }`: only then can esbuild
 * tell that a schema has no side effect, and leave those out that nothing refers to. Of EC2's 3,400 few are needed.
 */
const plainSchemaKeys: Plugin = {
  name: 'plain-schema-keys',
  setup: ({ onLoad }) => {
    onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]\w+\.js$/ },
      async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        const declarations = text.matchAll(/^const (\w+) = ("[^"\\\n]*");$/gm);
        const constants = new Map(Array.from(declarations, ([, name = '', value = '']) => [name, value]));
        const contents = text.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
          const value = constants.get(name);
          return value === undefined ? key : `${value}:`;
        });
        return { contents, loader: 'js' };
      },
    );
  },
};

/**
 * Node.js's own modules are fetched by `process.getBuiltinModule`. An ES import reads every property of such a module, and
 * with it those that are made when they are first read: `WebSocket` of `node:http` loads all of undici. That was a third
 * of the time that a bundle took to import (docs/performance.md).
 */
const builtinsUnread: Plugin = {
  name: 'builtins-unread',
  setup: ({ onResolve, onLoad }) => {
    const names = new Set(builtinModules);
    onResolve({ filter: /^(?:node:)?[\w/]+$/ }, ({ path: module }) => {
      const name = module.replace(/^node:/, '');
      return names.has(name) ? { path: name, namespace: 'builtin', sideEffects: false } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(name)})`,
    }));
  },
};

/** Where esbuild has modules that stand in for a library on demand. */
const ON_DEMAND = 'on-demand';
/** Their names in a bundle's metafile, with the library's after it. */
export const ON_DEMAND_INPUT = `${ON_DEMAND}:`;

/**
 * A library that few deployments need stands in a file of its own beside the bundle, `croner.cjs`, and is loaded when its
 * constructor is first called: for `croner` while the function starts, where windows are set. It was a thirteenth of the
 * code of scale-in.
 */
const onDemand: Plugin = {
  name: ON_DEMAND,
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^croner$/ }, ({ path: library }) => ({
      path: library,
      namespace: ON_DEMAND,
      sideEffects: false,
    }));
    onLoad({ filter: /.*/, namespace: ON_DEMAND }, ({ path: library }) => ({
      contents: `import { createRequire } from 'node:module';
        export function Cron(...given) {
          return new (createRequire(import.meta.url)('./${library}.cjs').Cron)(...given);
        }`,
      resolveDir: ROOT,
    }));
  },
};

/** How a library on demand becomes one file. */
export function bundlingOnDemand(library: string, outfile: string) {
  return {
    stdin: { contents: `export * from '${library}'`, resolveDir: ROOT },
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'warning',
  } satisfies BuildOptions;
}

/** Modules inside the SDK's packages, and what stands in for each. Its packages themselves are under `alias`. */
const STAND_INS = [
  {
    module: /[\\/]@smithy[\\/]core[\\/].*[\\/]fromSharedConfigFiles\.js$/,
    standIn: 'shared/aws/no-shared-config.ts',
  },
];

/** Fails a build in which one of the modules is not met: the SDK has moved it. */
const standIns: Plugin = {
  name: 'stand-ins',
  setup: ({ onLoad, onEnd }) => {
    const met = new Set<string>();
    for (const { module, standIn } of STAND_INS) {
      onLoad({ filter: module }, async () => {
        met.add(standIn);
        return { contents: await readFile(fromRoot(standIn), 'utf8'), loader: 'ts' };
      });
    }
    onEnd(() => ({
      errors: STAND_INS.filter(({ standIn }) => !met.has(standIn)).map(({ module, standIn }) => ({
        text: `nothing for ${standIn} to stand in for: no module matches ${module}`,
      })),
    }));
  },
};

/** How a function's handler becomes one file. */
export function bundling(entryPoint: string, outfile: string) {
  return {
    entryPoints: [entryPoint],
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    sourcemap: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The SDK's ES modules, which can be shaken, rather than its CommonJS.
    mainFields: ['module', 'main'],
    conditions: ['module'],
    plugins: [versionsAlone, plainSchemaKeys, onDemand, builtinsUnread, standIns],
    alias: {
      '@aws-sdk/credential-provider-node': fromRoot('shared/aws/no-credential-chain.ts'),
      '@smithy/core/event-streams': fromRoot('shared/aws/no-event-streams.ts'),
    },
    logLevel: 'warning',
  } satisfies BuildOptions;
}
