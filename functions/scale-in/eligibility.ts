import type { HostFacts } from './cluster-facts.ts';
import type { EligibleHosts, HostLook, Requirements } from './snapshot.ts';
import type { TaskClass } from './task-classes.ts';

/** Tells on which hosts tasks of a class may run, room left aside: attributes, `memberOf`, capacity provider. */
export class Eligibility {
  readonly #hosts: readonly HostFacts[];
  readonly #byClass = new Map<TaskClass, Uint8Array>();
  /** For each host, hosts alike in all attributes that any task asks for have the same number. */
  readonly #alike: readonly number[];

  constructor(hosts: readonly HostFacts[], requirements: readonly Requirements[]) {
    this.#hosts = hosts;
    const names = new Set(requirements.flatMap(({ requiresAttributes }) => requiresAttributes.map(({ name }) => name)));
    const asked = [...names];
    const numbers = new Map<string, number>();
    this.#alike = hosts.map(({ host: { attributes } }) => {
      const signature = JSON.stringify(asked.map((name) => attributes[name] ?? null));
      const number = numbers.get(signature) ?? numbers.size;
      numbers.set(signature, number);
      return number;
    });
  }

  /** For each host 1 or 0. Nothing is eligible for a class that can't be evaluated. */
  of(taskClass: TaskClass): Uint8Array {
    const known = this.#byClass.get(taskClass);
    if (known) return known;
    const made = this.#evaluate(taskClass);
    this.#byClass.set(taskClass, made);
    return made;
  }

  #evaluate(taskClass: TaskClass): Uint8Array {
    const eligible = new Uint8Array(this.#hosts.length);
    const { needs, service, unevaluated } = taskClass;
    if (unevaluated !== undefined || !needs) return eligible;
    const [provider] = service?.service.capacityProviders ?? [];
    const hasAttributes = new Map<number, boolean>();
    for (const { index, host } of this.#hosts) {
      const number = this.#alike[index] ?? 0;
      let has = hasAttributes.get(number);
      if (has === undefined) {
        has = hasAll(host, needs);
        hasAttributes.set(number, has);
      }
      const isMember = isIn(needs.eligibleHosts, host) && (!service || isIn(service.eligibleHosts, host));
      if (has && isMember && (!provider || host.capacityProviderName === provider)) eligible[index] = 1;
    }
    return eligible;
  }
}

function hasAll({ attributes }: HostLook, { requiresAttributes }: Requirements): boolean {
  return requiresAttributes.every(({ name, value }) =>
    value === undefined ? attributes[name] !== undefined : attributes[name] === value,
  );
}

function isIn(eligible: EligibleHosts, { containerInstanceArn }: HostLook): boolean {
  return (
    eligible.kind === 'all' || (eligible.kind === 'some' && eligible.containerInstanceArns.has(containerInstanceArn))
  );
}
