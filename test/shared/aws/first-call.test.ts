import { ListClustersCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiAttempt } from '../../../shared/aws/attempts.ts';
import type { ClientSettings } from '../../../shared/aws/clients.ts';
import { LoopbackAws } from '../../builders/loopback-aws.ts';

const aws = new LoopbackAws();
const attempts: ApiAttempt[] = [];
let url: string;

beforeEach(async () => {
  // Clients are made once for a process.
  vi.resetModules();
  attempts.length = 0;
  url = await aws.start();
});
afterEach(() => aws.stop());

const settings = (endpoint: string): ClientSettings => ({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  endpoint: () => endpoint,
  useFipsEndpoint: false,
  onAttempt: (attempt) => attempts.push(attempt),
});

/** Prepares a client of an endpoint; fresh, with the agents that it uses. */
async function prepared(endpoint: string) {
  const { ecsClient } = await import('../../../shared/aws/clients.ts');
  const { prepareFirstCall } = await import('../../../shared/aws/first-call.ts');
  const { agents } = await import('../../../shared/aws/sockets.ts');
  const open = vi.spyOn(agents.httpsAgent, 'prepare').mockResolvedValue();
  const ecs = ecsClient(settings(endpoint));
  await prepareFirstCall(ecs);
  return { ecs, open };
}

describe('preparing the first call', () => {
  it('sends no request and counts none; calls are sent as ever after it', async () => {
    const { ecs } = await prepared(url);
    expect(aws.requests).toEqual([]);
    expect(attempts).toEqual([]);
    await ecs.send(new ListClustersCommand({}));
    expect(attempts).toEqual([{ service: 'ecs', operation: 'ListClusters', outcome: 'answered' }]);
  });

  it('opens a connection to where calls will go', async () => {
    const { open } = await prepared('https://ecs.eu-west-1.amazonaws.com');
    expect(open.mock.calls).toEqual([[{ host: 'ecs.eu-west-1.amazonaws.com', port: 443 }]]);
  });

  it('opens none where connections are not encrypted', async () => {
    const { open } = await prepared(url);
    expect(open).not.toHaveBeenCalled();
  });
});

describe('a connection prepared', () => {
  it.each([
    ['refused', () => new URL('http://127.0.0.1:9')],
    ['not TLS', () => new URL(url)],
  ])('that is %s fails no start', async (_what, target) => {
    const { agents } = await import('../../../shared/aws/sockets.ts');
    const { hostname, port } = target();
    await expect(agents.httpsAgent.prepare({ host: hostname, port: Number(port) })).resolves.toBeUndefined();
  });
});
