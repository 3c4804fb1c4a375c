import { REASONS } from '../../shared/domain/reasons.ts';
import type { FunctionOutput, LogLine } from '../../simulator/telemetry/function-output.ts';

/** What a function decided about something: as it logs it. */
export interface Decision {
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  /** `host-sync`, … */
  readonly function: string;
  /** Something to be done, left as it is, not as it should be, or what scale-in says of a host. */
  readonly kind: 'action' | 'held-back' | 'warning' | 'verdict';
  /** The action's own kind, as `drain-hosts`; of a verdict its outcome. */
  readonly what: string;
  /** What became of an action: `done`, `dry-run`, `refused`, `failed`. */
  readonly outcome: string | undefined;
  readonly reason: string;
  /** The reason in a sentence. */
  readonly meaning: string;
  readonly detail: string | undefined;
  readonly cluster: string | undefined;
  /** Id of the EC2 instance. */
  readonly host: string | undefined;
  readonly service: string | undefined;
  /** Id of the task. */
  readonly task: string | undefined;
  /** Counts of a service before and after. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** What it is about, where it is neither host nor service. */
  readonly subject: string | undefined;
}

const REMARKS: Readonly<Record<string, 'held-back' | 'warning'>> = { 'held back': 'held-back', warning: 'warning' };

/** Gives the EC2 instance of a container instance's id, if it is known. */
export type InstanceOf = (containerInstance: string) => string | undefined;

/** What the functions have decided so far, in the order in which they logged it. */
export function decisionsIn({ logs }: Pick<FunctionOutput, 'logs'>, instanceOf: InstanceOf): readonly Decision[] {
  return logs.flatMap((line) => decisionIn(line, instanceOf) ?? []);
}

/** Decisions about a thing: the last of those that are alike. */
export function distinct(decisions: readonly Decision[]): readonly Decision[] {
  const latest = new Map<string, Decision>();
  for (const decision of decisions) {
    const { at: _, detail: __, ...rest } = decision;
    latest.set(JSON.stringify(rest), decision);
  }
  return [...latest.values()];
}

function decisionIn(line: LogLine, instanceOf: InstanceOf): Decision | undefined {
  const fields = line.fields ?? {};
  const message = String(fields['message']);
  const reason = text(fields['reason']);
  if (reason === undefined) return undefined;
  const kind = message === 'verdict' ? 'verdict' : (REMARKS[message] ?? actionKind(fields));
  if (kind === undefined) return undefined;
  const containerInstance = text(fields['containerInstance']);
  const outcome = text(fields['outcome']);
  return {
    at: line.time,
    function: String(fields['service']),
    kind,
    what: kind === 'verdict' ? (outcome ?? '') : message,
    outcome: kind === 'action' ? outcome : undefined,
    reason,
    meaning: (REASONS as Readonly<Record<string, string>>)[reason] ?? reason,
    detail: text(fields['detail']),
    cluster: text(fields['cluster']),
    host: text(fields['host']) ?? (containerInstance === undefined ? undefined : instanceOf(containerInstance)),
    service: text(fields['serviceName']),
    task: text(fields['task']),
    from: whole(fields['from']),
    to: whole(fields['to']),
    subject: text(fields['subject']),
  };
}

/** Lines of actions have their kind as message and as field. */
function actionKind(fields: Readonly<Record<string, unknown>>): 'action' | undefined {
  return fields['kind'] !== undefined && fields['kind'] === fields['message'] ? 'action' : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
