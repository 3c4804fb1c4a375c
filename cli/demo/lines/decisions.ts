import { REASONS, type Reason } from '../../../shared/domain/reasons.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { LogLine } from '../../../simulator/telemetry/function-output.ts';
import { spoken } from '../duration.ts';
import type { HostNames } from '../host-names.ts';
import type { LineSource } from '../timeline.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A kind of action: the call that carries it out, what tells it from others of its kind, and how it reads. */
interface Decision {
  readonly operation: string;
  readonly subject: (fields: Fields) => string;
  readonly says: (fields: Fields, names: HostNames, simulation: Simulation) => string;
}

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const last = (arn: unknown): string => String(arn).split('/').at(-1) ?? '';
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const hosts = (ids: unknown, names: HostNames): string =>
  list(ids)
    .map((id) => names.of(id))
    .join(', ');

const DECISIONS: Readonly<Record<string, Decision>> = {
  'set-desired-count': {
    operation: 'UpdateService',
    subject: ({ serviceArn }) => last(serviceArn),
    says: ({ serviceArn, from, to }) => `${last(serviceArn)}: desired count ${String(from)} → ${String(to)}.`,
  },
  'drain-hosts': {
    operation: 'UpdateContainerInstancesState',
    subject: ({ containerInstanceArns }) => list(containerInstanceArns)[0] ?? '',
    says: ({ containerInstanceArns }, names) => `drains ${hosts(containerInstanceArns, names)}.`,
  },
  'mark-hosts': {
    operation: 'PutAttributes',
    subject: ({ containerInstanceArns }) => list(containerInstanceArns)[0] ?? '',
    says: ({ containerInstanceArns, reason }, names) =>
      `remembers ${hosts(containerInstanceArns, names)} as ${reason === 'idle-begins' ? 'idle' : 'disconnected'}.`,
  },
  'mark-and-drain-hosts': {
    operation: 'UpdateContainerInstancesState',
    subject: ({ containerInstanceArns }) => list(containerInstanceArns)[0] ?? '',
    says: ({ containerInstanceArns }, names) => `drains ${hosts(containerInstanceArns, names)}.`,
  },
  'give-back-hosts': {
    operation: 'UpdateContainerInstancesState',
    subject: ({ containerInstanceArns }) => list(containerInstanceArns)[0] ?? '',
    says: ({ containerInstanceArns }, names) => `sets ${hosts(containerInstanceArns, names)} ACTIVE again.`,
  },
  'terminate-hosts': {
    operation: 'TerminateInstanceInAutoScalingGroup',
    subject: ({ ec2InstanceIds }) => list(ec2InstanceIds)[0] ?? '',
    says: ({ ec2InstanceIds }, names) => `terminates ${hosts(ec2InstanceIds, names)}, and lowers the desired capacity.`,
  },
  'stop-task': {
    operation: 'StopTask',
    subject: ({ taskArn }) => String(taskArn),
    says: ({ taskArn, ec2InstanceId }, names, { ecs }) => {
      const clusterName = String(taskArn).split('/').at(-2) ?? '';
      const task = ecs.view(clusterName).tasks.find((each) => each.taskArn === taskArn);
      return `stops the task ${task?.group.replace(/^\w+:/, '') ?? last(taskArn)} on ${names.of(String(ec2InstanceId))}.`;
    },
  },
  'complete-lifecycle-action': {
    operation: 'CompleteLifecycleAction',
    subject: ({ action }) => (isRecord(action) ? String(action['token']) : ''),
    says: ({ ec2InstanceIds, waitedFor, emptyFor, isDeadline }, names) => {
      const after = typeof waitedFor === 'number' ? ` after ${spoken(waitedFor)}` : '';
      // One that was empty before it was held has no task whose end counts.
      const hasWaited = typeof emptyFor === 'number' && typeof waitedFor === 'number' && emptyFor < waitedFor;
      const lag = hasWaited ? `, ${spoken(emptyFor)} after its last task stopped` : '';
      const left = isDeadline === true ? ', although a task is left' : '';
      return `lets ${hosts(ec2InstanceIds, names)} go${after}${lag}${left}.`;
    },
  },
  'notify-operator': {
    operation: 'Publish',
    subject: ({ subject }) => String(subject),
    says: () => 'tells the operator, through the SNS topic of the stack.',
  },
};

/** The functions: what they do, and why; of what they leave alone, only that they wait for a host to be empty. */
export function decisionLines({ simulation, names, tell }: LineSource): void {
  const holding = new Set<string>();
  simulation.output.onLog((line) => {
    const { fields = {} } = line;
    const who = String(fields['service']);
    const subject = String(fields['subject']);
    const why = REASONS[String(fields['reason']) as Reason];
    if (fields['message'] === 'held back' && fields['reason'] === 'tasks-left' && !holding.has(subject)) {
      holding.add(subject);
      tell({ at: line.time, who, what: `holds ${names.of(subject)}.`, why, style: 'magenta' });
    }
    if (fields['message'] === 'verdict' && fields['outcome'] === 'wait') {
      const host = names.of(String(fields['ec2InstanceId']));
      tell({ at: line.time, who, what: `waits for ${host}.`, why, style: 'magenta' });
    }
    const decision = DECISIONS[String(fields['kind'])];
    if (decision === undefined) return;
    const outcome = fields['outcome'] === 'done' ? '' : ` [${String(fields['outcome'])}]`;
    const what = `${decision.says(fields, names, simulation)}${outcome}`;
    tell({ at: calledAt(line, decision, simulation), who, what, why, style: 'magenta', isCause: true });
  });
}

/** When the call was carried out: before what follows from it. Functions log it when they have the answer. */
function calledAt({ fields = {}, functionName, time }: LogLine, decision: Decision, { calls }: Simulation): number {
  const { operation, subject } = decision;
  const made = calls
    .all({ functionName, operation })
    .findLast(({ input }) => JSON.stringify(input).includes(subject(fields)));
  return made?.time ?? time;
}
