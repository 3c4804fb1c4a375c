import type { World } from '../../../simulator/account/world.ts';
import { CallLog } from '../../../simulator/gateway/call-log.ts';
import { Faults } from '../../../simulator/gateway/fault.ts';
import { Gateway } from '../../../simulator/gateway/gateway.ts';
import { LoopbackEndpoint } from '../../../simulator/wire/loopback-endpoint.ts';
import type { ServiceApi } from '../../../simulator/wire/operation.ts';

/** Settings with which an SDK client reaches the served APIs. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Serves APIs on the loopback address to clients who may do everything. */
export async function serve(
  world: World,
  apis: readonly ServiceApi[],
): Promise<{ readonly settings: ClientSettings; readonly close: () => Promise<void> }> {
  const access = { callerOf: () => undefined, evaluate: () => ({ allowed: true }) as const };
  const gateway = new Gateway({ world, access, faults: new Faults(), log: new CallLog(), apis });
  const endpoint = new LoopbackEndpoint((exchange) => {
    const answer = gateway.answer(exchange);
    if (answer.kind === 'reply') exchange.reply(answer.reply);
  });
  await endpoint.listen(0);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const settings = { endpoint: endpoint.url, region: world.account.region, credentials, maxAttempts: 1 };
  return { settings, close: () => endpoint.close() };
}
