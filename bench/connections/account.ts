import { Simulation } from '../../simulator/simulation.ts';
import { CallerProcess } from './caller-process.ts';
import { TlsFront } from './tls-front.ts';

const CLUSTER = 'shop';
const SERVICE = 'agent';
const HOSTS = 3;
/** Virtual milliseconds in which the API's buckets fill again. */
const REST = 10_000;

/** A simulated account behind HTTPS, with one cluster whose service is to have a task for each of its hosts. */
export class TlsAccount {
  readonly front: TlsFront;
  readonly #simulation: Simulation;

  private constructor(simulation: Simulation, front: TlsFront) {
    this.#simulation = simulation;
    this.front = front;
  }

  /** Time stands still after the start, so that the stack's own functions do nothing and all writes are a caller's. */
  static async start(): Promise<TlsAccount> {
    const simulation = await Simulation.start();
    const { ecs } = simulation;
    ecs.createCluster({ clusterName: CLUSTER });
    ecs.registerTaskDefinition({ family: SERVICE, cpu: '16', memory: '32' });
    for (let index = 0; index < HOSTS; index += 1) {
      const ec2InstanceId = `i-${index.toString(16).padStart(17, '0')}`;
      ecs.registerHost({ cluster: CLUSTER, ec2InstanceId, availabilityZone: 'eu-west-1a', cpu: 2048, memory: 7600 });
    }
    ecs.createService({
      cluster: CLUSTER,
      serviceName: SERVICE,
      taskDefinition: SERVICE,
      desiredCount: 1,
      placementConstraints: [{ type: 'distinctInstance' }],
      tags: { 'ecs-ops:one-per-host': 'true' },
    });
    await simulation.runFor(10 * 60_000);
    return new TlsAccount(simulation, await TlsFront.start(simulation.endpointUrl));
  }

  /** A process that calls this account. @param variables besides those that every function has */
  caller(variables: Readonly<Record<string, string>> = {}): CallerProcess {
    const { region } = this.#simulation.world.account;
    return new CallerProcess({
      NODE_EXTRA_CA_CERTS: this.front.authorityFile,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: this.front.url,
      QUEUE_URL: `${this.front.url}/queue`,
      DEAD_LETTER_QUEUE_URL: `${this.front.url}/dead-letter-queue`,
      LOG_LEVEL: 'ERROR',
      ...variables,
    });
  }

  /** A batch for host-sync with a change of the cluster. */
  batch(): unknown {
    const { region, id } = this.#simulation.world.account;
    const detail = { clusterArn: `arn:aws:ecs:${region}:${id}:cluster/${CLUSTER}`, status: 'ACTIVE' };
    const event = {
      source: 'aws.ecs',
      'detail-type': 'ECS Container Instance State Change',
      account: id,
      region,
      detail,
    };
    const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '0' };
    const eventSourceARN = `arn:aws:sqs:${region}:${id}:host-sync`;
    const record = { messageId: 'm', receiptHandle: 'r', body: JSON.stringify(event), attributes, eventSourceARN };
    return { Records: [record] };
  }

  /** Whether the service is set to a task for each host. */
  get isMended(): boolean {
    const service = this.#simulation.ecs.view(CLUSTER).services.find(({ serviceName }) => serviceName === SERVICE);
    return service?.desiredCount === HOSTS;
  }

  /** Sets the service to one task, as an operator may do. */
  disturb(): void {
    this.#simulation.ecs.updateService({ cluster: CLUSTER, service: SERVICE, desiredCount: 1 });
  }

  /** Calls of UpdateService that were carried out. */
  get writes(): number {
    return this.#simulation.calls.count({ operation: 'UpdateService', outcome: 'ok' });
  }

  /** Lets the API's buckets fill again. */
  async rest(): Promise<void> {
    await this.#simulation.runFor(REST);
  }

  async stop(): Promise<void> {
    await this.front.stop();
    await this.#simulation.close();
  }
}
