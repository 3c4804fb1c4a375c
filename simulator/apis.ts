import type { World } from './account/world.ts';
import type { AutoScalingSimulator } from './services/auto-scaling/auto-scaling-simulator.ts';
import type { Ec2Simulator } from './services/ec2/ec2-simulator.ts';
import type { EcsSimulator } from './services/ecs/ecs-simulator.ts';
import type { EventSourceMappings } from './services/lambda/event-source-mappings.ts';
import { lambdaApi } from './services/lambda/lambda-api.ts';
import type { LambdaSimulator } from './services/lambda/lambda-simulator.ts';
import { snsApi } from './services/sns/sns-api.ts';
import type { SnsSimulator } from './services/sns/sns-simulator.ts';
import { sqsApi } from './services/sqs/sqs-api.ts';
import type { SqsSimulator } from './services/sqs/sqs-simulator.ts';
import { TaggingSimulator } from './services/tagging/tagging-simulator.ts';
import type { ServiceApi } from './wire/operation.ts';

/** The services that have an API for clients. */
export interface Services {
  readonly world: World;
  readonly ecs: EcsSimulator;
  readonly ec2: Ec2Simulator;
  readonly autoScaling: AutoScalingSimulator;
  readonly sqs: SqsSimulator;
  readonly sns: SnsSimulator;
  readonly lambda: LambdaSimulator;
  readonly eventSourceMappings: EventSourceMappings;
}

/** Every simulated API. */
export function apisOf(services: Services): readonly ServiceApi[] {
  const { world, ecs, ec2, autoScaling, sqs, sns, lambda, eventSourceMappings: mappings } = services;
  const tagging = new TaggingSimulator(world, [() => ecs.taggedResources(), autoScaling.taggedResources]);
  const functions = lambdaApi({ mappings, definition: (name) => lambda.definition(name) });
  return [ecs.api, ec2.api, autoScaling.api, sqsApi(sqs), snsApi(sns), tagging.api, functions];
}
