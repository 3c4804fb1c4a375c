import { ECSClient } from '@aws-sdk/client-ecs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Notice } from '../../../../shared/aws/credentials/notice.ts';
import { keepCredentials } from '../../../../shared/aws/credentials.ts';
import { ContainerCredentials } from '../../../../simulator/metadata/container-credentials.ts';
import { InstanceMetadata } from '../../../../simulator/metadata/instance-metadata.ts';
import { SecurityTokenService } from '../../../../simulator/metadata/security-token-service.ts';
import { sourceFile, stubSources } from '../../../builders/credential-sources.ts';

const notices: Notice[] = [];
const closing: (() => Promise<void>)[] = [];

async function listen(service: InstanceMetadata | ContainerCredentials | SecurityTokenService): Promise<string> {
  closing.push(() => service.endpoint.close());
  return await service.endpoint.listen();
}

/** The access keys with which as many clients would sign. */
async function signedWith(clients: number): Promise<readonly (string | undefined)[]> {
  const ended = new AbortController();
  const tell = (notice: Notice) => notices.push(notice);
  const { provide: credentials } = keepCredentials({ region: 'eu-central-1', tell, signal: ended.signal });
  const keys: (string | undefined)[] = [];
  for (let client = 0; client < clients; client += 1) {
    const { config } = new ECSClient({ region: 'eu-central-1', credentials });
    keys.push((await config.credentials()).accessKeyId);
  }
  ended.abort();
  return keys;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  notices.length = 0;
  await Promise.all(closing.splice(0).map((close) => close()));
});

describe('clients have the credentials of one keeper', () => {
  it('from the environment', async () => {
    stubSources({ AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'secret' });
    expect(await signedWith(2)).toEqual(['AKIAENVIRONMENT', 'AKIAENVIRONMENT']);
  });

  it('from instance metadata, asked once', async () => {
    const metadata = new InstanceMetadata({ now: Date.now });
    stubSources({ AWS_EC2_METADATA_SERVICE_ENDPOINT: await listen(metadata) });
    const { accessKeyId } = metadata.issuer.current();
    expect(await signedWith(3)).toEqual([accessKeyId, accessKeyId, accessKeyId]);
    const asked = metadata.endpoint.requests.filter(({ request }) => request.endsWith('/ecs-instance-role'));
    expect(asked).toHaveLength(1);
  });

  it('of a task role on ECS, or of a pod identity on EKS', async () => {
    const container = new ContainerCredentials({ now: Date.now, authorization: 'pod-token' });
    stubSources({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: (await listen(container)) + container.path,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'pod-token',
    });
    expect(await signedWith(1)).toEqual([container.issuer.current().accessKeyId]);
    expect(container.endpoint.requests).toEqual([{ request: `GET ${container.path}`, status: 200 }]);
  });

  it('of a service account on EKS, from STS', async () => {
    const sts = new SecurityTokenService({ now: Date.now, isGoodToken: (token) => token === 'web-identity' });
    stubSources({
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/operator',
      AWS_WEB_IDENTITY_TOKEN_FILE: sourceFile('token', 'web-identity'),
      AWS_ENDPOINT_URL_STS: await listen(sts),
    });
    expect(await signedWith(2)).toEqual(['ASIAEMULATED00000001', 'ASIAEMULATED00000001']);
    expect(sts.issuer.issued).toBe(1);
  });

  it('of a profile’s role, from STS of the Region at hand', async () => {
    const sts = new SecurityTokenService({ now: Date.now });
    const config = [
      '[profile operator]',
      'role_arn = arn:aws:iam::111122223333:role/operator',
      'source_profile = person',
      '[profile person]',
      'aws_access_key_id = AKIAPERSON',
      'aws_secret_access_key = secret',
    ].join('\n');
    stubSources({ AWS_PROFILE: 'operator', AWS_ENDPOINT_URL_STS: await listen(sts) }, config);
    expect(await signedWith(1)).toEqual(['ASIAEMULATED00000001']);
    expect(sts.signedFor).toEqual(['eu-central-1']);
  });
});

describe('a source that fails', () => {
  it('fails with the chain’s own error, at each request anew', async () => {
    const sts = new SecurityTokenService({ now: Date.now, isGoodToken: () => false });
    stubSources({
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/operator',
      AWS_WEB_IDENTITY_TOKEN_FILE: sourceFile('token', 'stale'),
      AWS_ENDPOINT_URL_STS: await listen(sts),
    });
    using keeper = keepCredentials({ region: 'eu-west-1', tell: (notice) => notices.push(notice) });
    await expect(keeper.provide()).rejects.toThrow('could not be validated');
    const before = sts.signedFor.length;
    await expect(keeper.provide()).rejects.toThrow('could not be validated');
    expect(sts.signedFor.length).toBe(2 * before);
    expect(notices).toEqual([]);
  });
});
