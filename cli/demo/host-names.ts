import type { Simulation } from '../../simulator/simulation.ts';

/** Names that a person can tell apart, for hosts: their group and a number in order of launch, as in `spot-1`. */
export class HostNames {
  /** By EC2 instance id. */
  readonly #names = new Map<string, string>();
  /** EC2 instance ids by container instance ARN. */
  readonly #instances = new Map<string, string>();
  readonly #launched = new Map<string, number>();

  constructor({ autoScaling, ecs }: Simulation) {
    autoScaling.onChange((change) => {
      if (change.kind === 'state' && change.from === undefined) this.#name(change.instanceId, change.groupName);
    });
    ecs.onChange((change) => {
      if (change.kind === 'host') this.#instances.set(change.containerInstanceArn, change.ec2InstanceId);
    });
  }

  /** @param id EC2 instance id, or ARN of a container instance; without a name it stays as it is */
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
