import { readFileSync, statSync } from 'node:fs';
import { compileFunction } from 'node:vm';

/** What a bundle finds in place of Node's own; in this order. */
export const SHADOWED = [
  'module',
  'exports',
  'require',
  'importMetaUrl',
  'process',
  'globalThis',
  'global',
  'console',
  'Date',
  'Math',
  'performance',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
] as const;

/** Evaluates a bundle anew each time it is called, with what it is to find. Settles when it is loaded. */
export type BundleCode = (...shadows: readonly unknown[]) => Promise<void>;

const compiled = new Map<string, { readonly changed: number; readonly code: BundleCode }>();

/**
 * The code of a bundle, compiled once in a process for as long as the file stays as it is.
 * @throws Error when it has imports, or exports more than a handler: what the build writes has neither
 */
export function bundleCode(modulePath: string): BundleCode {
  const changed = statSync(modulePath).mtimeMs;
  const known = compiled.get(modulePath);
  if (known?.changed === changed) return known.code;
  const body = withoutModuleSyntax(readFileSync(modulePath, 'utf8'), modulePath);
  const text = `return (async () => { "use strict";${body}\n})();`;
  const code = compileFunction(text, [...SHADOWED], { filename: modulePath }) as BundleCode;
  compiled.set(modulePath, { changed, code });
  return code;
}

const EXPORT = /\bexport\s*\{\s*([\w$]+) as handler\s*\};/g;

/** A module awaits at its top level, as an async function may; imports it has none, and of itself it asks where it is. */
function withoutModuleSyntax(text: string, modulePath: string): string {
  const exported = [...text.matchAll(EXPORT)];
  if (exported.length !== 1 || /^\s*import\b[^(]/m.test(text))
    throw new Error(`${modulePath} is no bundle with a handler for its only export, and without imports`);
  return text
    .replace(EXPORT, (_, name: string) => `exports.handler=${name};`)
    .replaceAll('import.meta.url', 'importMetaUrl');
}
