import type { ListName } from '../../snapshot/snapshot.ts';
import { commands, type Finding, named, words } from '../finding.ts';
import { hostName, type Patient } from '../patient.ts';

/** What cannot be told without a list, and the call that gives it. Clusters are always there. */
const LISTS: Readonly<Partial<Record<ListName, readonly [untold: string, command: string]>>> = {
  containerInstances: ['anything about hosts', 'aws ecs describe-container-instances --include TAGS'],
  services: ['whether drains end', 'aws ecs describe-services --include TAGS'],
  tasks: ['whether standalone tasks run', 'aws ecs describe-tasks --include TAGS'],
  taskDefinitions: [
    'which tasks need the instance metadata, and how long they take to stop',
    'aws ecs describe-task-definition',
  ],
  capacityProviders: [
    'whether ECS scales or drains groups itself',
    'aws ecs describe-capacity-providers --include TAGS',
  ],
  autoScalingGroups: [
    'anything about groups: hooks, sizes, warm pools, opt-ins',
    'aws autoscaling describe-auto-scaling-groups',
  ],
  lifecycleHooks: ['whether groups have a terminate hook', 'aws autoscaling describe-lifecycle-hooks'],
  instances: ['hop limits, instance metadata and which hosts are Spot', 'aws ec2 describe-instances'],
};

/** What the file does not have, so that nothing is passed as fine that was not looked at. */
export function missingParts(patient: Patient): Finding[] {
  const absent = Object.entries(LISTS)
    .filter(([list]) => patient.circumstances.absent.has(list as ListName))
    .map(
      ([list, [untold, command]]): Finding => ({
        severity: 'note',
        about: `the list ${list}`,
        meaning: `It is not in the file: it cannot be told ${untold.startsWith('whe') || untold.startsWith('which') ? '' : 'about '}${untold}.`,
        mends: [words('Add to the file what this prints (docs/snapshot.md has all of it):'), ...commands(command)],
      }),
    );
  return [...absent, ...fewerHosts(patient), ...withoutInstance(patient), ...withoutGroup(patient)];
}

/** ACTIVE and DRAINING hosts that the cluster counts, and the file lacks. */
function fewerHosts(patient: Patient): Finding[] {
  if (!patient.has('containerInstances')) return [];
  return patient.snapshot.clusters.flatMap((cluster): Finding[] => {
    const there = patient.hostsOf(cluster).length;
    const registered = cluster.registeredContainerInstancesCount ?? there;
    if (registered <= there) return [];
    return [
      {
        severity: 'note',
        about: `cluster ${cluster.clusterName}`,
        meaning: `It counts ${registered} hosts, and ${there} are in the file: nothing can be told of the others.`,
        mends: [words('Describe 100 hosts a call until all are in the file, or use `ecs-ops snapshot`.')],
      },
    ];
  });
}

function withoutInstance(patient: Patient): Finding[] {
  if (!patient.has('instances')) return [];
  const hosts = patient.snapshot.containerInstances.filter(
    (host) => host.ec2InstanceId?.startsWith('i-') && patient.instanceOf(host) === undefined,
  );
  if (hosts.length === 0) return [];
  return [
    {
      severity: 'note',
      about: `hosts ${named(hosts.map(hostName))}`,
      meaning: 'Their EC2 instances are not in the file: hop limits, and whether they are Spot, cannot be told.',
      mends: [words('Add the answers of DescribeInstances for them.')],
    },
  ];
}

function withoutGroup(patient: Patient): Finding[] {
  if (!patient.has('autoScalingGroups')) return [];
  const hosts = patient.snapshot.containerInstances.filter(
    (host) => host.ec2InstanceId?.startsWith('i-') && patient.groupOf(host) === undefined,
  );
  if (hosts.length === 0) return [];
  return [
    {
      severity: 'note',
      about: `hosts ${named(hosts.map(hostName))}`,
      meaning:
        'No Auto Scaling group in the file has them: either they wait in a warm pool, or the group is missing, or they have none, and then nothing holds their termination.',
      mends: [words('Add the group to the file, or launch hosts by an Auto Scaling group.')],
    },
  ];
}
