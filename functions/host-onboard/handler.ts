import { ec2Client, ecsClient, snsClient } from '../../shared/aws/clients.ts';
import { readConfig } from '../../shared/runtime/config.ts';
import { sqsHandler } from '../../shared/runtime/sqs-handler.ts';
import { PowertoolsTelemetry } from '../../shared/runtime/telemetry.ts';
import { openTracer } from '../../shared/runtime/tracing.ts';
import { hostOnboardJob } from './job.ts';
import { awsReads } from './reads.ts';
import { HOST_ONBOARD_SETTINGS } from './settings.ts';
import { awsWrites } from './writes.ts';

const NAME = 'host-onboard';
const config = readConfig(NAME, HOST_ONBOARD_SETTINGS);
const { own } = config;
const telemetry = new PowertoolsTelemetry(NAME, config);
const tracer = await openTracer(NAME, config.tracing);
const clients = { ...config.clients, onAttempt: telemetry.attempt, onCall: tracer?.call };
const ecs = ecsClient(clients);
/** Nearly all events are about hosts that were seen before: they need neither of these. */
const ec2 = () => ec2Client(clients);
const sns = () => snsClient(clients);
const clock = () => Date.now();

const job = hostOnboardJob({
  reads: awsReads(ecs, ec2),
  writes: awsWrites({ ecs, ec2, sns }, own.OPERATOR_TOPIC_ARN),
  scope: own.HOST_ONBOARD_CLUSTERS,
  policy: { repairs: own.HOST_ONBOARD_REPAIR, repairBudget: own.HOST_ONBOARD_REPAIR_BUDGET },
  telemetry,
  clock,
});

/** Labels new hosts as Spot or On-Demand, and finds settings of theirs that keep containers from their credentials. */
export const handler = sqsHandler(job, {
  config,
  dryRun: own.HOST_ONBOARD_DRY_RUN,
  telemetry,
  tracer,
  clock,
  random: () => Math.random(),
});
