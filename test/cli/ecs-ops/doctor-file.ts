import { CHECKS, type Check, examine, type TitledFinding } from '../../../cli/doctor/checks.ts';
import type { Finding } from '../../../cli/doctor/finding.ts';
import { type Circumstances, Patient } from '../../../cli/doctor/patient.ts';
import { snapshotOf } from '../../../cli/snapshot/parse-snapshot.ts';

const ECS = 'arn:aws:ecs:eu-west-1:111122223333';
export const HOST = 'i-0123456789abcdef0';
export const HOST_ARN = `${ECS}:container-instance/shop/0123456789abcdef0123456789abcdef`;
export const CLUSTER_ARN = `${ECS}:cluster/shop`;
export const SERVICE_ARN = `${ECS}:service/shop/web`;
const TASK_DEFINITION = `${ECS}:task-definition/web:3`;

// biome-ignore lint/suspicious/noExplicitAny: to be changed in ways that no type allows
export type File = any;

const TASK = {
  taskArn: `${ECS}:task/shop/11111111111111111111111111111111`,
  clusterArn: CLUSTER_ARN,
  taskDefinitionArn: TASK_DEFINITION,
  containerInstanceArn: HOST_ARN,
  group: 'service:web',
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
};

/** A host with one task, in a group with which nothing is wrong, opted in to scale-in. */
function healthy(): File {
  const resources = [
    { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
    { name: 'MEMORY', type: 'INTEGER', integerValue: 3884 },
  ];
  return {
    takenAt: '2026-01-05T12:00:00Z',
    clusters: [
      {
        clusterArn: CLUSTER_ARN,
        clusterName: 'shop',
        registeredContainerInstancesCount: 1,
        tags: [{ key: 'ecs-ops:scale-in', value: 'true' }],
      },
    ],
    containerInstances: [
      {
        containerInstanceArn: HOST_ARN,
        ec2InstanceId: HOST,
        status: 'ACTIVE',
        agentConnected: true,
        registeredResources: resources,
        remainingResources: resources,
        attributes: [],
      },
    ],
    services: [
      {
        serviceArn: SERVICE_ARN,
        serviceName: 'web',
        clusterArn: CLUSTER_ARN,
        status: 'ACTIVE',
        desiredCount: 1,
        launchType: 'EC2',
        schedulingStrategy: 'REPLICA',
        taskDefinition: TASK_DEFINITION,
        deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
        placementConstraints: [],
        availabilityZoneRebalancing: 'DISABLED',
        tags: [],
      },
    ],
    tasks: [{ ...TASK }],
    taskDefinitions: [
      {
        taskDefinitionArn: TASK_DEFINITION,
        family: 'web',
        revision: 3,
        containerDefinitions: [{ name: 'web', stopTimeout: 30 }],
      },
    ],
    capacityProviders: [],
    autoScalingGroups: [
      {
        AutoScalingGroupName: 'hosts',
        MinSize: 0,
        MaxSize: 4,
        DesiredCapacity: 1,
        AvailabilityZones: ['eu-west-1a'],
        CapacityRebalance: true,
        Instances: [
          {
            InstanceId: HOST,
            AvailabilityZone: 'eu-west-1a',
            LifecycleState: 'InService',
            ProtectedFromScaleIn: false,
          },
        ],
        SuspendedProcesses: [],
        Tags: [],
      },
    ],
    lifecycleHooks: [
      {
        LifecycleHookName: 'drain',
        AutoScalingGroupName: 'hosts',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        NotificationTargetARN: 'arn:aws:sns:eu-west-1:111122223333:ecs-ops-live-termination-gate',
        RoleARN: 'arn:aws:iam::111122223333:role/hooks',
        HeartbeatTimeout: 3600,
        DefaultResult: 'CONTINUE',
      },
    ],
    instances: [
      {
        InstanceId: HOST,
        InstanceType: 'm7g.large',
        State: { Name: 'running' },
        InstanceLifecycle: 'spot',
        MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      },
    ],
  };
}

/** The healthy file, changed. */
export function fileWith(change: (file: File) => unknown = () => undefined): File {
  const file = healthy();
  change(file);
  return file;
}

function patientOf(file: File, circumstances: Partial<Circumstances>): Patient {
  const { snapshot, findings, absent } = snapshotOf(file);
  if (snapshot === undefined) throw new Error(JSON.stringify(findings));
  return new Patient(snapshot, {
    absent: new Set(absent),
    unread: [],
    topicArn: undefined,
    hookNames: ['ecs-ops*'],
    ...circumstances,
  });
}

/** Everything that is found in the file when it was changed. */
export function allFindings(
  change?: (file: File) => unknown,
  circumstances: Partial<Circumstances> = {},
): readonly TitledFinding[] {
  return examine(patientOf(fileWith(change), circumstances));
}

/** What one check finds. */
export function findingsOf(
  title: string,
  change: (file: File) => unknown,
  circumstances: Partial<Circumstances> = {},
): readonly Finding[] {
  const check: Check | undefined = CHECKS.get(title);
  if (check === undefined) throw new Error(`No check ${title}`);
  return check(patientOf(fileWith(change), circumstances));
}
