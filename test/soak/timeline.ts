import type { Truth } from './truth.ts';

/** One line for each thing that happened in a run, in order: what was done to the account, and what became of it. */
export function timelineOf(truth: Truth): readonly string[] {
  const { simulation, happened, soakCase, began } = truth.world;
  const entries: { readonly at: number; readonly what: string }[] = [
    ...soakCase.troubles.flatMap(({ kind, from, until, function: prefix, probability, amount }) => [
      {
        at: began + from,
        what: `${kind} begins${prefix === undefined ? '' : ` for ${prefix}`} (${probability}, ${amount})`,
      },
      { at: began + until, what: `${kind} ends` },
    ]),
    ...happened,
    ...simulation.calls
      .all()
      .filter(
        ({ functionName, operation, service }) =>
          functionName !== undefined && service !== 'sqs' && !/^(Describe|Get|List)/.test(operation),
      )
      .map(({ time: at, functionName, operation, input, outcome }) => ({
        at,
        what: `${truth.world.prefixOf(functionName)} ${operation} ${JSON.stringify(input).slice(0, 260)} → ${outcome}`,
      })),
    ...simulation.lambda.invocations
      .filter(({ outcome }) => outcome.kind !== 'succeeded')
      .map(({ end: at, functionName, outcome }) => ({
        at,
        what: `a run of ${truth.world.prefixOf(functionName)} ${outcome.kind}`,
      })),
    ...simulation.autoScaling
      .stateHistory()
      .map(({ at, instanceId, to, cause }) => ({ at, what: `${instanceId} is ${to}: ${cause}` })),
    ...simulation.autoScaling
      .lifecycleActions()
      .flatMap(({ startedAt, end, instanceId, hookName }) => [
        { at: startedAt, what: `${hookName} holds ${instanceId}` },
        ...(end === undefined ? [] : [{ at: end.at, what: `${hookName} lets ${instanceId} go: ${end.reason.kind}` }]),
      ]),
    ...truth.changes,
    ...truth.breaches.map(({ at, invariant, what }) => ({ at, what: `BROKEN ${invariant}: ${what}` })),
  ];
  return entries
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, what }) => `${new Date(at).toISOString().slice(11, 23)}  ${what}`);
}
