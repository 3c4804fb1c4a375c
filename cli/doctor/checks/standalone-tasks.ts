import { STANDALONE_CHOICES, STANDALONE_TAG } from '../../../functions/termination-gate/standalone.ts';
import { SERVICE_GROUP_PREFIX } from '../../../shared/domain/tasks.ts';
import { counted } from '../../counted.ts';
import type { ClusterEntry, TaskEntry } from '../../snapshot/snapshot.ts';
import { commands, type Finding, named, quoted, words } from '../finding.ts';
import { type Patient, tagsOf } from '../patient.ts';

/** Tasks that belong to no service: a drain does not touch them, and scale-in keeps their hosts. */
export function standaloneTasks(patient: Patient): Finding[] {
  return patient.snapshot.clusters.flatMap((cluster) => {
    const running = patient.snapshot.tasks.filter((task) => task.clusterArn === cluster.clusterArn && isOnHost(task));
    const undecided = running.filter((task) => isStandalone(task) && !isDecided(patient, cluster, task));
    const unknown = running.filter(({ group }) => group === undefined);
    return [
      ...[...Map.groupBy(undecided, familyOf)].map(([family, tasks]) => standalone(cluster, family, tasks)),
      ...(unknown.length > 0 ? [untold(cluster, unknown)] : []),
    ];
  });
}

function isOnHost({ containerInstanceArn, lastStatus }: TaskEntry): boolean {
  return containerInstanceArn !== undefined && lastStatus !== 'STOPPED' && lastStatus !== 'DELETED';
}

function isStandalone({ group }: TaskEntry): boolean {
  return group !== undefined && !group.startsWith(SERVICE_GROUP_PREFIX);
}

/** Whether a tag says what becomes of a task at a termination. Wrong values are `tags`' concern. */
function isDecided(patient: Patient, cluster: ClusterEntry, task: TaskEntry): boolean {
  const host = patient.snapshot.containerInstances.find(
    ({ containerInstanceArn }) => containerInstanceArn === task.containerInstanceArn,
  );
  const group = host === undefined ? undefined : patient.groupOf(host);
  const tags = [task.tags, group?.Tags, cluster.tags].map(tagsOf);
  return tags.some((each) => each[STANDALONE_TAG] !== undefined);
}

function familyOf({ taskDefinitionArn }: TaskEntry): string {
  return taskDefinitionArn.split('/').at(-1)?.split(':')[0] ?? taskDefinitionArn;
}

function standalone({ clusterArn, clusterName }: ClusterEntry, family: string, tasks: readonly TaskEntry[]): Finding {
  return {
    severity: 'note',
    about: `${counted(tasks.length, 'standalone task')} of ${family} in ${clusterName}`,
    meaning:
      'A drain does not touch them: a termination waits for them until its deadline, and scale-in keeps their hosts. spot-drain stops them.',
    mends: [
      words(
        `Good for tasks that end soon. ${STANDALONE_TAG} (${STANDALONE_CHOICES.join(' or ')}) on tasks, group or cluster decides:`,
      ),
      ...commands(`aws ecs tag-resource --resource-arn ${quoted(clusterArn)} --tags key=${STANDALONE_TAG},value=stop`),
    ],
  };
}

function untold({ clusterName }: ClusterEntry, tasks: readonly TaskEntry[]): Finding {
  const ids = named(tasks.map(({ taskArn }) => taskArn.split('/').at(-1) ?? taskArn));
  return {
    severity: 'note',
    about: `tasks ${ids} in ${clusterName}`,
    meaning: 'Their group is not in the file: whether they belong to a service cannot be told.',
    mends: [words('Take the snapshot anew, with whole answers of DescribeTasks.')],
  };
}
