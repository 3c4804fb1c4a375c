import {
  DescribeInstancesCommand,
  type DescribeInstancesRequest,
  type EC2Client,
  type Instance as Ec2Instance,
  type InstanceMetadataOptionsResponse,
  ModifyInstanceMetadataOptionsCommand,
} from '@aws-sdk/client-ec2';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import type { Instance, MetadataOptions } from '../domain/instances.ts';
import { calling } from './failures.ts';

/**
 * Instances asked for in one call. EC2 user guide, "Filter": up to 200 values for a filter. A filter rather than
 * `InstanceIds`: one instance that EC2 does not know yet, or no more, would fail the call for all.
 */
const PER_CALL = 100;
/** EC2 API reference, DescribeInstances: MaxResults "can be between 5 and 1000". With it, calls come from the larger bucket. */
const PER_PAGE = 1000;
/** Calls in flight together: far under the burst of the bucket (100). */
const CALLS_AT_ONCE = 4;

/** Reads EC2 instances by id. Those that EC2 does not know are not in the answer. */
export async function describeInstances(
  ec2: EC2Client,
  ec2InstanceIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const answers = await mapAtMost(CALLS_AT_ONCE, chunk(PER_CALL, ec2InstanceIds), (ids) => describe(ec2, ids, signal));
  return answers.flat().flatMap(toInstance);
}

async function describe(ec2: EC2Client, ids: string[], abortSignal: AbortSignal): Promise<readonly Ec2Instance[]> {
  const found: Ec2Instance[] = [];
  const request: DescribeInstancesRequest = {
    Filters: [{ Name: 'instance-id', Values: ids }],
    MaxResults: PER_PAGE,
  };
  let NextToken: string | undefined;
  do {
    const command = new DescribeInstancesCommand({ ...request, ...(NextToken ? { NextToken } : {}) });
    const answer = await calling('DescribeInstances', () => ec2.send(command, { abortSignal }));
    found.push(...(answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances));
    NextToken = answer.NextToken;
  } while (NextToken);
  return found;
}

function toInstance({ InstanceId, State, InstanceLifecycle, Operator, MetadataOptions }: Ec2Instance): Instance[] {
  // Without a state it can't be told from one that is gone: as good as not found.
  if (!InstanceId || !State?.Name) return [];
  return [
    {
      ec2InstanceId: InstanceId,
      state: State.Name,
      lifecycle: InstanceLifecycle,
      isManaged: Operator?.Managed ?? false,
      metadataOptions: toMetadataOptions(MetadataOptions),
    },
  ];
}

function toMetadataOptions(options: InstanceMetadataOptionsResponse = {}): MetadataOptions | undefined {
  const { HttpEndpoint: httpEndpoint, HttpTokens: httpTokens, HttpPutResponseHopLimit: hopLimit } = options;
  if (!httpEndpoint || !httpTokens || hopLimit === undefined) return undefined;
  return { httpEndpoint, httpTokens, hopLimit };
}

/**
 * Raises the hop limit of an instance, and leaves one that is as high or higher. It is read again for that, just before:
 * EC2 takes no condition. Nothing else is changed: what a request does not name "maintains its existing state" (EC2 API
 * reference, ModifyInstanceMetadataOptions).
 */
export async function raiseHopLimit(ec2: EC2Client, id: string, to: number, abortSignal: AbortSignal): Promise<void> {
  const [instance] = await describeInstances(ec2, [id], abortSignal);
  if (!instance?.metadataOptions || instance.metadataOptions.hopLimit >= to) return;
  const command = new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, HttpPutResponseHopLimit: to });
  await calling('ModifyInstanceMetadataOptions', () => ec2.send(command, { abortSignal }));
}
