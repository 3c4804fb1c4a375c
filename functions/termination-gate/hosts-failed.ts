import type { ApiFailure } from '../../shared/aws/ecs.ts';
import { RetryableError } from '../../shared/domain/errors.ts';
import type { Applied } from '../../shared/runtime/apply.ts';
import { type GateAction, hostsOf } from './actions.ts';

/** Some hosts of a call were not set; the others were. */
export class HostsNotSet extends RetryableError {
  readonly containerInstanceArns: readonly string[];

  constructor(failures: readonly ApiFailure[]) {
    super('conflict', failures.map(({ arn, reason, detail }) => `${arn}: ${reason} ${detail}`.trim()).join('; '));
    this.containerInstanceArns = failures.map(({ arn }) => arn);
  }
}

/** The instances about which an action failed: all of them, unless the answer tells which. */
export function hostsFailed(applied: Applied<GateAction>): readonly string[] {
  if (!('error' in applied)) return [];
  const { action, error } = applied;
  const all = hostsOf(action);
  if (!(error instanceof HostsNotSet && 'containerInstanceArns' in action)) return all;
  const { containerInstanceArns: notSet } = error;
  const failed = all.filter((_, index) => notSet.includes(action.containerInstanceArns[index] ?? ''));
  return failed.length === new Set(notSet).size ? failed : all;
}

/** The instances about which an action was carried out. */
export function hostsDone(applied: Applied<GateAction>): readonly string[] {
  if (applied.outcome === 'dry-run') return [];
  const failed = new Set(hostsFailed(applied));
  return hostsOf(applied.action).filter((host) => !failed.has(host));
}
