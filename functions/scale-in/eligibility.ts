import type { HostFacts } from './cluster-facts.ts';
import type { EligibleHosts, HostLook, Requirements } from './snapshot.ts';
import type { TaskClass } from './task-classes.ts';

/** Tells on which hosts tasks of a class may run, room left aside: attributes, `memberOf`, capacity provider. */
export class Eligibility {
  readonly #hosts: readonly HostFacts[];
  readonly #byClass = new Map<TaskClass, Uint8Array>();
  readonly #byAttributes = new Map<string, Uint8Array>();
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

  #evaluate({ needs, service, unevaluated }: TaskClass): Uint8Array {
    if (unevaluated !== undefined || !needs) return new Uint8Array(this.#hosts.length);
    const byAttributes = this.#withAttributes(needs);
    const [provider] = service?.service.capacityProviders ?? [];
    const expressions = [needs.eligibleHosts, ...(service ? [service.eligibleHosts] : [])];
    if (provider === undefined && expressions.every(({ kind }) => kind === 'all')) return byAttributes;
    return byAttributes.map((has, index) => {
      const host = this.#hosts[index]?.host;
      const isOfProvider = provider === undefined || host?.capacityProviderName === provider;
      return has === 1 && host && isOfProvider && expressions.every((each) => isIn(each, host)) ? 1 : 0;
    });
  }

  /** Hosts with all attributes that a task definition asks for. Classes that ask for the same share the answer. */
  #withAttributes(needs: Requirements): Uint8Array {
    const key = JSON.stringify(needs.requiresAttributes.map(({ name, value }) => [name, value ?? null]));
    const known = this.#byAttributes.get(key);
    if (known) return known;
    const answers = new Map<number, boolean>();
    const made = Uint8Array.from(this.#hosts, ({ host }, index) => {
      const number = this.#alike[index] ?? 0;
      const has = answers.get(number) ?? hasAll(host, needs);
      answers.set(number, has);
      return has ? 1 : 0;
    });
    this.#byAttributes.set(key, made);
    return made;
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
