import type { GetResourcesInput, GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import * as schemas from '@aws-sdk/client-resource-groups-tagging-api';
import type { World } from '../../account/world.ts';
import { operation, type ServiceApi } from '../../wire/operation.ts';
import { getResources } from './get-resources.ts';
import type { TaggedResource } from './tagged-resource.ts';

/** Lists the resources of one service with their tags, as they are now. */
export type TagSource = () => readonly TaggedResource[];

/** Settings of the simulated Resource Groups Tagging API. */
export interface TaggingOptions {
  /** Milliseconds for which GetResources goes on answering with what it saw: the API is eventually consistent. Default 0. */
  readonly staleness?: number;
}

/** The Resource Groups Tagging API over the tags of the other simulated services. */
export class TaggingSimulator {
  /** The API as the wire layer serves it. */
  readonly api: ServiceApi;
  readonly #world: World;
  readonly #sources: readonly TagSource[];
  readonly #staleness: number;
  #seen: { readonly at: number; readonly resources: readonly TaggedResource[] } | undefined;

  constructor(world: World, sources: readonly TagSource[], options: TaggingOptions = {}) {
    this.#world = world;
    this.#sources = sources;
    this.#staleness = options.staleness ?? 0;
    this.api = {
      signingName: 'tagging',
      protocol: 'awsJson1_1',
      targetPrefix: 'ResourceGroupsTaggingAPI_20170126',
      schemas,
      operations: {
        GetResources: operation<GetResourcesInput, GetResourcesOutput>({
          bucket: 'GetResources',
          authorize: () => [{ action: 'tag:GetResources', resource: '*' }],
          handle: (input) => getResources(this.resources(), input),
        }),
      },
      // Source: AWS general reference, Resource Groups Tagging API quotas; the burst is assumed to equal the rate.
      buckets: { GetResources: { burst: 15, sustained: 15 } },
    };
  }

  /** Resources that carry tags, or once did, in the order of their ARNs. */
  resources(): readonly TaggedResource[] {
    const now = this.#world.clock.now();
    if (this.#seen === undefined || now - this.#seen.at >= this.#staleness) {
      const resources = this.#sources.flatMap((source) => source());
      this.#seen = { at: now, resources: resources.toSorted((a, b) => compare(a.arn, b.arn)) };
    }
    return this.#seen.resources;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
