import { ecsClient, taggingClient } from '../../shared/aws/clients.ts';
import { updateDesiredCount } from '../../shared/aws/ecs.ts';
import { prepareFirstCall } from '../../shared/aws/first-call.ts';
import { readConfig } from '../../shared/runtime/config.ts';
import { sqsHandler } from '../../shared/runtime/sqs-handler.ts';
import { PowertoolsTelemetry } from '../../shared/runtime/telemetry.ts';
import { openTracer } from '../../shared/runtime/tracing.ts';
import { hostSyncJob } from './job.ts';
import { awsReads } from './reads.ts';
import { ServedServices } from './served-services.ts';
import { HOST_SYNC_SETTINGS } from './settings.ts';

const NAME = 'host-sync';
const config = readConfig(NAME, HOST_SYNC_SETTINGS);
const telemetry = new PowertoolsTelemetry(NAME, config);
const tracer = await openTracer(NAME, config.tracing);
const clients = { ...config.clients, onAttempt: telemetry.attempt, onCall: tracer?.call };
const ecs = ecsClient(clients);
if (config.isStartedForRun) await prepareFirstCall(ecs);
const reads = awsReads(ecs, taggingClient(clients));
const clock = () => Date.now();

const job = hostSyncJob({
  reads,
  served: new ServedServices(config.own.HOST_SYNC_SERVICES, reads.taggedServices, clock),
  scope: config.own.HOST_SYNC_CLUSTERS,
  telemetry,
  clock,
  executors: {
    'set-desired-count': ({ clusterArn: cluster, serviceArn: service, to: desiredCount }, signal) =>
      updateDesiredCount(ecs, { cluster, service, desiredCount }, signal),
  },
});

/** Keeps services that want one task on each host at exactly as many tasks as there are eligible hosts. */
export const handler = sqsHandler(job, {
  config,
  dryRun: config.own.HOST_SYNC_DRY_RUN,
  telemetry,
  tracer,
  clock,
  random: () => Math.random(),
});
