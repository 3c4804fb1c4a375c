import { type Attribute, DeleteAttributesCommand, type ECSClient, PutAttributesCommand } from '@aws-sdk/client-ecs';
import { chunk, mapAtMost } from '../domain/concurrency.ts';
import { calling } from './failures.ts';

/** ECS API reference, PutAttributes: "you can specify up to 10 attributes in a single call". */
const ATTRIBUTES_PER_CALL = 10;
/** Calls in flight together: far under the burst of the bucket of cluster-resource writes (100). */
const CALLS_AT_ONCE = 4;

/** Puts an attribute on container instances of one cluster, in place of one of that name. Repeating it changes nothing. */
export async function markContainerInstances(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArns: readonly string[],
  { name, value }: { readonly name: string; readonly value: string },
  signal: AbortSignal,
): Promise<void> {
  await putAttributes(ecs, cluster, containerInstanceArns, { [name]: value }, signal);
}

/** Puts the same attributes, by name, on container instances of one cluster. All those of one host are in one call. */
export async function putAttributes(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArns: readonly string[],
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const entries = Object.entries(values);
  const hostsPerCall = Math.floor(ATTRIBUTES_PER_CALL / entries.length);
  await mapAtMost(CALLS_AT_ONCE, chunk(hostsPerCall, containerInstanceArns), (arns) => {
    const attributes = arns.flatMap((arn) => entries.map(([name, value]) => ({ name, value, ...onHost(arn) })));
    return calling('PutAttributes', () =>
      ecs.send(new PutAttributesCommand({ cluster, attributes }), { abortSignal: signal }),
    );
  });
}

/** Takes an attribute off container instances of one cluster. Repeating it changes nothing. */
export async function unmarkContainerInstances(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArns: readonly string[],
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const all = containerInstanceArns.map((targetId) => ({ name, ...onHost(targetId) }));
  await mapAtMost(CALLS_AT_ONCE, chunk(ATTRIBUTES_PER_CALL, all), (attributes) =>
    calling('DeleteAttributes', () =>
      ecs.send(new DeleteAttributesCommand({ cluster, attributes }), { abortSignal: signal }),
    ),
  );
}

function onHost(targetId: string): Pick<Attribute, 'targetId' | 'targetType'> {
  return { targetId, targetType: 'container-instance' };
}
