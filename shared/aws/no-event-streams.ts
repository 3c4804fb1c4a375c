/**
 * Stands in for `@smithy/core/event-streams` in the bundles (see `scripts/bundling.ts`). The SDK imports it when a call
 * streams events, which none here does. Being imported that way, it has esbuild wrap half of the SDK's core into functions
 * that are parsed twice at every start.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('Bundles have no event streams; see shared/aws/no-event-streams.ts');
  }
}
