#!/usr/bin/env node
/**
 * The `ecs-ops` command. Node.js 24 runs the sources as they are; on an older one the Node.js among the package's
 * development dependencies does it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const NEEDED = 24;
const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const MAIN = path.join(ROOT, 'cli', 'ecs-ops', 'main.ts');
const BUNDLED_NODE = path.join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Signals that a terminal or a supervisor sends to both processes or to this one alone. */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function runByBundledNode() {
  if (!existsSync(BUNDLED_NODE)) {
    process.stderr.write(
      `ecs-ops needs Node.js ${NEEDED}, and this is ${process.version}. Run \`npm ci\` in ${ROOT}, which brings one.\n`,
    );
    process.exitCode = 3;
    return;
  }
  const child = spawn(BUNDLED_NODE, [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`ecs-ops: ${BUNDLED_NODE} does not start: ${error.message}\n`);
    process.exitCode = 3;
  });
  child.on('close', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

if (Number(process.versions.node.split('.')[0]) >= NEEDED) await import('./ecs-ops/main.ts');
else runByBundledNode();
