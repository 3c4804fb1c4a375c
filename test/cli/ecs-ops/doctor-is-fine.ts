import {
  all,
  distinct,
  type Harmless,
  metadata,
  onGroup,
  onHook,
  onHost,
  onService,
  onTask,
  optOut,
  percents,
  provider,
  retain,
  tagGroup,
  tagService,
} from './doctor-changes.ts';

/** What is close to a finding, and is none. */
export const IS_FINE: readonly Harmless[] = [
  [
    'Terminate hooks',
    'a hook without a target, by its name',
    onHook({ NotificationTargetARN: undefined, LifecycleHookName: 'ecs-ops-drain' }),
  ],
  [
    'Terminate hooks',
    'managed draining without a hook of ours',
    all((file) => file.lifecycleHooks.pop(), provider({ managedDraining: 'ENABLED' })),
  ],
  ['Terminate hooks', 'no list of hooks, of which nothing can be told', (file) => delete file.lifecycleHooks],
  [
    'Terminate hooks',
    'another group, without hosts',
    (file) =>
      file.autoScalingGroups.push({ ...file.autoScalingGroups[0], AutoScalingGroupName: 'other', Instances: [] }),
  ],
  ['Settings of hooks', 'a heartbeat of 600 s', onHook({ HeartbeatTimeout: 600 })],
  [
    'Settings of hooks',
    'ABANDON in a group that retains',
    all(onHook({ DefaultResult: 'ABANDON' }), onGroup(retain), tagGroup('ecs-ops:drain-outcome', 'retain')),
  ],
  ['Healthy percents', '50/100 of four', percents(50, 100)],
  ['Healthy percents', '100/125 of four', percents(100, 125)],
  ['Healthy percents', 'a DAEMON service', all(percents(100, 100), onService({ schedulingStrategy: 'DAEMON' }))],
  ['Healthy percents', 'a Fargate service', all(percents(100, 100), onService({ launchType: 'FARGATE' }))],
  [
    'Healthy percents',
    'one per host that may stop',
    all(distinct, percents(50, 100), tagService('ecs-ops:one-per-host', 'true')),
  ],
  ['Healthy percents', 'one per host by spread', tagService('ecs-ops:one-per-host', 'true')],
  ['One task per host', 'a tag', all(distinct, tagService('ecs-ops:one-per-host', 'true'))],
  ['Instance metadata', 'three hops', metadata({ HttpPutResponseHopLimit: 3 })],
  ['Capacity providers', 'neither managed', provider({ managedScaling: { status: 'DISABLED' } })],
  [
    'Auto Scaling groups',
    'a process that does not matter',
    onGroup({ SuspendedProcesses: [{ ProcessName: 'ScheduledActions' }] }),
  ],
  [
    'Scale-in',
    'a group that did not opt in, with all of it',
    all(
      optOut,
      onGroup({ MinSize: 1, NewInstancesProtectedFromScaleIn: true }),
      onService({ availabilityZoneRebalancing: 'ENABLED' }),
    ),
  ],
  ['Scale-in', 'a pause that is over', tagGroup('ecs-ops:scale-in-paused', '2026-01-05T11:59:00Z')],
  [
    'Spot hosts',
    'the same on demand',
    all(
      (file) => delete file.instances[0].InstanceLifecycle,
      onGroup({ CapacityRebalance: false }),
      onHost({ agentConnected: false }),
    ),
  ],
  [
    'Hosts',
    'a drain for a termination',
    all(onHost({ status: 'DRAINING' }), (file) =>
      Object.assign(file.autoScalingGroups[0].Instances[0], { LifecycleState: 'Terminating:Wait' }),
    ),
  ],
  [
    'Standalone tasks',
    'decided on the cluster',
    all(onTask({ group: 'family:web' }), (file) =>
      file.clusters[0].tags.push({ key: 'ecs-ops:standalone-on-termination', value: 'stop' }),
    ),
  ],
  [
    'Standalone tasks',
    'one that has stopped',
    onTask({ group: 'family:web', lastStatus: 'STOPPED', desiredStatus: 'STOPPED' }),
  ],
  [
    'Tags',
    'tags that make sense',
    all(
      tagService('ecs-ops:tasks-per-host', '2'),
      tagGroup('ecs-ops:drain-deadline-minutes', '60'),
      tagGroup('ecs-ops:scale-in-threshold', '40'),
    ),
  ],
  ['What the file lacks', 'no protected tasks', (file) => delete file.protectedTasks],
];
