import { hostOnboardJob } from '../../functions/host-onboard/job.ts';
import type { Reads } from '../../functions/host-onboard/reads.ts';
import type { HostsSeen, HostView, Reliance } from '../../functions/host-onboard/snapshot.ts';
import type { Writes } from '../../functions/host-onboard/writes.ts';
import type { TaskCredentials } from '../../shared/aws/task-credentials.ts';
import type { Host } from '../../shared/domain/hosts.ts';
import type { Instance, MetadataOptions } from '../../shared/domain/instances.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { SqsRecord } from '../../shared/runtime/messages.ts';
import { aCluster, clusterArn } from './clusters.ts';
import { aHost, hostArn, instanceId } from './hosts.ts';
import { aRecord, aStateChange } from './messages.ts';
import { RecordedTelemetry } from './recorded-telemetry.ts';
import { runRecords } from './run-records.ts';

/** Metadata options of which nothing is to be told. */
export const SOUND: MetadataOptions = { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 2 };

/** A running On-Demand instance with sound metadata options, unless told otherwise. */
export function anInstance(number = 1, overrides: Partial<Instance> = {}): Instance {
  return {
    ec2InstanceId: instanceId(number),
    state: 'running',
    lifecycle: undefined,
    isManaged: false,
    metadataOptions: SOUND,
    ...overrides,
  };
}

/** What is said of a host with a number. */
export interface ViewOverrides {
  readonly number?: number;
  readonly cluster?: string;
  readonly host?: Partial<Host>;
  readonly instance?: Partial<Instance> | 'unknown';
  readonly options?: Partial<MetadataOptions>;
  readonly reliance?: Reliance;
  readonly told?: HostView['told'];
}

/** A host not seen yet, unless told otherwise. */
export function aView(overrides: ViewOverrides = {}): HostView {
  const { number = 1, cluster = 'default', host, instance = {}, options, told = new Set() } = overrides;
  const metadataOptions = { ...SOUND, ...options };
  return {
    clusterArn: clusterArn(cluster),
    host: aHost({ number, cluster, ...host }),
    instance: instance === 'unknown' ? undefined : anInstance(number, { metadataOptions, ...instance }),
    reliance: overrides.reliance ?? { kind: 'unread' },
    told,
  };
}

/** What a look found: these hosts and nothing else, unless told otherwise. */
export function hostsSeen(hosts: readonly HostView[], overrides: Partial<HostsSeen> = {}): HostsSeen {
  return {
    kind: 'hosts-seen',
    policy: { repairs: false, repairBudget: 10 },
    hosts,
    aside: [],
    unreadable: [],
    unfinished: new Set(),
    ...overrides,
  };
}

/** An event about the host with this number, as a record of SQS. */
export function aHostRecord(
  number = 1,
  overrides: { id?: string; receiveCount?: number; cluster?: string; attributes?: readonly { name: string }[] } = {},
): SqsRecord {
  const { cluster = 'default', attributes = [], id = `host ${number}`, ...record } = overrides;
  const event = aStateChange(cluster);
  const about = { containerInstanceArn: hostArn(number, cluster), ec2InstanceId: instanceId(number), attributes };
  return aRecord({
    id,
    ...record,
    body: JSON.stringify({ ...event, detail: { ...(event['detail'] as object), ...about } }),
  });
}

/** What one of the reads or writes fails with, by its name. */
type Failures = Map<string, Error>;

/** Hosts and instances in memory, which remember what was done to them, and the calls in order. */
export class OnboardWorld {
  readonly calls: string[] = [];
  readonly failures: Failures = new Map();
  readonly hosts = new Map<string, { readonly cluster: string; host: Host }>();
  readonly instances = new Map<string, Instance>();
  readonly tasks: TaskCredentials[] = [];
  readonly notices: { readonly subject: string; readonly message: string }[] = [];

  /** A host joins. */
  add(number: number, { cluster = 'default', host = {}, instance = {}, options = {} }: ViewOverrides = {}): void {
    const { host: made, instance: under } = aView({ number, cluster, host, instance, options });
    this.hosts.set(made.containerInstanceArn, { cluster: clusterArn(cluster), host: made });
    if (under) this.instances.set(under.ec2InstanceId, under);
  }

  attributes(number: number, cluster = 'default'): Host['attributes'] | undefined {
    return this.hosts.get(hostArn(number, cluster))?.host.attributes;
  }

  readonly reads: Reads = {
    listClusters: async () =>
      this.#call('listClusters', () => [...new Set(this.#placed.map(({ cluster }) => cluster))]),
    describeClusters: async (clusters) =>
      this.#call('describeClusters', () => ({
        clusters: clusters.map((arn) => ({ ...aCluster(), clusterArn: arn })),
        failures: [],
      })),
    listContainerInstances: async ({ cluster, filter }) =>
      this.#call('listContainerInstances', () => {
        const wanted = Array.from(filter.matchAll(/=~ \.\*([\w-]+)\.\*/g), ([, word = '']) => word);
        const isWanted = (marker: string | undefined) =>
          wanted.length === 0 ? marker === undefined : wanted.some((word) => marker?.includes(word));
        const inCluster = this.#placed.filter((each) => each.cluster === cluster);
        const found = inCluster.filter(({ host }) => isWanted(host.attributes['ecs-ops.onboarded']));
        return found.map(({ host }) => host.containerInstanceArn);
      }),
    describeContainerInstances: async (cluster, arns) =>
      this.#call('describeContainerInstances', () => {
        const isThere = (arn: string) => this.hosts.get(arn)?.cluster === cluster;
        return {
          hosts: arns.filter(isThere).flatMap((arn) => this.hosts.get(arn)?.host ?? []),
          failures: arns.filter((arn) => !isThere(arn)).map((arn) => ({ arn, reason: 'MISSING', detail: '' })),
        };
      }),
    describeInstances: async (ids) =>
      this.#call('describeInstances', () => ids.flatMap((id) => this.instances.get(id) ?? [])),
    taskPages: (() => this.#pages()) as Reads['taskPages'],
    describeDefinition: async (arn) =>
      this.#call('describeDefinition', () => ({ hasTaskRole: !arn.includes('legacy'), networkMode: 'bridge' })),
  };

  readonly writes: Writes = {
    label: async ({ lifecycle, marker }, arns) =>
      this.#call('label', () => {
        for (const arn of arns) this.#put(arn, { 'ecs-ops.lifecycle': lifecycle, 'ecs-ops.onboarded': marker });
      }),
    raiseHopLimit: async (id, to) =>
      this.#call('raiseHopLimit', () => {
        const instance = this.instances.get(id);
        if (!instance?.metadataOptions) throw new Error('no such instance');
        this.instances.set(id, { ...instance, metadataOptions: { ...instance.metadataOptions, hopLimit: to } });
      }),
    tellOperator: async (notice) => this.#call('tellOperator', () => void this.notices.push(notice)),
  };

  get #placed() {
    return [...this.hosts.values()];
  }

  #put(arn: string, added: Readonly<Record<string, string>>): void {
    const placed = this.hosts.get(arn);
    if (!placed) throw new Error('no such host');
    const attributes = { ...placed.host.attributes, ...added };
    this.hosts.set(arn, { ...placed, host: { ...placed.host, attributes } });
  }

  async *#pages(): AsyncGenerator<readonly TaskCredentials[]> {
    yield this.#call('taskPages', () => this.tasks);
  }

  #call<T>(name: string, answer: () => T): T {
    this.calls.push(name);
    const failure = this.failures.get(name);
    if (failure) throw failure;
    return answer();
  }
}

/** host-onboard as one process runs it, on a world in memory. */
export class HostOnboardProcess {
  readonly telemetry = new RecordedTelemetry();
  readonly parked: { readonly reason: Reason; readonly detail: string }[] = [];
  readonly postponed = new Map<string, number>();
  /** Milliseconds. */
  now = Date.parse('2024-05-01T12:00:00Z');
  readonly #dryRun: boolean;
  readonly #job: ReturnType<typeof hostOnboardJob>;

  constructor(
    { reads, writes }: OnboardWorld,
    {
      scope = [],
      repairs = false,
      repairBudget = 10,
      dryRun = false,
    }: {
      readonly scope?: readonly string[];
      readonly repairs?: boolean;
      readonly repairBudget?: number;
      readonly dryRun?: boolean;
    } = {},
  ) {
    this.#dryRun = dryRun;
    const policy = { repairs, repairBudget };
    this.#job = hostOnboardJob({ reads, writes, scope, policy, telemetry: this.telemetry, clock: () => this.now });
  }

  /** Runs a batch; gives the ids of the messages that SQS keeps. */
  async run(...records: readonly SqsRecord[]): Promise<string[]> {
    const { telemetry, parked, postponed } = this;
    const dryRun = this.#dryRun;
    return runRecords(this.#job, records, {
      clock: () => this.now,
      timeLimit: 60_000,
      telemetry,
      dryRun,
      parked,
      postponed,
    });
  }
}
