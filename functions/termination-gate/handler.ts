import { autoScalingClient, ecsClient, snsClient } from '../../shared/aws/clients.ts';
import { prepareFirstCall } from '../../shared/aws/first-call.ts';
import { HostDirectory } from '../../shared/aws/host-directory.ts';
import { HostFinder, hostFinderReads } from '../../shared/aws/host-finder.ts';
import { readConfig } from '../../shared/runtime/config.ts';
import { sqsHandler } from '../../shared/runtime/sqs-handler.ts';
import { PowertoolsTelemetry } from '../../shared/runtime/telemetry.ts';
import { openTracer } from '../../shared/runtime/tracing.ts';
import { terminationGateJob } from './job.ts';
import { readsLeftOf } from './paces.ts';
import { awsReads } from './reads.ts';
import { TERMINATION_GATE_SETTINGS } from './settings.ts';
import { StormFinder } from './storm-finder.ts';
import { awsWrites } from './writes.ts';

const NAME = 'termination-gate';
const config = readConfig(NAME, TERMINATION_GATE_SETTINGS);
const { own } = config;
const telemetry = new PowertoolsTelemetry(NAME, config);
const tracer = await openTracer(NAME, config.tracing);
const clients = { ...config.clients, onAttempt: telemetry.attempt, onCall: tracer?.call };
const [ecs, autoScaling] = [ecsClient(clients), autoScalingClient(clients)];
const clock = () => Date.now();
const finderReads = hostFinderReads(ecs);
const readsLeft = readsLeftOf(ecs, clock);
if (config.isStartedForRun) await prepareFirstCall(ecs);

const job = terminationGateJob({
  reads: awsReads(ecs, autoScaling),
  finder: new StormFinder(
    new HostFinder({ reads: finderReads, scope: [], clock }),
    new HostDirectory(finderReads, clock),
    clock,
  ),
  writes: awsWrites({ ecs, autoScaling, sns: snsClient(clients) }, own.OPERATOR_TOPIC_ARN),
  readsLeft,
  telemetry,
  ours: { topicArn: own.TERMINATION_GATE_TOPIC_ARN, names: own.TERMINATION_GATE_HOOK_NAMES },
  settings: {
    deadlineMinutes: own.TERMINATION_GATE_DEADLINE_MINUTES,
    outcome: own.TERMINATION_GATE_OUTCOME,
    standalone: own.TERMINATION_GATE_STANDALONE_TASKS,
    stopSeconds: own.TERMINATION_GATE_STOP_SECONDS,
    graceSeconds: own.TERMINATION_GATE_UNREGISTERED_GRACE_SECONDS,
    dryRun: config.stackDryRun || own.TERMINATION_GATE_DRY_RUN,
  },
  clock,
});

/** Drains hosts that Auto Scaling is about to terminate, and holds their termination until they run nothing. */
export const handler = sqsHandler(job, {
  config,
  dryRun: own.TERMINATION_GATE_DRY_RUN,
  telemetry,
  tracer,
  clock,
  random: () => Math.random(),
});
