import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { pythonTool } from '../python-tools.ts';
import { run } from '../run.ts';
import { emulatorEnvironment } from './emulator-environment.ts';

const RECORD = path.join(import.meta.dirname, '../../test/template/deployment-calls.json');

/** Actions that a deployment takes, as in `sqs:CreateQueue`. */
export interface DeploymentCalls {
  /** What osls itself asked for, by command. */
  readonly osls: Readonly<Record<string, readonly string[]>>;
  /** What CloudFormation may do on behalf of who deploys, by type of resource. */
  readonly cloudFormation: Readonly<Record<string, readonly string[]>>;
}

/** The actions of CloudFormation for resources of these types. */
export async function typePermissions(types: readonly string[]): Promise<DeploymentCalls['cloudFormation']> {
  const program = path.join(import.meta.dirname, 'type_permissions.py');
  const options = { env: emulatorEnvironment({}) };
  const { stdout } = await promisify(execFile)(pythonTool('python'), ['-B', program, ...types], options);
  return JSON.parse(stdout) as DeploymentCalls['cloudFormation'];
}

/** Whether the record, which the deployer's policy is tested with, says what was seen now. */
export function isRecorded(calls: DeploymentCalls): boolean {
  return JSON.stringify(JSON.parse(readFileSync(RECORD, 'utf8'))) === JSON.stringify(calls);
}

/** Makes the record say what was seen now, in the form that the linter wants. */
export async function record(calls: DeploymentCalls): Promise<void> {
  writeFileSync(RECORD, JSON.stringify(calls));
  await run('biome', ['format', '--write', RECORD]);
}
