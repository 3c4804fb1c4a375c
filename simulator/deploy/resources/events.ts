import type { EventBridgeSimulator } from '../../services/event-bridge/event-bridge-simulator.ts';
import type { TargetDefinition } from '../../services/event-bridge/rule.ts';
import type { Properties, ResourceType } from '../deployer.ts';
import { only, optionalText, record, records, text } from './properties.ts';

/** AWS::Events::Rule on the default bus. */
export function eventTypes(eventBridge: EventBridgeSimulator): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::Events::Rule': {
      properties: ['Name', 'Description', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Targets'],
      create: (properties, logicalId, { stackName }) => {
        const bus = optionalText(properties, 'EventBusName') ?? 'default';
        if (bus !== 'default') throw new TypeError(`the event bus ${bus} is not modelled, only the default one`);
        const rule = eventBridge.putRule({
          name: optionalText(properties, 'Name') ?? `${stackName}-${logicalId}`,
          ...(properties['EventPattern'] === undefined ? {} : { eventPattern: record(properties, 'EventPattern') }),
          scheduleExpression: optionalText(properties, 'ScheduleExpression'),
          state: stateOf(optionalText(properties, 'State')),
          targets: records(properties, 'Targets').map(target),
        });
        return { ref: rule.name, attributes: { Arn: rule.arn }, remove: () => eventBridge.removeRule(rule.name) };
      },
    },
  };
}

function stateOf(state = 'ENABLED'): 'ENABLED' | 'DISABLED' {
  if (state === 'ENABLED' || state === 'DISABLED') return state;
  throw new TypeError(`State ${state} is not modelled`);
}

function target(properties: Properties): TargetDefinition {
  only(properties, 'Targets', [
    'Id',
    'Arn',
    'DeadLetterConfig',
    'RetryPolicy',
    'Input',
    'InputPath',
    'InputTransformer',
  ]);
  only(record(properties, 'DeadLetterConfig'), 'DeadLetterConfig', ['Arn']);
  only(record(properties, 'RetryPolicy'), 'RetryPolicy', ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts']);
  const transformer = properties['InputTransformer'];
  return {
    id: text(properties, 'Id'),
    arn: text(properties, 'Arn'),
    deadLetterArn: optionalText(record(properties, 'DeadLetterConfig'), 'Arn'),
    input: optionalText(properties, 'Input'),
    inputPath: optionalText(properties, 'InputPath'),
    inputTransformer: transformer === undefined ? undefined : inputTransformer(record(properties, 'InputTransformer')),
  };
}

function inputTransformer(properties: Properties): NonNullable<TargetDefinition['inputTransformer']> {
  const paths = record(properties, 'InputPathsMap');
  const template = text(properties, 'InputTemplate');
  return { paths: Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, String(path)])), template };
}
