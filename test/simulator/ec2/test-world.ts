import { EXAMPLE_ACCOUNT } from '../../../simulator/account/account.ts';
import type { Authorization } from '../../../simulator/account/authorization.ts';
import type { ServiceEvent, World } from '../../../simulator/account/world.ts';
import { RandomStreams } from '../../../simulator/kernel/random.ts';
import { VirtualClock } from '../../../simulator/kernel/virtual-clock.ts';
import type { Call, Operation, ServiceApi } from '../../../simulator/wire/operation.ts';

/** The moment at which every test begins. */
export const START = Date.parse('2026-03-02T09:00:00Z');

/** A world that remembers what was published, and when. */
export class TestWorld implements World {
  readonly clock = new VirtualClock(START);
  readonly random: RandomStreams;
  readonly account = EXAMPLE_ACCOUNT;
  readonly events: (ServiceEvent & { readonly at: number })[] = [];

  constructor(seed = 1) {
    this.random = new RandomStreams(seed);
  }

  readonly publish = (event: ServiceEvent): void => {
    this.events.push({ ...event, at: this.clock.now() });
  };

  /** Events of a detail type, in order. */
  eventsOf(detailType: string): readonly ServiceEvent[] {
    return this.events.filter((event) => event.detailType === detailType);
  }

  /** Lets time pass. */
  async pass(seconds: number): Promise<void> {
    await this.clock.runUntil(this.clock.now() + seconds * 1000);
  }

  /** Seconds since the start. */
  elapsed(at = this.clock.now()): number {
    return (at - START) / 1000;
  }
}

/** Who calls the API in tests. */
export const PRINCIPAL = 'arn:aws:sts::111122223333:assumed-role/gate/function';

/** Carries out an operation of an API, at a time in epoch milliseconds. */
export function callOperation(api: ServiceApi, name: string, input: object, now: number): unknown {
  const call: Call = { caller: { principalArn: PRINCIPAL, roleName: 'gate' }, requestId: 'request', now };
  return operationOf(api, name).handle(input, call);
}

/** The permissions that a call needs. */
export function permissionsFor(api: ServiceApi, name: string, input: object): readonly Authorization[] {
  return operationOf(api, name).authorize(input);
}

function operationOf(api: ServiceApi, name: string): Operation<object> {
  const found = api.operations[name];
  if (found === undefined) throw new Error(`The simulator does not have ${name}`);
  return found as Operation<object>;
}
