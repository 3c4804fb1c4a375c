/**
 * A process of its own that calls AWS as it is told over IPC: by the functions' shared clients, by a client for each call,
 * by one that keeps no connection, or by running a bundle.
 */
import { Agent } from 'node:https';
import { pathToFileURL } from 'node:url';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { ecsClient } from '../../shared/aws/clients.ts';
import type { Ask, Told } from './caller-process.ts';

const environment = (name: string): string => process.env[name] ?? '';
const region = environment('AWS_REGION');
const endpoint = environment('AWS_ENDPOINT_URL');
const credentials = {
  accessKeyId: environment('AWS_ACCESS_KEY_ID'),
  secretAccessKey: environment('AWS_SECRET_ACCESS_KEY'),
};
const shared = ecsClient({ region, credentials, endpoint: () => endpoint, useFipsEndpoint: false });
const closing = new ECSClient({
  region,
  credentials,
  endpoint,
  requestHandler: { httpsAgent: new Agent({ keepAlive: false }) },
});
const CLIENTS = {
  shared: () => shared,
  'one a call': () => new ECSClient({ region, credentials, endpoint }),
  'no keep-alive': () => closing,
};

type Handler = (batch: unknown, context: unknown) => Promise<{ readonly batchItemFailures: readonly unknown[] }>;
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 };
let handler: Handler | undefined;

process.on('message', (ask: Ask) => {
  answer(ask).then(
    (told) => process.send?.(told),
    (error: unknown) => process.send?.({ error: String(error) } satisfies Told),
  );
});

async function answer(ask: Ask): Promise<Told> {
  switch (ask.kind) {
    case 'call':
      return call(ask);
    case 'load': {
      const began = startTiming();
      const bundle = (await import(pathToFileURL(ask.bundle).href)) as { readonly handler: Handler };
      handler = bundle.handler;
      return began();
    }
    case 'run': {
      const began = startTiming();
      const result = await handler?.(ask.batch, context);
      return { ...began(), failures: result?.batchItemFailures.length ?? 1 };
    }
  }
}

/** Begins to take the time. @returns what gives wall and processor milliseconds */
function startTiming(): () => Told {
  const [began, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { wall: [performance.now() - began], cpu: (user + system) / 1_000, failures: 0 };
  };
}

/** Makes so many calls, of which so many at the same time. */
async function call({ by, calls, parallel }: Extract<Ask, { kind: 'call' }>): Promise<Told> {
  const wall: number[] = [];
  let left = calls;
  let failures = 0;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const began = performance.now();
      try {
        await CLIENTS[by]().send(new ListClustersCommand({}));
      } catch {
        failures += 1;
      }
      wall.push(performance.now() - began);
    }
  };
  const used = process.cpuUsage();
  await Promise.all(Array.from({ length: parallel }, worker));
  const { user, system } = process.cpuUsage(used);
  return { wall, cpu: (user + system) / 1_000, failures };
}
