import { REASONS, type Reason } from '../../../shared/domain/reasons.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { LogLine } from '../../../simulator/telemetry/function-output.ts';
import { spoken } from '../duration.ts';
import type { LineSource } from '../timeline.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A kind of action: the call that carries it out, what tells it from others of its kind, and how it reads. */
interface Decision {
  readonly operation: string;
  readonly subject: (fields: Fields) => unknown;
  readonly says: (fields: Fields, hosts: string, simulation: Simulation) => string;
}

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const containerInstance = (fields: Fields): unknown => fields['containerInstance'];

const DECISIONS: Readonly<Record<string, Decision>> = {
  'set-desired-count': {
    operation: 'UpdateService',
    subject: ({ serviceName }) => serviceName,
    says: ({ serviceName, from, to }) => `${String(serviceName)}: desired count ${String(from)} → ${String(to)}.`,
  },
  'drain-hosts': {
    operation: 'UpdateContainerInstancesState',
    subject: containerInstance,
    says: (_, hosts) => `drains ${hosts}.`,
  },
  'mark-hosts': {
    operation: 'PutAttributes',
    subject: containerInstance,
    says: ({ reason }, hosts) => `remembers ${hosts} as ${reason === 'idle-begins' ? 'idle' : 'disconnected'}.`,
  },
  'label-hosts': {
    operation: 'PutAttributes',
    subject: containerInstance,
    says: ({ lifecycle }, hosts) => `labels ${hosts}: ecs-ops.lifecycle = ${String(lifecycle)}.`,
  },
  'mark-and-drain-hosts': {
    operation: 'UpdateContainerInstancesState',
    subject: containerInstance,
    says: (_, hosts) => `drains ${hosts}.`,
  },
  'give-back-hosts': {
    operation: 'UpdateContainerInstancesState',
    subject: containerInstance,
    says: (_, hosts) => `sets ${hosts} ACTIVE again.`,
  },
  'terminate-hosts': {
    operation: 'TerminateInstanceInAutoScalingGroup',
    subject: ({ host }) => host,
    says: (_, hosts) => `terminates ${hosts}, and lowers the desired capacity.`,
  },
  'stop-task': {
    operation: 'StopTask',
    subject: ({ task }) => task,
    says: ({ cluster, task }, hosts, { ecs }) => {
      const found = ecs.view(String(cluster)).tasks.find(({ taskArn }) => taskArn.endsWith(`/${String(task)}`));
      return `stops the task ${found?.group.replace(/^\w+:/, '') ?? String(task)} on ${hosts}.`;
    },
  },
  'complete-lifecycle-action': {
    operation: 'CompleteLifecycleAction',
    subject: ({ action }) => (isRecord(action) ? action['token'] : ''),
    says: ({ waitedFor, emptyFor, isDeadline }, hosts) => {
      const after = typeof waitedFor === 'number' ? ` after ${spoken(waitedFor)}` : '';
      // One that was empty before it was held has no task whose end counts.
      const hasWaited = typeof emptyFor === 'number' && typeof waitedFor === 'number' && emptyFor < waitedFor;
      const lag = hasWaited ? `, ${spoken(emptyFor)} after its last task stopped` : '';
      const left = isDeadline === true ? ', although a task is left' : '';
      return `lets ${hosts} go${after}${lag}${left}.`;
    },
  },
  'notify-operator': {
    operation: 'Publish',
    subject: ({ subject }) => subject,
    says: () => 'tells the operator, through the SNS topic of the stack.',
  },
};

/** What is done to several hosts in one call. */
const MANY: ReadonlySet<string> = new Set([
  'drain-hosts',
  'label-hosts',
  'mark-hosts',
  'mark-and-drain-hosts',
  'give-back-hosts',
  'terminate-hosts',
]);

/** Lines of one action, one for each host. */
interface Told {
  readonly fields: Fields;
  readonly at: number;
  readonly decision: Decision;
  readonly hosts: string[];
}

/**
 * The functions: what they do, and why; of what they leave alone, only that they wait for a host to be empty.
 *
 * @returns tells the actions heard of since the last time
 */
export function decisionLines({ simulation, names, tell }: LineSource): () => void {
  const holding = new Set<string>();
  const actions = new Map<string, Told>();
  const hostOf = (fields: Fields): string => names.of(String(fields['host'] ?? fields['containerInstance']));
  const remark = ({ time: at }: LogLine, fields: Fields): void => {
    const subject = String(fields['subject']);
    const about = { at, who: String(fields['service']), why: why(fields), style: 'magenta' } as const;
    if (fields['message'] === 'held back' && fields['reason'] === 'tasks-left' && !holding.has(subject)) {
      holding.add(subject);
      tell({ ...about, what: `holds ${names.of(subject)}.` });
    }
    if (fields['message'] === 'verdict' && fields['outcome'] === 'wait') {
      tell({ ...about, what: `waits for ${hostOf(fields)}.` });
    }
  };
  const action = (line: LogLine, fields: Fields): void => {
    const { kind, plan, reason, outcome } = fields;
    const decision = DECISIONS[String(kind)];
    if (decision === undefined) return;
    // What was done alike to several hosts is one sentence; what else is told differs for each.
    const key = MANY.has(String(kind)) ? JSON.stringify([plan, kind, reason, outcome, fields['lifecycle']]) : line.text;
    const told = actions.get(key);
    if (told === undefined) {
      actions.set(key, { fields, at: calledAt(line, decision, simulation), decision, hosts: [hostOf(fields)] });
    } else told.hosts.push(hostOf(fields));
  };
  simulation.output.onLog((line) => {
    remark(line, line.fields ?? {});
    action(line, line.fields ?? {});
  });
  return () => {
    for (const { fields, at, decision, hosts } of actions.values()) {
      const outcome = fields['outcome'] === 'done' ? '' : ` [${String(fields['outcome'])}]`;
      const what = `${decision.says(fields, listed(hosts), simulation)}${outcome}`;
      tell({ at, who: String(fields['service']), what, why: why(fields), style: 'magenta', isCause: true });
    }
    actions.clear();
  };
}

/** Hosts that are named in one sentence; of more, only the first are. */
const MOST_NAMED = 6;

function listed(hosts: readonly string[]): string {
  if (hosts.length <= MOST_NAMED) return hosts.join(', ');
  return `${hosts.length} hosts (${hosts.slice(0, MOST_NAMED / 2).join(', ')}, …)`;
}

function why(fields: Fields): string | undefined {
  return REASONS[String(fields['reason']) as Reason];
}

/** When the call was carried out: before what follows from it. Functions log it when they have the answer. */
function calledAt({ fields = {}, functionName, time }: LogLine, decision: Decision, { calls }: Simulation): number {
  const { operation, subject } = decision;
  const made = calls
    .all({ functionName, operation })
    .findLast(({ input }) => JSON.stringify(input).includes(String(subject(fields))));
  return made?.time ?? time;
}
