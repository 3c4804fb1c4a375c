import { REASONS } from '../../../shared/domain/reasons.ts';
import type { CallRecord } from '../../../simulator/gateway/call-log.ts';
import type { LogLine } from '../../../simulator/telemetry/function-output.ts';
import type { FunctionPrefix } from '../../scenarios/deployed-function.ts';
import type { Truth } from '../truth.ts';
import { isWrite } from './writes.ts';

/** Kinds of actions that each operation is made for. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  UpdateService: ['set-desired-count'],
  UpdateContainerInstancesState: [
    'drain-hosts',
    'drain-hosts-into-pool',
    'activate-hosts',
    'mark-and-drain-hosts',
    'give-back-hosts',
  ],
  StopTask: ['stop-task'],
  PutAttributes: [
    'label-hosts',
    'raise-hop-limit',
    'mark-hosts',
    'mark-and-drain-hosts',
    'give-back-hosts',
    'drain-hosts-into-pool',
  ],
  DeleteAttributes: ['unmark-hosts', 'give-back-hosts'],
  TerminateInstanceInAutoScalingGroup: ['terminate-hosts', 'replace-hosts'],
  SetInstanceProtection: ['clear-scale-in-protection'],
  CompleteLifecycleAction: ['complete-lifecycle-action'],
  RecordLifecycleActionHeartbeat: ['record-heartbeat'],
  Publish: ['notify-operator'],
  ModifyInstanceMetadataOptions: ['raise-hop-limit'],
};

/** The operation by which each kind of action takes effect. */
const EFFECTS: Readonly<Record<string, string>> = {
  'set-desired-count': 'UpdateService',
  'drain-hosts': 'UpdateContainerInstancesState',
  'mark-and-drain-hosts': 'UpdateContainerInstancesState',
  'give-back-hosts': 'UpdateContainerInstancesState',
  'stop-task': 'StopTask',
  'terminate-hosts': 'TerminateInstanceInAutoScalingGroup',
  'replace-hosts': 'TerminateInstanceInAutoScalingGroup',
  'complete-lifecycle-action': 'CompleteLifecycleAction',
  'record-heartbeat': 'RecordLifecycleActionHeartbeat',
  'label-hosts': 'PutAttributes',
  'mark-hosts': 'PutAttributes',
  'raise-hop-limit': 'ModifyInstanceMetadataOptions',
  'notify-operator': 'Publish',
};

/** What a call or a line is about, as texts of which two that belong together share one. */
type Subjects = ReadonlySet<string>;

interface Seen {
  readonly time: number;
  readonly kind: string;
  readonly subjects: Subjects;
}

/**
 * `unexplained`: each write has a decision in the log, with a reason. `claimed`: what the log says was done was done.
 * Judged at the end of a run, by all calls and lines of it.
 */
export function judgeDecisions(truth: Truth): void {
  for (const prefix of truth.world.functions.keys()) judge(truth, prefix);
}

/** Milliseconds from a call to the line about it: a run's time. */
const TOLD_WITHIN = 60_000;

function judge(truth: Truth, prefix: FunctionPrefix): void {
  const { simulation } = truth.world;
  const { name } = truth.world.of(prefix);
  const lines = simulation.output.logs.filter(({ functionName }) => functionName === name);
  const decisions = lines.flatMap((line) => decisionIn(line));
  const calls = simulation.calls.all({ functionName: name }).filter(isWrite);
  const ends = simulation.lambda.invocations.filter((run) => run.functionName === name);
  for (const call of calls.filter(({ outcome }) => outcome === 'ok')) {
    // What died told nobody any more.
    const run = ends.find(({ start, end }) => start <= call.time && call.time <= end && end - start < TOLD_WITHIN * 10);
    const died = ends.some(
      ({ start, end, outcome }) => start <= call.time && call.time <= end && outcome.kind !== 'succeeded',
    );
    if (run === undefined || died) continue;
    for (const subject of subjectsOf(truth, call)) {
      const kinds = KINDS[call.operation] ?? [];
      const isTold = decisions.some(
        (line) => kinds.includes(line.kind) && within(line.time - call.time) && shares(line.subjects, subject),
      );
      if (!isTold)
        breakAt(
          truth,
          'unexplained',
          call.time,
          `${prefix}: ${call.operation} of ${[...subject][0]} has no line in the log`,
        );
    }
  }
  for (const line of lines)
    if (isWrongClaim(truth, line, calls)) breakAt(truth, 'claimed', line.time, `${prefix} says done: ${claimOf(line)}`);
}

const within = (later: number): boolean => later >= 0 && later <= TOLD_WITHIN;

function breakAt(truth: Truth, invariant: string, at: number, what: string): void {
  truth.breaches.push({ invariant, at, what });
}

function decisionIn({ time, fields }: LogLine): readonly Seen[] {
  const kind = fields?.['kind'];
  const reason = fields?.['reason'];
  if (typeof kind !== 'string' || typeof reason !== 'string' || !(reason in REASONS)) return [];
  return [{ time, kind, subjects: subjectsIn(fields ?? {}) }];
}

function subjectsIn(fields: Readonly<Record<string, unknown>>): Subjects {
  const { host, containerInstance, serviceName, task, action, kind } = fields;
  const token = (action as { readonly token?: unknown } | undefined)?.token;
  const texts = [host, containerInstance, serviceName, task, token].filter((text) => typeof text === 'string');
  return new Set(kind === 'notify-operator' ? ['operator'] : texts);
}

/** The same of a call: one set for each thing that it is about. */
function subjectsOf(truth: Truth, { operation, input }: CallRecord): readonly Subjects[] {
  const fields = input as Readonly<Record<string, unknown>>;
  const last = (arn: unknown): string => String(arn).split('/').at(-1) ?? '';
  const host = (arn: unknown): Subjects => new Set([last(arn), truth.instances.get(String(arn)) ?? last(arn)]);
  switch (operation) {
    case 'UpdateService':
      return [new Set([last(fields['service'])])];
    case 'UpdateContainerInstancesState':
      return (fields['containerInstances'] as readonly string[]).map(host);
    case 'PutAttributes':
    case 'DeleteAttributes': {
      const attributes = fields['attributes'] as readonly { readonly targetId?: string }[];
      return attributes.map(({ targetId }) => host(targetId));
    }
    case 'StopTask':
      return [new Set([last(fields['task'])])];
    case 'TerminateInstanceInAutoScalingGroup':
    case 'SetInstanceProtection':
      return (fields['InstanceIds'] as readonly string[]).map((id) => new Set([id]));
    case 'CompleteLifecycleAction':
    case 'RecordLifecycleActionHeartbeat': {
      const ids = [fields['InstanceId'], fields['LifecycleActionToken']];
      return [new Set(ids.filter((id) => typeof id === 'string'))];
    }
    case 'ModifyInstanceMetadataOptions':
      return [new Set([String(fields['InstanceId'])])];
    default:
      return [new Set(['operator'])];
  }
}

function shares(one: Subjects, other: Subjects): boolean {
  return [...one].some((text) => other.has(text));
}

/** Outcomes of calls that were carried out, or may have been: the answer was lost, or an error of the service's own. */
const MAYBE_CARRIED_OUT = /^(ok|reset|InternalFailure|InternalError|ServerException|ServiceUnavailable)/;

/** Whether a line says `done` of what no call of the function did. */
function isWrongClaim(truth: Truth, { time, fields }: LogLine, calls: readonly CallRecord[]): boolean {
  const operation = EFFECTS[String(fields?.['kind'])];
  if (fields?.['outcome'] !== 'done' || operation === undefined) return false;
  const subjects = subjectsIn(fields);
  return !calls.some(
    (call) =>
      call.operation === operation &&
      MAYBE_CARRIED_OUT.test(call.outcome) &&
      within(time - call.time) &&
      subjectsOf(truth, call).some((subject) => shares(subjects, subject)),
  );
}

function claimOf({ fields }: LogLine): string {
  const { kind, host, serviceName, task } = fields ?? {};
  return `${kind} ${host ?? serviceName ?? task ?? ''}`;
}
