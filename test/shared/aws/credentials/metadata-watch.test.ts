import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultChain, type Patience } from '../../../../shared/aws/credentials/chain.ts';
import { machineClock } from '../../../../shared/aws/credentials/clock.ts';
import { CredentialsError } from '../../../../shared/aws/credentials/identity.ts';
import { CredentialKeeper } from '../../../../shared/aws/credentials/keeper.ts';
import { WATCH_TIMES, WatchedChain, type WatchTimes } from '../../../../shared/aws/credentials/metadata-watch.ts';
import { type Notice, noticeText } from '../../../../shared/aws/credentials/notice.ts';
import { VirtualClock } from '../../../../simulator/kernel/virtual-clock.ts';
import { ContainerCredentials } from '../../../../simulator/metadata/container-credentials.ts';
import { InstanceMetadata, type InstanceParts } from '../../../../simulator/metadata/instance-metadata.ts';
import { stubSources } from '../../../builders/credential-sources.ts';

/** A tenth of the SDK's own time-out, and of what we go by. */
const TENTH: WatchTimes = {
  ...WATCH_TIMES,
  suspicion: WATCH_TIMES.suspicion / 10,
  lost: WATCH_TIMES.lost / 10,
  slow: WATCH_TIMES.slow / 10,
  usual: { timeout: 100 },
  hurried: { timeout: 25 },
};
/** A machine under load may take long to see an answer that came in time. */
const SLOW = { ...TENTH, lost: 10 * WATCH_TIMES.lost };
/** Clients that a tool makes one after the other. */
const CLIENTS = 5;
const QUIET = { debug: () => undefined, warn: () => undefined };
const TOKEN = 'PUT /latest/api/token';

const servers: InstanceMetadata[] = [];
const notices: Notice[] = [];

async function instance(parts: Omit<InstanceParts, 'now'>, latency = 0): Promise<InstanceMetadata> {
  const metadata = new InstanceMetadata({ now: Date.now, ...parts });
  metadata.endpoint.latency = latency;
  servers.push(metadata);
  stubSources({ AWS_EC2_METADATA_SERVICE_ENDPOINT: await metadata.endpoint.listen() });
  return metadata;
}

const chain = defaultChain({ region: 'eu-west-1' });
const plain = () => chain(TENTH.usual, QUIET);
const tell = (notice: Notice) => notices.push(notice);
const ours = (times = TENTH) => new WatchedChain(chain, machineClock, tell, times);
const asked = ({ endpoint }: InstanceMetadata, request: string) =>
  endpoint.requests.filter((each) => each.request === request);
const kinds = () => notices.map(({ kind }) => kind);

afterEach(async () => {
  vi.unstubAllEnvs();
  notices.length = 0;
  await Promise.all(servers.splice(0).map(({ endpoint }) => endpoint.close()));
});

describe('a container on an instance with hop limit 1', () => {
  const lost = { hops: 2, options: { httpPutResponseHopLimit: 1 } } as const;

  it('has the plain chain wait for each client, and say nothing of why', async () => {
    const metadata = await instance(lost);
    const errors: unknown[] = [];
    for (let client = 0; client < CLIENTS; client += 1) await plain().catch((error: unknown) => errors.push(error));
    // Each waits out the SDK's time-out of 1,000 ms, shortened here, and then goes on without a token: five seconds.
    expect(asked(metadata, TOKEN)).toEqual(
      Array.from({ length: CLIENTS }, () => ({ request: TOKEN, status: undefined })),
    );
    expect(asked(metadata, 'GET /latest/meta-data/iam/security-credentials/')).toHaveLength(CLIENTS);
    expect(errors.map(String).join()).not.toMatch(/hop|token|metadata-options|modify/i);
    expect(errors).toHaveLength(CLIENTS);
  });

  it('has ours say what is wrong and what mends it, once', async () => {
    await instance(lost);
    const { fetch } = ours();
    await expect(fetch()).rejects.toThrow(CredentialsError);
    const [notice] = notices;
    expect(notice?.kind).toBe('metadata-token-unanswered');
    const text = notice ? noticeText(notice) : '';
    expect(text).toContain('HttpPutResponseHopLimit is 1');
    expect(text).toContain('aws ec2 modify-instance-metadata-options');
    expect(text).toContain('--http-put-response-hop-limit 2');
    expect(text).toContain('task role');
    expect(text).toContain('IRSA');
    await expect(fetch()).rejects.toThrow(text);
    expect(notices).toHaveLength(1);
  });

  it('has ours wait less once that is known, every other time', async () => {
    await instance(lost);
    const patience: Patience[] = [];
    const watched = new WatchedChain(
      (given, log) => {
        patience.push(given);
        return chain(given, log);
      },
      machineClock,
      tell,
      TENTH,
    );
    for (let walk = 0; walk < 4; walk += 1) await expect(watched.fetch()).rejects.toThrow(CredentialsError);
    expect(patience).toEqual([TENTH.usual, TENTH.hurried, TENTH.usual, TENTH.hurried]);
  });

  it('has one wait for all clients of a keeper, and none after that where IMDSv1 is allowed', async () => {
    const metadata = await instance({ hops: 2, options: { httpPutResponseHopLimit: 1, httpTokens: 'optional' } });
    using keeper = new CredentialKeeper({ fetch: ours().fetch, clock: machineClock, random: () => 0.5, tell });
    for (let client = 0; client < CLIENTS; client += 1) {
      expect((await keeper.provide()).accessKeyId).toBe(metadata.issuer.current().accessKeyId);
    }
    expect(kinds()).toEqual(['metadata-token-unanswered']);
    // The chain's and the one that found out.
    expect(asked(metadata, TOKEN)).toHaveLength(2);
  });

  it('is mended by what the notice says', async () => {
    const metadata = await instance(lost);
    const { fetch } = ours();
    await expect(fetch()).rejects.toThrow(CredentialsError);
    metadata.modify({ httpPutResponseHopLimit: 2 });
    expect((await fetch()).accessKeyId).toBe(metadata.issuer.current().accessKeyId);
  });
});

describe('instance metadata that works', () => {
  it('is asked nothing more than the plain chain asks', async () => {
    const metadata = await instance({});
    const beforeSuspicion = new VirtualClock(0);
    await new WatchedChain(chain, beforeSuspicion, tell).fetch();
    const walk = metadata.endpoint.requests.splice(0);
    await plain();
    expect(walk).toEqual(metadata.endpoint.requests);
    expect(beforeSuspicion.nextDue()).toBeUndefined();
    expect(notices).toEqual([]);
  });

  it('but takes longer than the SDK waits gives the plain chain nothing, and ours credentials', async () => {
    const metadata = await instance({}, 130);
    await expect(plain()).rejects.toThrow();
    expect((await ours(SLOW).fetch()).accessKeyId).toBe(metadata.issuer.current().accessKeyId);
    expect(kinds()).toEqual(['metadata-slow']);
  });

  it('but takes nearly as long is said to be slow', async () => {
    await instance({}, 60);
    await ours(SLOW).fetch();
    expect(kinds()).toEqual(['metadata-slow']);
  });
});

describe('what is not a matter of the hop limit is left to the chain', () => {
  it('instance metadata that is switched off', async () => {
    const metadata = await instance({ options: { httpEndpoint: 'disabled' }, hops: 2 });
    await expect(ours(SLOW).fetch()).rejects.not.toBeInstanceOf(CredentialsError);
    expect(metadata.endpoint.requests.every(({ status }) => status === 403)).toBe(true);
    expect(notices).toEqual([]);
  });

  it('an address where nothing listens', async () => {
    const { endpoint } = await instance({});
    await endpoint.close();
    servers.length = 0;
    await expect(ours().fetch()).rejects.not.toBeInstanceOf(CredentialsError);
    expect(notices).toEqual([]);
  });

  it('instance metadata that the environment forbids', async () => {
    const metadata = await instance({ hops: 2 });
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    await expect(ours().fetch()).rejects.toThrow('Could not load credentials');
    expect(metadata.endpoint.requests).toEqual([]);
    expect(notices).toEqual([]);
  });

  it('slow container credentials, on an instance with hop limit 1', async () => {
    const metadata = await instance({ hops: 2 });
    const container = new ContainerCredentials({ now: Date.now });
    container.endpoint.latency = 3 * TENTH.suspicion;
    const url = await container.endpoint.listen();
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', url + container.path);
    await ours({ ...TENTH, usual: {} }).fetch();
    await container.endpoint.close();
    expect(metadata.endpoint.requests).toEqual([]);
    expect(notices).toEqual([]);
  });
});
