import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstanceMetadata } from '../../../simulator/metadata/instance-metadata.ts';
import { sources } from '../../builders/credential-sources.ts';

const MAIN = path.join(import.meta.dirname, '../../../cli/ecs-ops/main.ts');
/** In a container, on an instance as it is launched by hand. */
const metadata = new InstanceMetadata({ now: Date.now, hops: 2 });
let url: string;

beforeEach(async () => {
  url = await metadata.endpoint.listen();
});
afterEach(() => metadata.endpoint.close());

describe('ecs-ops snapshot', () => {
  it('says once why it has no credentials in a container with hop limit 1, and what mends it', async () => {
    const env = { ...process.env, ...sources({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }) };
    const child = spawn(process.execPath, [MAIN, 'snapshot'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const [said, printed] = await Promise.all([text(child.stderr), text(child.stdout)]);
    expect(await ended).not.toBe(0);
    expect(said.match(/--http-put-response-hop-limit 2/g)).toHaveLength(1);
    expect(said).toContain('No credentials, for the reason above.');
    expect(printed).toBe('');
  });
});
