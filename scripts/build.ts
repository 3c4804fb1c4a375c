/**
 * Bundles every `functions/<function>/handler.ts` to `dist/<function>/index.mjs`, which exports `handler`,
 * with its source map, its bill of materials and the libraries that it loads on demand beside it. Fails when a bundle is larger than its budget or has an SDK client in it
 * that the function does not use.
 */
import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundling, bundlingOnDemand, ON_DEMAND_INPUT } from './bundling.ts';

const ROOT = path.join(import.meta.dirname, '..');
const FUNCTIONS = path.join(ROOT, 'functions');
const DIST = path.join(ROOT, 'dist');

/** What a function's bundle may be: at most so many kB (1,000 bytes), with exactly these SDK clients. */
interface Allowance {
  readonly kilobytes: number;
  readonly clients: readonly string[];
}

const ALLOWANCES: Readonly<Record<string, Allowance>> = {
  'host-onboard': { kilobytes: 346, clients: ['ec2', 'ecs', 'sns', 'sqs'] },
  'host-sync': { kilobytes: 288, clients: ['ecs', 'resource-groups-tagging-api', 'sqs'] },
  'scale-in': { kilobytes: 394, clients: ['auto-scaling', 'ecs', 'sqs'] },
  'spot-drain': { kilobytes: 317, clients: ['auto-scaling', 'ecs', 'sqs'] },
  'termination-gate': { kilobytes: 388, clients: ['auto-scaling', 'ecs', 'sns', 'sqs'] },
};

/** A bundle as it came out. */
interface Bundle {
  readonly functionName: string;
  readonly kilobytes: number;
  readonly clients: readonly string[];
  /** Whether the SDK's search for credentials is in it, or what renews them. */
  readonly hasChain: boolean;
}

async function functionNames(): Promise<string[]> {
  const entries = await readdir(FUNCTIONS);
  return entries.filter((name) => existsSync(path.join(FUNCTIONS, name, 'handler.ts'))).sort();
}

async function bundle(functionName: string): Promise<Bundle> {
  const entryPoint = path.join(FUNCTIONS, functionName, 'handler.ts');
  const { metafile } = await build(bundling(entryPoint, path.join(DIST, functionName, 'index.mjs')));
  const onDemand = await Promise.all(librariesOnDemand(metafile).map((library) => onDemandFile(functionName, library)));
  const materials = billOfMaterials(functionName, ROOT, [metafile, ...onDemand].flatMap(usedInputs));
  await writeFile(path.join(DIST, functionName, 'bom.cdx.json'), `${JSON.stringify(materials, undefined, 2)}\n`);
  return {
    functionName,
    kilobytes: size(metafile),
    clients: clientsIn(metafile),
    hasChain: usedInputs(metafile).some((file) => CHAIN.test(file)),
  };
}

/** Names of the libraries that a bundle loads on demand. */
function librariesOnDemand(metafile: Metafile): readonly string[] {
  const inputs = usedInputs(metafile).filter((file) => file.startsWith(ON_DEMAND_INPUT));
  return inputs.map((file) => file.slice(ON_DEMAND_INPUT.length));
}

/** Writes a library beside the bundle of a function. */
async function onDemandFile(functionName: string, library: string): Promise<Metafile> {
  const { metafile } = await build(bundlingOnDemand(library, path.join(DIST, functionName, `${library}.cjs`)));
  return metafile;
}

/** kB of JavaScript, the source map not counted. */
function size({ outputs }: Metafile): number {
  const scripts = Object.entries(outputs).filter(([file]) => file.endsWith('.mjs'));
  return scripts.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1000;
}

/** Files of which any code is left after shaking. */
function usedInputs({ outputs }: Metafile): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
}

/** What finds credentials outside Lambda. */
const CHAIN = /\/credential-provider-|shared\/aws\/credentials(?:\.ts|\/(?:chain|keeper|metadata-))/;

/** SDK clients of which any code is left after shaking. */
function clientsIn(metafile: Metafile): string[] {
  const names = usedInputs(metafile).flatMap(
    (file) => /@aws-sdk\/(?:client-([\w-]+)|nested-clients)\//.exec(file)?.slice(0, 2) ?? [],
  );
  return [...new Set(names.filter((name) => name !== undefined && !name.includes('/client-')))].sort();
}

function faultsOf({ functionName, kilobytes, clients, hasChain }: Bundle): string[] {
  const allowance = ALLOWANCES[functionName];
  if (!allowance) return [`${functionName}: has no entry in ALLOWANCES of scripts/build.ts`];
  const faults: string[] = [];
  if (kilobytes > allowance.kilobytes) {
    faults.push(`${functionName}: ${kilobytes.toFixed(1)} kB, more than its budget of ${allowance.kilobytes} kB`);
  }
  if (clients.join() !== allowance.clients.join()) {
    faults.push(`${functionName}: has the clients ${clients.join(', ')}, expected ${allowance.clients.join(', ')}`);
  }
  if (hasChain) faults.push(`${functionName}: searches for credentials, which a function has in its environment`);
  return faults;
}

function row({ functionName, kilobytes, clients }: Bundle): string {
  const budget = ALLOWANCES[functionName]?.kilobytes ?? 0;
  return `${functionName.padEnd(18)}${kilobytes.toFixed(1).padStart(8)}${String(budget).padStart(8)}  ${clients.join(', ')}`;
}

/** Removes what earlier builds left of functions that are gone. Bundles are overwritten, so none is ever missing. */
async function removeOthers(names: readonly string[]): Promise<void> {
  const entries = existsSync(DIST) ? await readdir(DIST) : [];
  const stale = entries.filter((entry) => !names.includes(entry));
  await Promise.all(stale.map((entry) => rm(path.join(DIST, entry), { recursive: true })));
}

const names = await functionNames();
await removeOthers(names);
const bundles = await Promise.all(names.map(bundle));
console.log(`${'function'.padEnd(18)}${'kB'.padStart(8)}${'budget'.padStart(8)}  SDK clients`);
for (const each of bundles) console.log(row(each));
const faults = bundles.flatMap(faultsOf);
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
