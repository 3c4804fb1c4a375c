import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Html, html } from './html.ts';

const HERE = import.meta.dirname;

/** A page that needs nothing but itself. */
export interface Page {
  readonly title: string;
  /** What stands beside the title, in the page's header. */
  readonly subtitle: Html;
  readonly main: Html;
  /** Style sheets of this page's own, after those that all pages have. */
  readonly styles: readonly string[];
  /** Module that its script begins with; that of every page, which draws plots and offers themes, unless given. */
  readonly script?: string;
}

const PLOTS = path.join(HERE, 'browser/main.ts');
/** Bundled scripts by their first module. */
const scripts = new Map<string, Promise<string>>();

/** The page as one document: scripts and styles inside, and a policy that lets it load and run nothing else. */
export async function renderPage({ title, subtitle, main, styles, script = PLOTS }: Page): Promise<string> {
  const bundled = scripts.get(script) ?? bundleScript(script);
  scripts.set(script, bundled);
  const code = inlineable(await bundled);
  const css = inlineable([...(await sharedStyles()), ...styles].join('\n'));
  const policy = `default-src 'none'; script-src '${digest(code)}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(css)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="page-header">
<div><h1>${title}</h1>${subtitle}</div>
<button type="button" class="theme-toggle" data-theme-toggle>Theme: <span>auto</span></button>
</header>
<main id="main">${main}</main>
<noscript>Plots need JavaScript.</noscript>
<script>${new Html(code)}</script>
</body>
</html>
`.toString();
}

async function bundleScript(first: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [first],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
    charset: 'utf8',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

async function sharedStyles(): Promise<readonly string[]> {
  const own = ['page.css', 'plot.css'].map((name) => path.join(HERE, name));
  const files = [fileURLToPath(import.meta.resolve('uplot/dist/uPlot.min.css')), ...own];
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}

/** A text that can't close the element it stands in. */
const inlineable = (text: string): string => text.trim().replace(/<\/(script|style)/gi, '<\\/$1');

const digest = (code: string): string => `sha256-${createHash('sha256').update(code).digest('base64')}`;
