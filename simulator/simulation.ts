import path from 'node:path';
import { EXAMPLE_ACCOUNT } from './account/account.ts';
import { Iam } from './account/iam.ts';
import type { World } from './account/world.ts';
import { Agents } from './agents.ts';
import { apisOf } from './apis.ts';
import { cloudWatchFor } from './cloud-watch-for.ts';
import { type DeployedStack, deploy, remove } from './deploy/deployer.ts';
import type { FunctionAccessParts } from './deploy/resources/function-access.ts';
import { resourceTypes } from './deploy/resources/resource-types.ts';
import { loadTemplate } from './deploy/template.ts';
import { CallLog } from './gateway/call-log.ts';
import { Faults } from './gateway/fault.ts';
import { Gateway } from './gateway/gateway.ts';
import { RandomStreams } from './kernel/random.ts';
import { VirtualClock } from './kernel/virtual-clock.ts';
import { ManagedDraining } from './managed-draining.ts';
import { ReservationAlarm, type ReservationAlarmSpecification } from './reservation-alarm.ts';
import { RoleSender } from './role-sender.ts';
import { type AutoScalingOptions, AutoScalingSimulator } from './services/auto-scaling/auto-scaling-simulator.ts';
import type { Notify } from './services/auto-scaling/context.ts';
import type { CloudWatchSimulator } from './services/cloud-watch/cloud-watch-simulator.ts';
import { Ec2Simulator } from './services/ec2/ec2-simulator.ts';
import { EcsSimulator } from './services/ecs/ecs-simulator.ts';
import { EventBridgeSimulator } from './services/event-bridge/event-bridge-simulator.ts';
import { AsynchronousInvocations } from './services/lambda/asynchronous-invocations.ts';
import { EventSourceMappings } from './services/lambda/event-source-mappings.ts';
import { FunctionPermissions } from './services/lambda/function-permissions.ts';
import { LAMBDA_TIMING, type LambdaTiming } from './services/lambda/lambda-parts.ts';
import { LambdaSimulator } from './services/lambda/lambda-simulator.ts';
import { LogsSimulator } from './services/logs/logs-simulator.ts';
import { DeliveryRouter } from './services/service-delivery.ts';
import { SnsSimulator } from './services/sns/sns-simulator.ts';
import { SqsSimulator } from './services/sqs/sqs-simulator.ts';
import { XRaySimulator } from './services/x-ray/x-ray-simulator.ts';
import type { SimulationOptions } from './simulation-options.ts';
import { sqsRequestsOf, sumOf } from './sqs-requests.ts';
import { FunctionOutput } from './telemetry/function-output.ts';
import { LogDelivery } from './telemetry/log-delivery.ts';
import { type Exchange, LoopbackEndpoint } from './wire/loopback-endpoint.ts';
import { signatureScope } from './wire/request.ts';
import { ServiceError } from './wire/service-error.ts';

/** The package's root, from which handlers' paths start. */
const ROOT = path.resolve(import.meta.dirname, '..');
/** Where `npm run package` leaves what `serverless deploy` would send. */
export const PACKAGED_TEMPLATE = path.join(ROOT, '.serverless', 'cloudformation-template-update-stack.json');

/** A local AWS account with the packaged stack deployed in it, in virtual time. */
export class Simulation {
  readonly clock: VirtualClock;
  readonly world: World;
  readonly iam: Iam;
  readonly ecs: EcsSimulator;
  readonly ec2: Ec2Simulator;
  readonly autoScaling: AutoScalingSimulator;
  readonly agents: Agents;
  readonly sqs: SqsSimulator;
  readonly sns: SnsSimulator;
  readonly eventBridge: EventBridgeSimulator;
  readonly lambda: LambdaSimulator;
  readonly cloudWatch: CloudWatchSimulator;
  readonly xray: XRaySimulator;
  readonly faults = new Faults();
  readonly calls = new CallLog();
  readonly output = new FunctionOutput();
  readonly logDelivery: LogDelivery;
  readonly logs: LogsSimulator;
  readonly eventSourceMappings: EventSourceMappings;
  readonly stack: DeployedStack;
  readonly #endpoint: LoopbackEndpoint;
  readonly #gateway: Gateway;
  readonly #sender: RoleSender;

  /** Starts the endpoint and deploys the stack. */
  static async start(options: SimulationOptions = {}): Promise<Simulation> {
    let receive: (exchange: Exchange) => void = () => undefined;
    const endpoint = new LoopbackEndpoint((exchange) => receive(exchange));
    await endpoint.listen(options.port ?? 0);
    try {
      const simulation = new Simulation(options, endpoint);
      receive = (exchange) => simulation.#receive(exchange);
      return simulation;
    } catch (error) {
      await endpoint.close();
      throw error;
    }
  }

  private constructor(options: SimulationOptions, endpoint: LoopbackEndpoint) {
    const account = options.account ?? EXAMPLE_ACCOUNT;
    this.#endpoint = endpoint;
    this.clock = new VirtualClock(options.start ?? Date.UTC(2026, 0, 5, 9));
    const publish: World['publish'] = (event) => this.eventBridge.publish(event);
    this.world = { clock: this.clock, random: new RandomStreams(options.seed ?? 1), account, publish };
    this.iam = new Iam(this.world);
    this.xray = new XRaySimulator(this.iam);
    this.logDelivery = new LogDelivery({ account, iam: this.iam, output: this.output });
    this.ecs = new EcsSimulator(this.world, options.ecs);
    this.ec2 = new Ec2Simulator(this.world, options.ec2);
    this.sqs = new SqsSimulator(this.world, (name) => `${endpoint.url}/${account.id}/${name}`);
    this.lambda = this.#createLambda(options.lambda);
    this.logs = new LogsSimulator({ account, clock: this.world.clock, output: this.output, lambda: this.lambda });
    this.eventSourceMappings = new EventSourceMappings(this.world);
    const permissions = new FunctionPermissions();
    const send = (targetArn: string, body: string, functionName: string) =>
      this.#sendRecord(targetArn, body, functionName);
    const asynchronous = new AsynchronousInvocations({ world: this.world, invoker: this.lambda, permissions, send });
    this.sns = new SnsSimulator(this.world, new DeliveryRouter({ sqs: this.sqs, lambda: asynchronous }));
    this.cloudWatch = cloudWatchFor(this);
    const targets = new DeliveryRouter({ sqs: this.sqs, sns: this.sns, lambda: asynchronous });
    this.eventBridge = new EventBridgeSimulator(this.world, targets);
    this.iam.useResourcePolicies((arn) => this.sqs.queueByArn(arn)?.settings.policy ?? this.sns.policyOf(arn));
    this.#sender = new RoleSender(this.iam, this.sns, this.sqs);
    this.autoScaling = this.#createAutoScaling(options.autoScaling);
    this.agents = new Agents(this.world, this.ecs, this.ec2, this.autoScaling);
    const access = {
      callerOf: (accessKeyId: string) => this.iam.identify(accessKeyId),
      evaluate: this.iam.evaluate.bind(this.iam),
    };
    this.#gateway = new Gateway({
      world: this.world,
      access,
      faults: this.faults,
      log: this.calls,
      apis: apisOf(this),
    });
    this.stack = this.#deploy(options, { permissions, asynchronous });
  }

  /** `http://127.0.0.1:<port>`, the endpoint of every simulated service. */
  get endpointUrl(): string {
    return this.#endpoint.url;
  }

  /** Event source mappings by the name of the function that they feed. */
  get mappings(): EventSourceMappings['byFunction'] {
    return this.eventSourceMappings.byFunction;
  }

  /** Sets an alarm on a cluster's reservation that has an Auto Scaling group grow. */
  scaleOutByAlarm(specification: ReservationAlarmSpecification): ReservationAlarm {
    return new ReservationAlarm(this, specification);
  }

  /** Has ECS drain the terminating hosts of groups with its own hook, `managedDraining`. Once is enough. */
  manageDraining(): void {
    new ManagedDraining(this);
  }

  /** Deletes the stack, as `serverless remove` does: functions, mappings, rules, topics, queues and roles are gone. */
  removeStack(): void {
    remove(this.stack);
  }

  /** Plays on for that many milliseconds of virtual time. */
  async runFor(milliseconds: number): Promise<void> {
    await this.clock.runUntil(this.clock.now() + milliseconds);
  }

  /**
   * Plays on until something is so, at most for `limit` milliseconds of virtual time.
   * @returns whether it came to be so
   */
  async runUntil(isSo: () => boolean, limit: number): Promise<boolean> {
    const end = this.clock.now() + limit;
    while (!isSo()) {
      const due = this.clock.nextDue();
      if (due === undefined || due > end) {
        await this.clock.runUntil(end);
        return isSo();
      }
      await this.clock.step();
    }
    return true;
  }

  /** Ends every function and the endpoint. */
  async close(): Promise<void> {
    await this.lambda.close();
    await this.#endpoint.close();
    await this.xray.close();
  }

  /** SQS requests that AWS would bill. */
  get sqsRequests(): number {
    return [...this.mappings.keys()].reduce((sum, functionName) => sum + sumOf(sqsRequestsOf(this, functionName)), 0);
  }

  #createLambda(timing: Partial<LambdaTiming> = {}): LambdaSimulator {
    return new LambdaSimulator(
      {
        world: this.world,
        endpointUrl: () => this.endpointUrl,
        credentialsFor: (roleName, session) => this.iam.credentialsFor(roleName, session),
        answer: (exchange, functionName) => this.#gateway.answer(exchange, functionName),
        daemonAddress: (definition) => this.xray.daemonAddress(definition),
        onOutput: (definition, output) => this.logDelivery.deliver(definition, output, this.clock.now()),
        onInvocation: (record) => this.cloudWatch.invocationEnded(record),
        onConcurrency: (functionName, count) => this.cloudWatch.invocationsRunning(functionName, count),
        onPlatformLines: (definition, lines) => this.logDelivery.deliverPlatform(definition, lines, this.clock.now()),
      },
      { ...LAMBDA_TIMING, ...timing },
    );
  }

  #createAutoScaling(options: AutoScalingOptions = {}): AutoScalingSimulator {
    const service = 'autoscaling.amazonaws.com';
    const notify: Notify = ({ arn: targetArn, roleArn: role = '', groupArn }, { subject, message: body }) =>
      this.#sender.send({ role, service, sourceArn: groupArn, targetArn, body, subject });
    return new AutoScalingSimulator(this.world, this.ec2, { notify, ...options });
  }

  /** Sends the record of an asynchronous invocation that was given up. @returns whether the function's role may */
  #sendRecord(targetArn: string, body: string, functionName: string): boolean {
    const role = this.lambda.definition(functionName)?.roleName ?? '';
    try {
      this.#sender.send({ role, service: 'lambda.amazonaws.com', targetArn, body });
      return true;
    } catch (error) {
      if (error instanceof ServiceError) return false;
      throw error;
    }
  }

  #deploy(options: SimulationOptions, access: FunctionAccessParts): DeployedStack {
    const types = resourceTypes({
      world: this.world,
      iam: this.iam,
      sqs: this.sqs,
      eventBridge: this.eventBridge,
      sns: this.sns,
      lambda: this.lambda,
      cloudWatch: this.cloudWatch,
      logs: this.logs,
      codeRoot: ROOT,
      access,
      onMapping: (mapping) => this.eventSourceMappings.add(mapping),
    });
    const { template = loadTemplate(PACKAGED_TEMPLATE), parameters = {} } = options;
    return deploy({ template, stack: { stackName: 'ecs-ops', account: this.world.account }, parameters, types });
  }

  /** Functions' requests wait for their latency in virtual time; clients from outside are answered at once. */
  #receive(exchange: Exchange): void {
    const scope = signatureScope(exchange.request.headers);
    if (scope !== undefined && this.lambda.receive(scope.accessKeyId, exchange)) return;
    const answer = this.#gateway.answer(exchange);
    if (answer.kind === 'reply') exchange.reply(answer.reply);
    else exchange.reset();
  }
}
