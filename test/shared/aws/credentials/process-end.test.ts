import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { InstanceMetadata } from '../../../../simulator/metadata/instance-metadata.ts';
import { sources } from '../../../builders/credential-sources.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');

/** A tool that gets its credentials, says so, and has nothing more to do. It stops nothing. */
const TOOL = `
  import { keepCredentials } from './shared/aws/credentials.ts';
  const keeper = keepCredentials({ region: 'eu-west-1', tell: ({ kind }) => console.log(kind) });
  const { accessKeyId } = await keeper.provide();
  console.log(accessKeyId);
`;
/** One that makes a keeper and never asks it. */
const IDLE_TOOL = `
  import { keepCredentials } from './shared/aws/credentials.ts';
  keepCredentials({ region: 'eu-west-1', tell: ({ kind }) => console.log(kind) });
  console.log('done');
`;

let metadata: InstanceMetadata;
afterEach(() => metadata.endpoint.close());

/** Standard output of a process that came to its end by itself. The test's own time-out is all that ends it otherwise. */
async function run(script: string): Promise<string> {
  const given = { AWS_EC2_METADATA_SERVICE_ENDPOINT: await metadata.endpoint.listen() };
  const env = { ...process.env, ...sources(given) };
  const args = ['--input-type=module-typescript', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  return stdout.trim();
}

describe('a process with a keeper', () => {
  it('ends by itself, with a renewal due hours later', async () => {
    metadata = new InstanceMetadata({ now: Date.now });
    expect(await run(TOOL)).toBe('ASIAEMULATED00000001');
  });

  it('ends by itself where instance metadata does not answer', async () => {
    metadata = new InstanceMetadata({ now: Date.now, hops: 2 });
    expect(await run(IDLE_TOOL)).toBe('done\nmetadata-token-unanswered');
  });

  it('ends by itself where it could not be used', async () => {
    metadata = new InstanceMetadata({ now: Date.now, options: { httpEndpoint: 'disabled' } });
    expect(await run(IDLE_TOOL)).toBe('done');
  });
});
