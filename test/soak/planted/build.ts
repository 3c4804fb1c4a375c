import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundling } from '../../../scripts/bundling.ts';
import type { FunctionPrefix } from '../../scenarios/deployed-function.ts';
import type { Bundles } from '../world.ts';
import type { PlantedBug } from './bugs.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

/** Bundles with a bug in them, and what removes them. */
export interface BuggyBundles {
  readonly bundles: Bundles;
  readonly remove: () => Promise<void>;
}

/** The file with the bug in it. @throws Error when a text that it replaces does not stand there just once */
export function withBug({ name, file, changes }: Pick<PlantedBug, 'name' | 'file' | 'changes'>): string {
  return changes.reduce(
    (source, [text, bug]) => {
      const places = source.split(text).length - 1;
      if (places !== 1) throw new Error(`The bug ${name} can't be planted: ${file} has ${places} times: ${text}`);
      return source.replace(text, () => bug);
    },
    readFileSync(path.join(ROOT, file), 'utf8'),
  );
}

/** Builds the functions that may contain the file as they are packaged, with the bug in it. */
export async function buildWith(bug: PlantedBug): Promise<BuggyBundles> {
  const sources = [bug, ...(bug.guard ? [{ ...bug.guard, name: bug.name }] : [])];
  const contents = new Map(sources.map((source) => [path.join(ROOT, source.file), withBug(source)]));
  const planting: Plugin = {
    name: 'planted-bug',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const planted = contents.get(file);
        return planted === undefined ? undefined : { contents: planted, loader: 'ts' };
      });
    },
  };
  const folder = mkdtempSync(path.join(tmpdir(), `ecs-ops-${bug.name}-`));
  const names = readdirSync(path.join(ROOT, 'dist')).filter(
    (name) => !bug.file.startsWith('functions/') || bug.file.startsWith(`functions/${name}/`),
  );
  const built = await Promise.all(
    names.map(async (name) => {
      const outfile = path.join(folder, name, 'index.mjs');
      const options = bundling(path.join(ROOT, 'functions', name, 'handler.ts'), outfile);
      await build({ ...options, plugins: [planting, ...options.plugins], logLevel: 'error' });
      return [prefixOf(name), outfile] as const;
    }),
  );
  return {
    bundles: Object.fromEntries(built),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** `HostSync` of `host-sync`. */
function prefixOf(name: string): FunctionPrefix {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()) as FunctionPrefix;
}
