import type { LifecycleActionResult } from '../../shared/domain/auto-scaling.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { HostLook, Obstacle, Wait } from './snapshot.ts';

/** What became of the host, in the words of the notice. */
export type Ending = LifecycleActionResult | 'HELD';

/** Why the operator is told, for people; the list of all reasons would only weigh down the bundle. */
const WHY: Readonly<Partial<Record<Reason, string>>> = {
  'deadline-passed': 'The host has been held as long as it was to be held.',
  'global-limit-near': 'Auto Scaling holds no instance longer than 48 hours or 100 heartbeat time-outs.',
  'spot-interrupted': 'EC2 takes the host away two minutes after its interruption notice.',
  'retain-would-terminate': 'The host is to be retained, but its group would terminate it.',
};

const WHAT_HAPPENED: Readonly<Record<Ending, string>> = {
  CONTINUE: 'It was let go with these tasks on it: they end with the instance.',
  ABANDON: 'Its lifecycle action was abandoned, and its group retains it: it is kept, out of service, for a person.',
  HELD: 'It was to be retained, but its group retains no instance, so it is held on instead.',
};

/** Tasks that are named, and characters of a service's message: the whole stays far within the 256 KiB of SNS. */
const MOST_TASKS = 25;
const SERVICE_MESSAGE_LENGTH = 400;

/** A message of SNS. */
export interface OperatorNotice {
  readonly subject: string;
  /** A text for people, and behind it the same as JSON. */
  readonly message: string;
}

/** Writes down which tasks stood in the way of a host that was to be drained. */
export function operatorNotice(
  wait: Wait,
  look: HostLook,
  { reason, ending, now }: { readonly reason: Reason; readonly ending: Ending; readonly now: number },
): OperatorNotice {
  const { ec2InstanceId, host, obstacles: all = [] } = look;
  const obstacles = all.slice(0, MOST_TASKS).map(shortened);
  const { autoScalingGroupName, lifecycleHookName } = wait.action;
  const place =
    host.kind === 'found' ? { clusterArn: host.clusterArn, containerInstanceArn: host.containerInstanceArn } : {};
  const heldSince = wait.notice && new Date(wait.notice.startedAt).toISOString();
  const facts = {
    event: 'drain-deadline-passed',
    reason,
    outcome: ending,
    ec2InstanceId,
    autoScalingGroupName,
    lifecycleHookName,
    ...place,
    heldSince,
    at: new Date(now).toISOString(),
    tasksInAll: all.length,
    tasks: obstacles.map((obstacle) => withDates(obstacle)),
  };
  const lines = [
    `Host ${ec2InstanceId} of the Auto Scaling group ${autoScalingGroupName} was not empty in time.`,
    `${WHY[reason] ?? reason} ${WHAT_HAPPENED[ending]}`,
    '',
    ...(obstacles.length > 0
      ? ['Tasks that stood in the way:', ...obstacles.flatMap(linesOf), ...more(all.length)]
      : ['Its tasks could not be read.']),
    '',
    JSON.stringify(facts, undefined, 2),
  ];
  return { subject: `ECS host ${ec2InstanceId} was not drained in time`, message: lines.join('\n') };
}

function shortened({ serviceMessage, ...rest }: Obstacle): Obstacle {
  return { ...rest, serviceMessage: serviceMessage?.slice(0, SERVICE_MESSAGE_LENGTH) };
}

function more(inAll: number): string[] {
  return inAll > MOST_TASKS ? [`and ${inAll - MOST_TASKS} more.`] : [];
}

function withDates({ since, protectedUntil, ...rest }: Obstacle) {
  return { ...rest, since: iso(since), protectedUntil: iso(protectedUntil) };
}

function linesOf({ owner, taskArn, lastStatus, since, protectedUntil, serviceMessage }: Obstacle): string[] {
  const status = since === undefined ? lastStatus : `${lastStatus} since ${iso(since)}`;
  const isProtected = protectedUntil === undefined ? '' : `, protected from scale-in until ${iso(protectedUntil)}`;
  const message = serviceMessage === undefined ? [] : [`  its service says: ${serviceMessage}`];
  return [`- ${owner}: ${status}${isProtected} (${taskArn})`, ...message];
}

function iso(time: number | undefined): string | undefined {
  return time !== undefined && Number.isFinite(time) ? new Date(time).toISOString() : undefined;
}
