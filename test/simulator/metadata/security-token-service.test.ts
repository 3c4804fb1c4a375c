import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecurityTokenService } from '../../../simulator/metadata/security-token-service.ts';

const NOW = Date.UTC(2025, 0, 1);
const service = new SecurityTokenService({ now: () => NOW, isGoodToken: (token) => token === 'good' });
let client: STSClient;

beforeAll(async () => {
  const endpoint = await service.endpoint.listen();
  client = new STSClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' } });
});
afterAll(() => service.endpoint.close());

const role = { RoleArn: 'arn:aws:iam::111122223333:role/operator', RoleSessionName: 'session' };

describe('STS', () => {
  it('gives a session for a web identity, an hour long', async () => {
    const answer = await client.send(new AssumeRoleWithWebIdentityCommand({ ...role, WebIdentityToken: 'good' }));
    expect(answer.Credentials?.Expiration).toEqual(new Date(NOW + 3_600_000));
    expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/operator/session');
  });

  it('gives each session credentials of its own, as long as asked for', async () => {
    const [one, other] = [
      await client.send(new AssumeRoleCommand({ ...role, DurationSeconds: 900 })),
      await client.send(new AssumeRoleCommand({ ...role, DurationSeconds: 900 })),
    ];
    expect(one.Credentials?.Expiration).toEqual(new Date(NOW + 900_000));
    expect(one.Credentials?.AccessKeyId).not.toBe(other.Credentials?.AccessKeyId);
  });

  it.each([
    [
      'a bad token',
      new AssumeRoleWithWebIdentityCommand({ ...role, WebIdentityToken: 'bad' }),
      'InvalidIdentityTokenException',
    ],
    ['a session too short', new AssumeRoleCommand({ ...role, DurationSeconds: 60 }), 'ValidationError'],
    ['another operation', new GetCallerIdentityCommand({}), 'NotImplemented'],
  ])('refuses %s', async (_what, command, name) => {
    await expect(client.send(command as AssumeRoleCommand)).rejects.toMatchObject({ name });
  });

  it('refuses AssumeRole without a signature', async () => {
    const body = new URLSearchParams({ Action: 'AssumeRole', Version: '2011-06-15', ...role });
    const answer = await fetch(await urlOf(client), { method: 'POST', body });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('MissingAuthenticationToken');
  });
});

async function urlOf({ config }: STSClient): Promise<string> {
  const { protocol = 'http:', hostname = '', port = 80 } = (await config.endpoint?.()) ?? {};
  return `${protocol}//${hostname}:${port}/`;
}
