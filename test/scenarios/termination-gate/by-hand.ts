import { AutoScalingClient, DeleteWarmPoolCommand } from '@aws-sdk/client-auto-scaling';
import { DeregisterContainerInstanceCommand, ECSClient, UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { type GateAccount, SHOP } from './gate-account.ts';

function asAPerson({ account }: GateAccount) {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
  return { endpoint: account.simulation.endpointUrl, region: 'eu-west-1', credentials };
}

/** Somebody takes a host out of its cluster, whatever runs on it. */
export async function deregister(world: GateAccount, ec2InstanceId: string): Promise<void> {
  const containerInstance = world.shop.hosts.find((host) => host.ec2InstanceId === ec2InstanceId)?.containerInstanceArn;
  const client = new ECSClient(asAPerson(world));
  await client.send(new DeregisterContainerInstanceCommand({ cluster: SHOP, containerInstance, force: true }));
  client.destroy();
}

/** Somebody does away with the warm pool. */
export async function deleteWarmPool(world: GateAccount): Promise<void> {
  const client = new AutoScalingClient(asAPerson(world));
  await client.send(new DeleteWarmPoolCommand({ AutoScalingGroupName: SHOP }));
  client.destroy();
}

/** Somebody completes the action that holds a host. */
export function completeByHand(world: GateAccount, instanceId: string): void {
  const { groupName, hookName } = world.actionOf(instanceId);
  const key = { groupName, hookName, instanceId, token: undefined };
  world.account.simulation.autoScaling.completeLifecycleAction(key, 'CONTINUE', 'a person');
}

/** Somebody, or the tasks themselves, protect every running task of services for an hour. */
export async function protect(world: GateAccount): Promise<void> {
  const running = world.account.simulation.ecs.view(SHOP).tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
  const tasks = running.filter(({ group }) => group.startsWith('service:')).map(({ taskArn }) => taskArn);
  const client = new ECSClient(asAPerson(world));
  const protection = { protectionEnabled: true, expiresInMinutes: 60 };
  await client.send(new UpdateTaskProtectionCommand({ cluster: SHOP, tasks, ...protection }));
  client.destroy();
}
