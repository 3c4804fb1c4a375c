import { type Account, arnOf } from '../../../account/account.ts';
import type { Random } from '../../../kernel/random.ts';

/** A deployment's identifier: `ecs-svc/` and 19 digits. */
export function deploymentId(random: Random): string {
  let digits = '';
  while (digits.length < 19) digits += random.integer(0, 9);
  return `ecs-svc/${digits}`;
}

/** The ARNs of an account's ECS resources, in the long format. */
export class EcsArns {
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  cluster(name: string): string {
    return this.#arn(`cluster/${name}`);
  }

  containerInstance(cluster: string, id: string): string {
    return this.#arn(`container-instance/${cluster}/${id}`);
  }

  service(cluster: string, name: string): string {
    return this.#arn(`service/${cluster}/${name}`);
  }

  /**
   * The ARN that DescribeServices gives a service that it does not find: what was asked for, and for a name an ARN
   * without the cluster. Not documented; seen on AWS: aws-actions/amazon-ecs-deploy-task-definition, issues 312 and 369.
   */
  missingService(asked: string): string {
    return asked.startsWith('arn:') ? asked : this.#arn(`service/${asked}`);
  }

  task(cluster: string, id: string): string {
    return this.#arn(`task/${cluster}/${id}`);
  }

  container(cluster: string, taskId: string, index: number): string {
    return this.#arn(`container/${cluster}/${taskId}/${index}`);
  }

  taskDefinition(family: string, revision: number | string): string {
    return this.#arn(`task-definition/${family}:${revision}`);
  }

  capacityProvider(name: string): string {
    return this.#arn(`capacity-provider/${name}`);
  }

  #arn(resource: string): string {
    return arnOf(this.#account, 'ecs', resource);
  }
}

/** The last part of an ARN or the whole of a short name: `web` of `arn:…:service/default/web`. */
export function shortName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** The name of a cluster given by name or ARN; `default` when none is given. */
export function clusterNameOf(nameOrArn: string | undefined): string {
  return nameOrArn === undefined || nameOrArn === '' ? 'default' : shortName(nameOrArn);
}

/** True when an ARN of a container instance, service or task names another cluster. Short names fit every cluster. */
export function isOfOtherCluster(nameOrArn: string, cluster: string): boolean {
  if (!nameOrArn.startsWith('arn:')) return false;
  const parts = nameOrArn.split('/');
  return parts.length === 3 && parts[1] !== cluster;
}
