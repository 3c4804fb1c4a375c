import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstanceMetadata, type MetadataOptions } from '../../../simulator/metadata/instance-metadata.ts';

const CREDENTIALS = '/latest/meta-data/iam/security-credentials/';
const HOUR = 3_600_000;
let now = Date.UTC(2025, 0, 1);
let metadata: InstanceMetadata;
let url: string;

async function start(options: Partial<MetadataOptions> = {}, hops = 1): Promise<void> {
  metadata = new InstanceMetadata({ now: () => now, options, hops });
  url = await metadata.endpoint.listen();
}

const ask = (path: string, token?: string) =>
  fetch(url + path, token === undefined ? {} : { headers: { 'x-aws-ec2-metadata-token': token } });
const askToken = (seconds: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/latest/api/token`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': seconds, ...headers },
  });
const token = async (seconds = '60') => await (await askToken(seconds)).text();

beforeEach(() => {
  now = Date.UTC(2025, 0, 1);
});
afterEach(() => metadata.endpoint.close());

describe('tokens', () => {
  it('admit until they end', async () => {
    await start();
    const given = await token('60');
    expect((await ask(CREDENTIALS, given)).status).toBe(200);
    now += 60_000;
    expect((await ask(CREDENTIALS, given)).status).toBe(401);
  });

  it.each([
    ['0', {}, 400],
    ['21601', {}, 400],
    ['soon', {}, 400],
    ['60', { 'x-forwarded-for': '10.0.0.1' }, 403],
  ])('for %s seconds with headers %o are refused', async (seconds, headers, status) => {
    await start();
    expect((await askToken(seconds, headers)).status).toBe(status);
  });

  it('are needed, unless they are optional', async () => {
    await start();
    expect((await ask(CREDENTIALS)).status).toBe(401);
    metadata.modify({ httpTokens: 'optional' });
    expect((await ask(CREDENTIALS)).status).toBe(200);
    expect((await ask(CREDENTIALS, 'made-up')).status).toBe(401);
  });
});

describe('the hop limit', () => {
  it('loses answers to token requests of a container, and no others', async () => {
    await start({ httpTokens: 'optional' }, 2);
    const ended = new AbortController();
    const lost = fetch(`${url}/latest/api/token`, {
      method: 'PUT',
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
      signal: ended.signal,
    });
    const given = await ask(`${CREDENTIALS}ecs-instance-role`);
    expect(given.status).toBe(200);
    expect(metadata.endpoint.requests[0]).toEqual({ request: 'PUT /latest/api/token', status: undefined });
    ended.abort();
    await expect(lost).rejects.toThrow();
  });

  it.each([
    [1, 1],
    [2, 2],
    [1, 64],
  ])('with %d hops to go and a limit of %d lets them through', async (hops, httpPutResponseHopLimit) => {
    await start({ httpPutResponseHopLimit }, hops);
    expect((await askToken('60')).status).toBe(200);
  });
});

describe('credentials', () => {
  it('are the same until five minutes before they expire', async () => {
    await start();
    const given = await token('21600');
    const read = async () => (await (await ask(`${CREDENTIALS}ecs-instance-role`, given)).json()) as object;
    const first = await read();
    expect(first).toMatchObject({ Code: 'Success', Expiration: '2025-01-01T06:00:00Z' });
    now += 5.9 * HOUR;
    expect(await read()).toEqual(first);
    now += 0.02 * HOUR;
    expect(await read()).toMatchObject({ AccessKeyId: 'ASIAEMULATED00000002' });
  });

  it('are of a role that has to be asked for', async () => {
    await start({ httpTokens: 'optional' });
    expect(await (await ask(CREDENTIALS)).text()).toBe('ecs-instance-role');
    expect((await ask(`${CREDENTIALS}another-role`)).status).toBe(404);
    expect(await (await ask('/latest/meta-data/instance-id')).text()).toBe(metadata.instanceId);
  });
});

it('answers nothing but 403 when it is switched off', async () => {
  await start({ httpEndpoint: 'disabled', httpTokens: 'optional' });
  expect((await askToken('60')).status).toBe(403);
  expect((await ask(CREDENTIALS)).status).toBe(403);
});
