import type { Simulation } from '../simulation.ts';
import type { AccountState, ImportedGroup, ImportNote, Note } from './account-state.ts';
import { importGroups } from './import-groups.ts';
import { importHosts } from './import-hosts.ts';
import { importServices, importTaskDefinitions } from './import-services.ts';
import { importTasks } from './import-tasks.ts';
import { clusterNameIn, machinesOf } from './machines.ts';

/**
 * Puts an account into a simulation as it stood, before time moves: hosts are registered, tasks run where they are.
 * Nothing is launched or announced; then life goes on.
 * @returns what the simulation has otherwise, or not at all
 */
export function importAccount(simulation: Simulation, account: AccountState): readonly ImportNote[] {
  const notes: ImportNote[] = [];
  const note: Note = (about, message) => notes.push({ about, message });
  const state = withoutForeignGroups(activePart(account, note), note);
  const machines = machinesOf(state, simulation.clock.now(), note);
  const { restore } = simulation.ecs;
  for (const provider of [...state.capacityProviders, ...missingProviders(state, note)]) {
    if (provider.name?.startsWith('FARGATE')) continue;
    if (provider.autoScalingGroupProvider?.managedScaling?.status === 'ENABLED')
      note(provider.name ?? '', 'managed scaling is not simulated: its group keeps the size that it has');
    restore.capacityProvider(provider);
  }
  for (const cluster of state.clusters) restore.cluster(cluster);
  importTaskDefinitions(simulation, state, note);
  importHosts(simulation, machines.values());
  importServices(simulation, state, note);
  importTasks(simulation, state, machines, note);
  importGroups(simulation, state, machines, note);
  for (const { clusterName } of state.clusters) restore.resume(clusterName ?? '');
  return notes;
}

/** Without deleted clusters and what is in them. */
function activePart(account: AccountState, note: Note): AccountState {
  const gone = account.clusters.filter(({ status = 'ACTIVE' }) => status === 'INACTIVE');
  if (gone.length === 0) return account;
  for (const { clusterName = '' } of gone) note(clusterName, 'INACTIVE: left out');
  const arns = new Set(gone.map(({ clusterArn }) => clusterArn));
  const names = new Set(gone.map(({ clusterName }) => clusterName));
  return {
    ...account,
    clusters: account.clusters.filter((cluster) => !gone.includes(cluster)),
    services: account.services.filter(({ clusterArn }) => !arns.has(clusterArn)),
    tasks: account.tasks.filter(({ clusterArn }) => !arns.has(clusterArn)),
    containerInstances: account.containerInstances.filter(
      ({ containerInstanceArn }) => !names.has(clusterNameIn(containerInstanceArn, account.clusters)),
    ),
  };
}

/** Without groups that have no host and are no provider's: those of an account that have nothing to do with ECS. */
function withoutForeignGroups(state: AccountState, note: Note): AccountState {
  const hosts = new Set(state.containerInstances.map(({ ec2InstanceId }) => ec2InstanceId));
  const provided = state.capacityProviders.map(
    (provider) => provider.autoScalingGroupProvider?.autoScalingGroupArn ?? '',
  );
  const concerns = ({ AutoScalingGroupName: name = '', Instances = [] }: ImportedGroup): boolean =>
    Instances.some(({ InstanceId }) => hosts.has(InstanceId)) ||
    provided.some((arn) => arn === name || arn.endsWith(`autoScalingGroupName/${name}`));
  const autoScalingGroups = state.autoScalingGroups.filter(concerns);
  const foreign = state.autoScalingGroups.length - autoScalingGroups.length;
  if (foreign > 0) note(`${foreign} groups`, 'without a host in a cluster, and of no capacity provider: left out');
  return { ...state, autoScalingGroups };
}

/** Providers that clusters name and nothing describes. Fargate's every account has. */
function missingProviders(
  { clusters, capacityProviders }: AccountState,
  note: Note,
): AccountState['capacityProviders'] {
  const known = new Set(capacityProviders.map(({ name }) => name));
  const named = new Set(clusters.flatMap((cluster) => cluster.capacityProviders ?? []));
  const missing = [...named].filter((name) => !known.has(name) && !name.startsWith('FARGATE'));
  for (const name of missing) note(name, 'not described: taken as one without managed scaling and draining');
  return missing.map((name) => ({ name, status: 'ACTIVE' }));
}
