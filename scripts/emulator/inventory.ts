import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { pythonTool } from '../python-tools.ts';
import type { Json } from './differences.ts';
import { emulatorEnvironment } from './emulator-environment.ts';

/** A resource as its service describes it, in the words of CloudFormation. */
export interface Found {
  readonly properties: Readonly<Record<string, Json>>;
  /** Differs after the resource was replaced by another of the same name. */
  readonly identity: Json;
}

/** What an account holds. */
export interface Inventory {
  /** By type and physical id. Has every type that can be listed, also those of which there is nothing. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, Found>>>>;
  /** By stack and logical id. */
  readonly physicalIds: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Asks the services at an address for all that they have. */
export async function readInventory(url: string): Promise<Inventory> {
  const { stdout } = await promisify(execFile)(
    pythonTool('python'),
    ['-B', path.join(import.meta.dirname, 'inventory.py')],
    { env: emulatorEnvironment({ AWS_ENDPOINT_URL: url }), maxBuffer: 2 ** 26 },
  );
  return JSON.parse(stdout) as Inventory;
}
