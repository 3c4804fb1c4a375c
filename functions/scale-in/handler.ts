import { autoScalingClient, ecsClient } from '../../shared/aws/clients.ts';
import { prepareFirstCall } from '../../shared/aws/first-call.ts';
import { HostFinder, hostFinderReads } from '../../shared/aws/host-finder.ts';
import { countReads, paced } from '../../shared/aws/pacing.ts';
import { readConfig } from '../../shared/runtime/config.ts';
import { sqsHandler } from '../../shared/runtime/sqs-handler.ts';
import { PowertoolsTelemetry } from '../../shared/runtime/telemetry.ts';
import { openTracer } from '../../shared/runtime/tracing.ts';
import { scaleInJob } from './job.ts';
import { AUTO_SCALING_PACE, ECS_PACE, HOST_AND_TASK_READS } from './paces.ts';
import { awsReads } from './reads.ts';
import { SCALE_IN_SETTINGS, toScaleInSettings } from './settings.ts';
import { awsWrites } from './writes.ts';

const NAME = 'scale-in';
const config = readConfig(NAME, SCALE_IN_SETTINGS);
const telemetry = new PowertoolsTelemetry(NAME, config);
const tracer = await openTracer(NAME, config.tracing);
const clients = { ...config.clients, onAttempt: telemetry.attempt, onCall: tracer?.call };
const clock = () => Date.now();
const ecs = paced(ecsClient(clients), ECS_PACE, clock);
if (config.isStartedForRun) await prepareFirstCall(ecsClient(clients));
const autoScaling = paced(autoScalingClient(clients), AUTO_SCALING_PACE, clock);

const job = scaleInJob({
  reads: awsReads(ecs, autoScaling),
  // Whether an instance has joined no cluster at all, only all of them can tell.
  finder: new HostFinder({ reads: hostFinderReads(ecs), scope: [], clock }),
  writes: awsWrites(ecs, autoScaling),
  settings: toScaleInSettings(config.own),
  scope: config.own.SCALE_IN_CLUSTERS,
  dryRun: config.stackDryRun || config.own.SCALE_IN_DRY_RUN,
  recentReads: countReads(ecs, HOST_AND_TASK_READS, clock),
  scheduleMinutes: config.own.SCALE_IN_SCHEDULE,
  telemetry,
  clock,
});

/** Removes idle hosts, then badly used ones, down to the wanted headroom. */
export const handler = sqsHandler(job, {
  config,
  dryRun: config.own.SCALE_IN_DRY_RUN,
  telemetry,
  tracer,
  clock,
  random: () => Math.random(),
});
