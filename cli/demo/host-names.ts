import type { Simulation } from '../../simulator/simulation.ts';

/** Names that a person can tell apart, for hosts: their group and a number in order of launch, as in `spot-1`. */
export class HostNames {
  /** By EC2 instance id. */
  readonly #names = new Map<string, string>();
  /** EC2 instance ids by ARN, and by id, of the container instance. */
  readonly #instances = new Map<string, string>();
  readonly #launched = new Map<string, number>();

  constructor({ autoScaling, ecs }: Simulation) {
    autoScaling.onChange((change) => {
      if (change.kind === 'state' && change.from === undefined) this.#name(change.instanceId, change.groupName);
    });
    ecs.onChange((change) => {
      if (change.kind !== 'host') return;
      const { containerInstanceArn: arn, ec2InstanceId } = change;
      for (const name of [arn, arn.split('/').at(-1) ?? arn]) this.#instances.set(name, ec2InstanceId);
    });
  }

  /** @param id EC2 instance id, or ARN or id of a container instance; without a name it stays as it is */
  of(id: string): string {
    const instanceId = this.#instances.get(id) ?? id;
    return this.#names.get(instanceId) ?? instanceId;
  }

  #name(instanceId: string, groupName: string): void {
    const number = (this.#launched.get(groupName) ?? 0) + 1;
    this.#launched.set(groupName, number);
    this.#names.set(instanceId, `${groupName.split('-').at(-1)}-${number}`);
  }
}
