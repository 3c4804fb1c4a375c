import type { ServiceChange } from '../../../simulator/services/ecs/changes.ts';
import type { LineSource } from '../timeline.ts';

/** Services: the tasks that run when they have settled, and that they find no place for one. */
export function serviceLines({ simulation: { ecs }, tell }: LineSource): void {
  /** Running tasks when the service was last settled. */
  const settled = new Map<string, number>();
  /** What it complained of last; once is enough for each. */
  const complaints = new Map<string, string>();

  const changed = ({ serviceName, desiredCount, runningCount, pendingCount, message = '' }: ServiceChange): void => {
    const who = `service ${serviceName}`;
    const complaint = complaintIn(message);
    if (complaint !== undefined && settled.has(serviceName) && complaints.get(serviceName) !== complaint) {
      complaints.set(serviceName, complaint);
      tell({
        who,
        what: `finds no place for another task (${complaint}); ${runningCount} of ${desiredCount} tasks run`,
        style: 'yellow',
      });
    }
    if (runningCount !== desiredCount || pendingCount > 0 || runningCount === 0) return;
    if (settled.get(serviceName) === runningCount) return;
    settled.set(serviceName, runningCount);
    tell({ who, what: `${runningCount} of ${desiredCount} tasks run`, style: 'green' });
  };
  ecs.onChange((change) => {
    if (change.kind === 'service') changed(change);
  });
}

/** The cause in a message that a task could not be placed. */
function complaintIn(message: string): string | undefined {
  const [, cause] =
    /unable to place a task.*\(container-instance \w+\) (.*?)\.? For more information/.exec(message) ?? [];
  return cause?.replace(/^encountered error "(.*?)\.?"\.?$/, '$1').replace(/^has /, '');
}
