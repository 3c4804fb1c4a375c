import type { LogsSimulator } from '../../services/logs/logs-simulator.ts';
import type { Deployed, ResourceType } from '../deployer.ts';
import { text, texts } from './properties.ts';

/** Saved queries of CloudWatch Logs Insights. */
export function logsTypes(logs: LogsSimulator): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Logs::QueryDefinition': {
      properties: ['Name', 'QueryString', 'LogGroupNames'],
      create: (properties, logicalId): Deployed => {
        const name = text(properties, 'Name');
        const logGroupNames = texts(properties, 'LogGroupNames');
        logs.putQueryDefinition({ name, queryString: text(properties, 'QueryString'), logGroupNames });
        // AWS gives a UUID.
        const remove = (): void => logs.deleteQueryDefinition(name);
        return { ref: logicalId, attributes: { QueryDefinitionId: logicalId }, remove };
      },
    },
  };
}
