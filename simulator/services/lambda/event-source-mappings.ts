import { arnOf } from '../../account/account.ts';
import type { World } from '../../account/world.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';

/** The state of a mapping, as the API names it. */
export type MappingState = 'Enabled' | 'Disabling' | 'Disabled' | 'Enabling';

/** A mapping as the API shows it. */
export interface MappingView {
  readonly mapping: EventSourceMapping;
  readonly state: MappingState;
  /** Epoch milliseconds. */
  readonly lastModified: number;
}

interface MappingRecord {
  readonly mapping: EventSourceMapping;
  /** Undefined between two changes. */
  changing: 'Disabling' | 'Enabling' | undefined;
  lastModified: number;
}

/** How long a mapping takes to be enabled or disabled, in milliseconds: AWS says nothing of it. Assumed. */
const CHANGE = [15_000, 40_000] as const;

/** The account's event source mappings, switched on and off as the API does: some time after it was asked to. */
export class EventSourceMappings {
  readonly #world: Pick<World, 'account' | 'clock' | 'random'>;
  readonly #records = new Map<string, MappingRecord>();
  readonly #byFunction = new Map<string, EventSourceMapping>();

  constructor(world: Pick<World, 'account' | 'clock' | 'random'>) {
    this.#world = world;
  }

  /** @returns deletes the mapping */
  add(mapping: EventSourceMapping): () => void {
    const { uuid, definition } = mapping;
    this.#records.set(uuid, { mapping, changing: undefined, lastModified: this.#world.clock.now() });
    this.#byFunction.set(definition.functionName, mapping);
    return () => {
      mapping.delete();
      this.#records.delete(uuid);
      this.#byFunction.delete(definition.functionName);
    };
  }

  /** The mapping of each function, by the function's name. */
  get byFunction(): ReadonlyMap<string, EventSourceMapping> {
    return this.#byFunction;
  }

  /** All mappings, in the order of their creation. */
  all(): readonly MappingView[] {
    return [...this.#records.values()].map(viewOf);
  }

  /** The mapping of that UUID. */
  get(uuid: string | undefined): MappingView | undefined {
    const record = this.#records.get(uuid ?? '');
    return record && viewOf(record);
  }

  /** Has a mapping be enabled or disabled a while later. One that is so already stays as it is. */
  setEnabled(uuid: string, enabled: boolean): void {
    const record = this.#records.get(uuid);
    if (record === undefined || record.mapping.enabled === enabled) return;
    const { clock, random } = this.#world;
    record.changing = enabled ? 'Enabling' : 'Disabling';
    record.lastModified = clock.now();
    const delay = Math.round(random.stream('event source mapping changes').latency(...CHANGE));
    clock.after(delay, `${record.changing} ${record.mapping.definition.functionName}`, () => {
      record.changing = undefined;
      if (this.#records.has(uuid)) record.mapping.enabled = enabled;
    });
  }

  /** ARN of a mapping. Source: Service Authorization Reference, AWS Lambda. */
  arn(uuid: string): string {
    return arnOf(this.#world.account, 'lambda', `event-source-mapping:${uuid}`);
  }

  /** ARN of the function that a mapping feeds. */
  functionArn({ definition }: EventSourceMapping): string {
    return arnOf(this.#world.account, 'lambda', `function:${definition.functionName}`);
  }
}

function viewOf({ mapping, changing, lastModified }: MappingRecord): MappingView {
  return { mapping, lastModified, state: changing ?? (mapping.enabled ? 'Enabled' : 'Disabled') };
}
