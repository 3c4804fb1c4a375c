import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** What planning a cluster costs. */
export interface PlanCost {
  readonly hosts: number;
  readonly services: number;
  readonly tasks: number;
  /** Of the hosts, those that are drained, and the tasks that have to be placed elsewhere for it. */
  readonly drained: number;
  readonly moves: number;
  /** Of the processor, which other work on the machine disturbs least; the best of several plans. */
  readonly milliseconds: number;
  /** The most memory that the whole process held, the made cluster included. */
  readonly mebibytes: number;
}

/** Which hosts there are to take: idle ones first of all, or none but badly used ones. */
export type Kind = 'idle' | 'badly-used';

/** Plans a made cluster in a process of its own. */
export async function scaleInPlan(hosts: number, services: number, kind: Kind): Promise<PlanCost> {
  const script = path.join(import.meta.dirname, 'scale-in-plan-once.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(hosts), String(services), kind]);
  return JSON.parse(stdout) as PlanCost;
}
