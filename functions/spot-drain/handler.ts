import { autoScalingClient, ecsClient } from '../../shared/aws/clients.ts';
import { setContainerInstancesStatus } from '../../shared/aws/container-instances.ts';
import { prepareFirstCall } from '../../shared/aws/first-call.ts';
import { HostFinder, hostFinderReads } from '../../shared/aws/host-finder.ts';
import { stopTask } from '../../shared/aws/tasks.ts';
import { readConfig } from '../../shared/runtime/config.ts';
import { sqsHandler } from '../../shared/runtime/sqs-handler.ts';
import { PowertoolsTelemetry } from '../../shared/runtime/telemetry.ts';
import { openTracer } from '../../shared/runtime/tracing.ts';
import { DrainingHosts } from './draining-hosts.ts';
import { spotDrainJob } from './job.ts';
import { awsReads } from './reads.ts';
import { SPOT_DRAIN_SETTINGS } from './settings.ts';
import { StandaloneTasks } from './standalone-tasks.ts';

const NAME = 'spot-drain';
const config = readConfig(NAME, SPOT_DRAIN_SETTINGS);
const telemetry = new PowertoolsTelemetry(NAME, config);
const tracer = await openTracer(NAME, config.tracing);
const clients = { ...config.clients, onAttempt: telemetry.attempt, onCall: tracer?.call };
const ecs = ecsClient(clients);
if (config.isStartedForRun) await prepareFirstCall(ecs);
const reads = awsReads(ecs, autoScalingClient(clients));
const clock = () => Date.now();

const job = spotDrainJob({
  reads,
  finder: new HostFinder({ reads: hostFinderReads(ecs), scope: config.own.SPOT_DRAIN_CLUSTERS, clock }),
  draining: new DrainingHosts(clock),
  standalone: new StandaloneTasks(reads),
  rebalance: config.own.SPOT_DRAIN_REBALANCE,
  clock,
  policy: {
    'spot-interrupted': config.own.SPOT_DRAIN_STANDALONE_TASKS,
    'rebalance-recommended': config.own.SPOT_DRAIN_STANDALONE_TASKS_ON_REBALANCE,
  },
  telemetry,
  drain: (clusterArn, arns, signal) => setContainerInstancesStatus(ecs, clusterArn, arns, 'DRAINING', signal),
  stopTask: (clusterArn, taskArn, reason, signal) => stopTask(ecs, clusterArn, taskArn, reason, signal),
});

/** Sets hosts that EC2 is about to take away to DRAINING, and lets their standalone tasks end in order. */
export const handler = sqsHandler(job, {
  config,
  dryRun: config.own.SPOT_DRAIN_DRY_RUN,
  telemetry,
  tracer,
  clock,
  random: () => Math.random(),
});
