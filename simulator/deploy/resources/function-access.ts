import type { AsynchronousInvocations, AsynchronousSettings } from '../../services/lambda/asynchronous-invocations.ts';
import type { FunctionPermissions } from '../../services/lambda/function-permissions.ts';
import type { Properties, ResourceType } from '../deployer.ts';
import { functionNameOf, type StackFunction } from './mappings.ts';
import { number, only, optionalText, record, text } from './properties.ts';

/** What decides who may invoke functions, and how asynchronous invocations are retried. */
export interface FunctionAccessParts {
  readonly permissions: FunctionPermissions;
  readonly asynchronous: AsynchronousInvocations;
}

/** AWS::Lambda::Permission and EventInvokeConfig. */
export function functionAccessTypes(
  { permissions, asynchronous }: FunctionAccessParts,
  functions: ReadonlyMap<string, StackFunction>,
): Readonly<Record<string, ResourceType>> {
  const functionOf = (properties: Properties): StackFunction => {
    const named = functions.get(functionNameOf(text(properties, 'FunctionName')));
    if (named === undefined) throw new TypeError('FunctionName names no function of the stack');
    return named;
  };
  return {
    'AWS::Lambda::Permission': {
      properties: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
      create: (properties, logicalId) => {
        permissions.add({
          functionArn: functionOf(properties).definition.arn,
          action: text(properties, 'Action'),
          principal: text(properties, 'Principal'),
          sourceArn: optionalText(properties, 'SourceArn'),
          sourceAccount: optionalText(properties, 'SourceAccount'),
        });
        return { ref: logicalId };
      },
    },
    'AWS::Lambda::EventInvokeConfig': {
      properties: [
        'FunctionName',
        'Qualifier',
        'MaximumRetryAttempts',
        'MaximumEventAgeInSeconds',
        'DestinationConfig',
      ],
      create: (properties, logicalId) => {
        asynchronous.configure(functionOf(properties).definition.name, settingsOf(properties));
        return { ref: logicalId };
      },
    },
  };
}

function settingsOf(properties: Properties): Partial<AsynchronousSettings> {
  const destinations = record(properties, 'DestinationConfig');
  only(destinations, 'DestinationConfig', ['OnFailure']);
  const attempts = number(properties, 'MaximumRetryAttempts', 2);
  if (![0, 1, 2].includes(attempts)) throw new TypeError('MaximumRetryAttempts must be 0, 1 or 2');
  return {
    maximumRetryAttempts: attempts,
    maximumEventAge: number(properties, 'MaximumEventAgeInSeconds', 21_600) * 1000,
    onFailure: optionalText(record(destinations, 'OnFailure'), 'Destination'),
  };
}
