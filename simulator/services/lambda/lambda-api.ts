import type {
  EventSourceMappingConfiguration,
  GetEventSourceMappingRequest,
  ListEventSourceMappingsRequest,
  ListEventSourceMappingsResponse,
  UpdateEventSourceMappingRequest,
} from '@aws-sdk/client-lambda';
import * as schemas from '@aws-sdk/client-lambda';
import type { Authorization } from '../../account/authorization.ts';
import { operation, type ServiceApi } from '../../wire/operation.ts';
import { ServiceError } from '../../wire/service-error.ts';
import type { EventSourceMappings, MappingView } from './event-source-mappings.ts';
import type { FunctionDefinition } from './invocation.ts';

/** What the API shows of the account. */
export interface LambdaApiParts {
  readonly mappings: EventSourceMappings;
  /** The function of that name; undefined when there is none. */
  readonly definition: (name: string) => FunctionDefinition | undefined;
}

/** Most mappings on a page. Source: Lambda API reference, ListEventSourceMappings. */
const PAGE = 100;
/** Members of UpdateEventSourceMapping that are carried out. */
const CHANGEABLE: readonly string[] = [
  'UUID',
  'FunctionName',
  'Enabled',
] satisfies (keyof UpdateEventSourceMappingRequest)[];

/** Lambda as its clients see it: event source mappings, which is how a function is switched off and on. */
export function lambdaApi(parts: LambdaApiParts): ServiceApi {
  const onMapping =
    (action: string) =>
    ({ UUID }: { readonly UUID: string | undefined }) =>
      authorize(parts, action, UUID);
  return {
    signingName: 'lambda',
    protocol: 'restJson1',
    schemas,
    operations: {
      GetEventSourceMapping: operation<GetEventSourceMappingRequest, EventSourceMappingConfiguration>({
        bucket: 'control',
        authorize: onMapping('GetEventSourceMapping'),
        handle: ({ UUID }) => configurationOf(parts, existing(parts, UUID)),
      }),
      ListEventSourceMappings: operation<ListEventSourceMappingsRequest, ListEventSourceMappingsResponse>({
        bucket: 'control',
        authorize: () => [{ action: 'lambda:ListEventSourceMappings', resource: '*' }],
        handle: (input) => list(parts, input),
      }),
      UpdateEventSourceMapping: operation<UpdateEventSourceMappingRequest, EventSourceMappingConfiguration>({
        bucket: 'control',
        authorize: onMapping('UpdateEventSourceMapping'),
        handle: (input) => update(parts, input),
      }),
    },
    // Source: Lambda developer guide, "Lambda quotas", rate of control plane API requests; the burst is assumed.
    buckets: { control: { burst: 15, sustained: 15 } },
  };
}

/** Source: Service Authorization Reference, AWS Lambda. */
function authorize({ mappings }: LambdaApiParts, action: string, uuid = ''): readonly Authorization[] {
  const found = mappings.get(uuid);
  const conditions = found && { 'lambda:FunctionArn': mappings.functionArn(found.mapping) };
  return [{ action: `lambda:${action}`, resource: mappings.arn(uuid), ...(conditions && { conditions }) }];
}

function existing({ mappings }: LambdaApiParts, uuid: string | undefined): MappingView {
  const found = mappings.get(uuid);
  if (found === undefined) throw notFound('The resource you requested does not exist.');
  return found;
}

function list(parts: LambdaApiParts, input: ListEventSourceMappingsRequest): ListEventSourceMappingsResponse {
  const { EventSourceArn, FunctionName, Marker, MaxItems = PAGE } = input;
  if (MaxItems < 1 || MaxItems > 10_000) throw invalid(`MaxItems is ${MaxItems}; allowed: 1 to 10000`);
  const name = FunctionName === undefined ? undefined : functionName(parts, FunctionName);
  const wanted = parts.mappings
    .all()
    .filter(({ mapping: { definition } }) => name === undefined || definition.functionName === name)
    .filter(({ mapping: { definition } }) => EventSourceArn === undefined || definition.queue.arn === EventSourceArn);
  const start = Marker === undefined ? 0 : wanted.findIndex(({ mapping }) => mapping.uuid === Marker);
  if (start < 0) throw invalid('Invalid Marker');
  const end = start + Math.min(MaxItems, PAGE);
  const next = wanted[end]?.mapping.uuid;
  return {
    EventSourceMappings: wanted.slice(start, end).map((view) => configurationOf(parts, view)),
    ...(next === undefined ? {} : { NextMarker: next }),
  };
}

function update(parts: LambdaApiParts, input: UpdateEventSourceMappingRequest): EventSourceMappingConfiguration {
  const others = Object.keys(input).filter((name) => !CHANGEABLE.includes(name));
  if (others.length > 0) {
    const message = `The simulator does not have ${others.join(', ')} of lambda:UpdateEventSourceMapping.`;
    throw new ServiceError('NotImplemented', message, { httpStatus: 501 });
  }
  const { mapping, state } = existing(parts, input.UUID);
  const { functionName: fed } = mapping.definition;
  if (input.FunctionName !== undefined && functionName(parts, input.FunctionName) !== fed) {
    const message = 'The simulator does not have another FunctionName of lambda:UpdateEventSourceMapping.';
    throw new ServiceError('NotImplemented', message, { httpStatus: 501 });
  }
  if (state === 'Disabling' || state === 'Enabling') {
    const message = 'Cannot update the event source mapping because it is in use.';
    throw new ServiceError('ResourceInUseException', message);
  }
  if (input.Enabled !== undefined) parts.mappings.setEnabled(mapping.uuid, input.Enabled);
  return configurationOf(parts, existing(parts, input.UUID));
}

/** A function's name from its name, partial or whole ARN. */
function functionName({ definition }: LambdaApiParts, given: string): string {
  const name = given.includes('function:') ? (given.split('function:')[1] ?? '') : given;
  const plain = name.split(':')[0] ?? '';
  if (definition(plain) === undefined) throw notFound(`Function does not exist: ${given}`);
  return plain;
}

function configurationOf(
  { mappings }: LambdaApiParts,
  { mapping, state, lastModified }: MappingView,
): EventSourceMappingConfiguration {
  const { queue, batchSize, batchingWindow, maximumConcurrency, reportsBatchItemFailures } = mapping.definition;
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: mappings.arn(mapping.uuid),
    EventSourceArn: queue.arn,
    FunctionArn: mappings.functionArn(mapping),
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: batchingWindow / 1000,
    ScalingConfig: { MaximumConcurrency: maximumConcurrency },
    FunctionResponseTypes: reportsBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    State: state,
    StateTransitionReason: 'USER_INITIATED',
    LastModified: new Date(lastModified),
  };
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, { httpStatus: 404 });
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
