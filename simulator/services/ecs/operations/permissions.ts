import type { Authorization } from '../../../account/authorization.ts';
import type { EcsState } from '../state/ecs-state.ts';
import { clusterNameOf, shortName } from '../state/identifiers.ts';
import type { Tags } from '../state/records.ts';
import { findHost, findService, findTask } from './lookups.ts';

/**
 * What calls need to be allowed, by kind of resource. The condition keys are `ecs:cluster` and the resource's tags.
 * Source: Service Authorization Reference, Amazon Elastic Container Service.
 */
export class Permissions {
  readonly #state: EcsState;

  constructor(state: EcsState) {
    this.#state = state;
  }

  /** An action without a resource type. */
  account(action: string): Authorization {
    return { action: `ecs:${action}`, resource: '*' };
  }

  /** An action without a resource type that can be narrowed to a cluster by condition. */
  inCluster(action: string, cluster: string | undefined): Authorization {
    return { action: `ecs:${action}`, resource: '*', conditions: this.#inCluster(cluster) };
  }

  cluster(action: string, nameOrArn: string | undefined): Authorization {
    const name = clusterNameOf(nameOrArn);
    const arn = this.#state.arns.cluster(name);
    return { action: `ecs:${action}`, resource: arn, conditions: tagConditions(this.#state.clusters.get(name)?.tags) };
  }

  hosts(action: string, cluster: string | undefined, ids: readonly string[] | undefined): Authorization[] {
    return this.#each(action, cluster, ids, 'containerInstance', (name, id) => {
      const record = this.#state.clusters.get(name);
      return record === undefined ? undefined : findHost(record, id)?.tags;
    });
  }

  services(action: string, cluster: string | undefined, names: readonly string[] | undefined): Authorization[] {
    return this.#each(action, cluster, names, 'service', (name, service) => {
      const record = this.#state.clusters.get(name);
      return record === undefined ? undefined : findService(record, service)?.tags;
    });
  }

  tasks(action: string, cluster: string | undefined, ids: readonly string[] | undefined): Authorization[] {
    return this.#each(action, cluster, ids, 'task', (name, id) => {
      const record = this.#state.clusters.get(name);
      return record === undefined ? undefined : findTask(record, id)?.tags;
    });
  }

  taskDefinition(action: string, nameOrArn: string | undefined, cluster: string | undefined): Authorization {
    const definition = this.#state.taskDefinition(nameOrArn ?? '');
    const [family = '', revision = '*'] = shortName(nameOrArn ?? '').split(':');
    return {
      action: `ecs:${action}`,
      resource: definition?.arn ?? this.#state.arns.taskDefinition(family, revision),
      conditions: { ...this.#inCluster(cluster), ...tagConditions(definition?.tags) },
    };
  }

  capacityProvider(action: string, nameOrArn: string): Authorization {
    const name = shortName(nameOrArn);
    return {
      action: `ecs:${action}`,
      resource: this.#state.arns.capacityProvider(name),
      conditions: tagConditions(this.#state.capacityProviders.get(name)?.tags),
    };
  }

  #each(
    action: string,
    cluster: string | undefined,
    ids: readonly string[] | undefined,
    kind: 'containerInstance' | 'service' | 'task',
    tagsOf: (cluster: string, id: string) => Tags | undefined,
  ): Authorization[] {
    const name = clusterNameOf(cluster);
    return (ids ?? []).map((id) => ({
      action: `ecs:${action}`,
      resource: id.startsWith('arn:') ? id : this.#state.arns[kind](name, id),
      conditions: { ...this.#inCluster(cluster), ...tagConditions(tagsOf(name, id)) },
    }));
  }

  #inCluster(cluster: string | undefined): Record<string, string> {
    return { 'ecs:cluster': this.#state.arns.cluster(clusterNameOf(cluster)) };
  }
}

/** Condition keys of a resource's tags. */
export function tagConditions(tags: Tags | undefined): Record<string, string> {
  return Object.fromEntries(Array.from(tags ?? [], ([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

/** Condition keys of tags in a request. */
export function requestTagConditions(
  tags: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] | undefined,
): Record<string, string | readonly string[]> {
  if (tags === undefined || tags.length === 0) return {};
  const entries = tags.map(({ key = '', value = '' }) => [`aws:RequestTag/${key}`, value] as const);
  return { ...Object.fromEntries(entries), 'aws:TagKeys': tags.map(({ key = '' }) => key) };
}
