import type { Reads } from '../../functions/host-sync/reads.ts';
import type { ApiFailure } from '../../shared/aws/ecs.ts';
import type { Service } from '../../shared/domain/cluster.ts';
import { PermanentError } from '../../shared/domain/errors.ts';
import { aService, clusterArn, serviceArn } from './clusters.ts';

/** A host of the world. */
export interface WorldHost {
  readonly id: string;
  status: 'ACTIVE' | 'DRAINING';
  readonly capacityProvider?: string;
  /** Expressions that the host matches; it matches a conjunction if it matches each part. */
  readonly matches?: readonly string[];
}

/**
 * A small ECS in memory that answers as the adapters do, counting calls. It knows no time: each answer is the
 * state at the moment of the call, and `beforeCall` lets a test change the world just then, or throw.
 */
export class World {
  readonly calls: string[] = [];
  readonly hosts = new Map<string, WorldHost[]>();
  readonly services = new Map<string, Service>();
  readonly clusterTags = new Map<string, Record<string, string>>();
  /** An entry of `failures[]` in place of what it is about, by the operation that answers with it. */
  readonly failures = new Map<string, ApiFailure>();
  /** ARNs of services that answers leave out. */
  readonly leftOut = new Set<string>();
  beforeCall: (operation: string, clusterArn?: string) => void | Promise<void> = () => undefined;

  /** Puts a cluster with so many ACTIVE hosts into the world. */
  withCluster(name: string, hostCount: number, hosts: readonly Partial<WorldHost>[] = []): this {
    const plain = Array.from({ length: hostCount }, (_, index) => ({
      id: `${name}-${index}`,
      status: 'ACTIVE' as const,
    }));
    const special = hosts.map((host, index) => ({
      id: `${name}-special-${index}`,
      status: 'ACTIVE' as const,
      ...host,
    }));
    this.hosts.set(clusterArn(name), [...plain, ...special]);
    return this;
  }

  withService(overrides: Parameters<typeof aService>[0] = {}): this {
    const service = aService(overrides);
    this.services.set(service.serviceArn, service);
    return this;
  }

  desiredCount(name = 'web', cluster = 'default'): number | undefined {
    return this.services.get(serviceArn(name, cluster))?.desiredCount;
  }

  active(cluster = 'default'): number {
    return (this.hosts.get(clusterArn(cluster)) ?? []).filter(({ status }) => status === 'ACTIVE').length;
  }

  async setDesiredCount(arn: string, desiredCount: number): Promise<void> {
    await this.#called('UpdateService', this.services.get(arn)?.clusterArn);
    const service = this.services.get(arn);
    if (!service) throw new PermanentError('service-gone', `${arn} is gone`);
    this.services.set(arn, { ...service, desiredCount });
  }

  readonly reads: Reads = {
    taggedServices: async () => {
      await this.#called('GetResources');
      return [...this.services.values()].flatMap(({ serviceArn: arn, tags }) => {
        const value = tags['ecs-ops:one-per-host'];
        return value === undefined ? [] : [{ arn, value }];
      });
    },
    listClusters: async () => {
      await this.#called('ListClusters');
      return [...this.hosts.keys()];
    },
    describeClusters: async (arns) => {
      await this.#called('DescribeClusters');
      const failures = this.#failures('DescribeClusters', arns, (arn) => this.hosts.has(arn));
      const failed = new Set(failures.map(({ arn }) => arn));
      return { clusters: arns.filter((arn) => !failed.has(arn)).map((arn) => this.#cluster(arn)), failures };
    },
    describeServices: async (cluster, names) => {
      for (let start = 0; start < names.length; start += 10) await this.#called('DescribeServices', cluster);
      const asked = names.map((name) => serviceArn(name, cluster.split('/')[1]));
      const arns = asked.filter((arn) => !this.leftOut.has(arn));
      const failures = this.#failures('DescribeServices', arns, (arn) => this.services.has(arn));
      const failed = new Set(failures.map(({ arn }) => arn));
      return { services: arns.flatMap((arn) => (failed.has(arn) ? [] : (this.services.get(arn) ?? []))), failures };
    },
    listContainerInstances: async ({ cluster, status, filter }) => {
      await this.#called('ListContainerInstances', cluster);
      const wanted = (filter ?? '').split(' and ').map((part) => part.replace(/^\((.*)\)$/, '$1'));
      const hosts = (this.hosts.get(cluster) ?? []).filter((host) => host.status === status);
      const matching = hosts.filter(({ matches = [] }) => !filter || wanted.every((part) => matches.includes(part)));
      return matching.map(({ id }) => id);
    },
    countByCapacityProvider: async (cluster, ids) => {
      await this.#called('DescribeContainerInstances', cluster);
      const hosts = (this.hosts.get(cluster) ?? []).filter(({ id }) => ids.includes(id));
      return new Map(
        Object.entries(Object.groupBy(hosts, (host) => host.capacityProvider ?? '')).map(([provider, of = []]) => [
          provider,
          of.length,
        ]),
      );
    },
  };

  #cluster(arn: string) {
    const registeredContainerInstancesCount = this.hosts.get(arn)?.length ?? 0;
    return {
      clusterArn: arn,
      status: 'ACTIVE',
      registeredContainerInstancesCount,
      tags: this.clusterTags.get(arn) ?? {},
    };
  }

  #failures(operation: string, arns: readonly string[], exists: (arn: string) => boolean): ApiFailure[] {
    const injected = this.failures.get(operation);
    return arns.flatMap((arn) => {
      if (arn === injected?.arn) return [injected];
      return exists(arn) ? [] : [{ arn, reason: 'MISSING', detail: '' }];
    });
  }

  async #called(operation: string, cluster?: string): Promise<void> {
    this.calls.push(operation);
    await this.beforeCall(operation, cluster);
  }
}
