/** States of an instance in a group. Source: EC2 Auto Scaling API reference, Instance, and user guide, warm pools. */
export type LifecycleState =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'Standby'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed'
  | 'Terminating:Retained'
  | 'Terminated'
  | 'Warmed:Pending'
  | 'Warmed:Pending:Wait'
  | 'Warmed:Pending:Proceed'
  | 'Warmed:Pending:Retained'
  | 'Warmed:Stopped'
  | 'Warmed:Running'
  | 'Warmed:Hibernated'
  | 'Warmed:Terminating'
  | 'Warmed:Terminating:Wait'
  | 'Warmed:Terminating:Proceed'
  | 'Warmed:Terminating:Retained'
  | 'Warmed:Terminated';

/** A phase that hooks can hold up: each has a `:Wait` and a `:Proceed`. */
export type Phase = 'Pending' | 'Terminating' | 'Warmed:Pending' | 'Warmed:Terminating';

const COUNTED: ReadonlySet<LifecycleState> = new Set(['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService']);
const READY: ReadonlySet<LifecycleState> = new Set(['Warmed:Stopped', 'Warmed:Running', 'Warmed:Hibernated']);

/** Counts towards the desired capacity: in service, or on the way there. */
export function isCounted(state: LifecycleState): boolean {
  return COUNTED.has(state);
}

/** Belongs to the warm pool, not to the group proper. */
export function isInPool(state: LifecycleState): boolean {
  return state.startsWith('Warmed:');
}

/** Waits in the warm pool to be put in service. */
export function isReadyInPool(state: LifecycleState): boolean {
  return READY.has(state);
}

/** Kept after an abandoned termination, for a person to look at. */
export function isRetained(state: LifecycleState): boolean {
  return state.endsWith(':Retained');
}

/** On the way out, or gone. */
export function isLeaving(state: LifecycleState): boolean {
  return state.includes('Terminat') && !isRetained(state);
}
