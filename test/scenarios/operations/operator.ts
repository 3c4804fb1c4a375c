import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { ScenarioAccount } from '../account.ts';
import type { FunctionPrefix } from '../deployed-function.ts';

/** Every function of the stack. */
export const FUNCTIONS = [
  'HostSync',
  'SpotDrain',
  'TerminationGate',
  'ScaleIn',
  'HostOnboard',
] as const satisfies FunctionPrefix[];

/** Whoever holds the account's keys; nobody that policies could refuse. */
export const OWNER = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/** Somebody switches functions off or on, by the calls that the command in `docs/switching-off.md` makes. */
export async function switchFunctions(
  account: ScenarioAccount,
  functions: readonly FunctionPrefix[],
  enabled: boolean,
): Promise<void> {
  const { endpointUrl: endpoint } = account.simulation;
  const client = new LambdaClient({ endpoint, region: 'eu-west-1', credentials: OWNER });
  for (const prefix of functions) {
    const FunctionName = account.of(prefix).name;
    const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({ FunctionName }));
    for (const { UUID } of EventSourceMappings) {
      await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
    }
  }
  client.destroy();
}
