import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type ApiAttempt, observeAttempts } from './attempts.ts';
import { type OnCall, observeCalls } from './calls.ts';
import type { Credentials, CredentialsProvider } from './credentials/identity.ts';
import { agents, distrustAfterFailure } from './sockets.ts';

export type { AutoScalingClient, EC2Client, ECSClient, ResourceGroupsTaggingAPIClient, SNSClient, SQSClient };

/** Services that have a client here, by the suffix of their `AWS_ENDPOINT_URL_…` variable. */
export type EndpointName = 'AUTO_SCALING' | 'EC2' | 'ECS' | 'RESOURCE_GROUPS_TAGGING_API' | 'SNS' | 'SQS';

/** What every client needs to know of the place it runs in. */
export interface ClientSettings {
  readonly region: string;
  /** As they are in Lambda; elsewhere the one who gives them at each request, see `credentials.ts`. */
  readonly credentials: Credentials | CredentialsProvider;
  readonly useFipsEndpoint: boolean;
  /** The endpoint in place of AWS's own, for one service or for all. */
  readonly endpoint: (service: EndpointName) => string | undefined;
  /** Told about every request sent, retries included. */
  readonly onAttempt?: (attempt: ApiAttempt) => void;
  /** Told about every call, however many requests it takes. */
  readonly onCall?: OnCall | undefined;
}

/** Milliseconds to a TCP and TLS connection. AWS's endpoints are in the same Region. */
const CONNECTION_TIMEOUT = 1_000;
/** Milliseconds to an answer; the calls made here take well under one second. */
const REQUEST_TIMEOUT = 4_000;
/**
 * Requests for one call. With the SDK's pauses (at most 1, 2 and 4 s when throttled, far less otherwise) one
 * call ends within 4 × 4 + 7 = 23 s. Across calls, the abort signal of the invocation holds the total under
 * the function's time limit.
 */
const MAX_ATTEMPTS = 4;

/**
 * Settles everything that the SDK would look for elsewhere: nothing is read from `~/.aws`, and credentials
 * do not pass through its provider chain, which the bundles do not contain.
 */
function sdkSettings(service: EndpointName, settings: ClientSettings) {
  const endpoint = settings.endpoint(service);
  return {
    region: settings.region,
    credentials: settings.credentials,
    ...(endpoint === undefined ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: settings.useFipsEndpoint,
    useDualstackEndpoint: false,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    defaultsMode: 'standard',
    authSchemePreference: [],
    disableClockSkewCorrection: false,
    userAgentAppId: 'ecs-ops',
    requestHandler: {
      ...agents,
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  } satisfies ECSClientConfig;
}

/** Has a client's requests and calls reported to whoever wants to be told, and dead connections given up together. */
function observed<
  C extends AutoScalingClient | EC2Client | ECSClient | ResourceGroupsTaggingAPIClient | SNSClient | SQSClient,
>(client: C, service: string, { onAttempt, onCall }: ClientSettings): C {
  return observeCalls(observeAttempts(distrustAfterFailure(client), service, onAttempt), onCall);
}

let autoScaling: AutoScalingClient | undefined;
let ec2: EC2Client | undefined;
let ecs: ECSClient | undefined;
let tagging: ResourceGroupsTaggingAPIClient | undefined;
let sns: SNSClient | undefined;
let sqs: SQSClient | undefined;

/** The process's Auto Scaling client; made at the first call, whose settings it keeps. */
export function autoScalingClient(settings: ClientSettings): AutoScalingClient {
  const make = () => new AutoScalingClient(sdkSettings('AUTO_SCALING', settings));
  autoScaling ??= observed(make(), 'auto-scaling', settings);
  return autoScaling;
}

/** The process's EC2 client; made at the first call, whose settings it keeps. */
export function ec2Client(settings: ClientSettings): EC2Client {
  ec2 ??= observed(new EC2Client(sdkSettings('EC2', settings)), 'ec2', settings);
  return ec2;
}

/** The process's ECS client; made at the first call, whose settings it keeps. */
export function ecsClient(settings: ClientSettings): ECSClient {
  ecs ??= observed(new ECSClient(sdkSettings('ECS', settings)), 'ecs', settings);
  return ecs;
}

/** The process's Resource Groups Tagging client; made at the first call, whose settings it keeps. */
export function taggingClient(settings: ClientSettings): ResourceGroupsTaggingAPIClient {
  const make = () => new ResourceGroupsTaggingAPIClient(sdkSettings('RESOURCE_GROUPS_TAGGING_API', settings));
  tagging ??= observed(make(), 'tagging', settings);
  return tagging;
}

/** The process's SNS client; made at the first call, whose settings it keeps. */
export function snsClient(settings: ClientSettings): SNSClient {
  sns ??= observed(new SNSClient(sdkSettings('SNS', settings)), 'sns', settings);
  return sns;
}

/** The process's SQS client; made at the first call, whose settings it keeps. */
export function sqsClient(settings: ClientSettings): SQSClient {
  sqs ??= observed(new SQSClient(sdkSettings('SQS', settings)), 'sqs', settings);
  return sqs;
}
