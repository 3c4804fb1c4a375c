import { FUNCTIONS, type MonitoredFunction } from '../../../infra/monitoring/functions.ts';
import { terminateHook } from '../../../simulator/scenarios/terminate-hook.ts';
import type { GroupSpecification } from '../../../simulator/services/auto-scaling/group-specification.ts';
import type { AlarmState } from '../../../simulator/services/cloud-watch/alarm-definition.ts';
import { openAccount, type ScenarioAccount } from '../account.ts';
import { type DeployedFunction, FUNCTION_PREFIXES } from '../deployed-function.ts';

const MINUTE = 60_000;
/** The subscriber of the operator topic. */
const OPERATOR = 'operator@example.com';

/** Clusters and the groups whose instances are their hosts; host-sync serves an agent in each. */
const GROUPS: Readonly<Record<string, Partial<GroupSpecification>>> = {
  // Jobs on a host that goes are stopped after five minutes.
  shop: { tags: { 'ecs-ops:drain-outcome': 'stop-tasks', 'ecs-ops:drain-deadline-minutes': '5' } },
  spot: { purchase: 'spot' },
  // A host that goes may be held for hours.
  batch: { desired: 2, tags: { 'ecs-ops:drain-deadline-minutes': '240' } },
};

/** An account with the stack as it is by default, all of its functions awake, and a person who subscribed to its notices. */
export class WatchedAccount {
  readonly account: ScenarioAccount;

  /** To be closed when done. */
  static async open(): Promise<WatchedAccount> {
    const account = await openAccount({
      functions: FUNCTION_PREFIXES,
      parameters: { OperatorEmail: OPERATOR },
      clusters: Object.keys(GROUPS).map((name) => ({ name, services: [{ name: 'agent' }] })),
      detailedMetrics: false,
      // Some troubles are functions that are no bundles, which the simulator's own thread does not take.
      lambda: { inProcess: false },
    });
    for (const [name, changes] of Object.entries(GROUPS)) {
      account.simulation.autoScaling.createGroup({
        name,
        min: 0,
        max: 10,
        desired: 3,
        launchTemplate: { instanceType: 'm7g.large', cluster: name, bootTime: 5_000 },
        hooks: [terminateHook(account.simulation)],
        ...changes,
      });
    }
    return new WatchedAccount(account);
  }

  private constructor(account: ScenarioAccount) {
    this.account = account;
  }

  /** A function of the stack. */
  of({ prefix }: Pick<MonitoredFunction, 'prefix'>): DeployedFunction {
    const known = FUNCTION_PREFIXES.find((each) => each === prefix);
    if (known === undefined) throw new Error(`Scenarios do not know the function ${prefix}`);
    return this.account.of(known);
  }

  /** What is deployed under a logical id. */
  ref(logicalId: string): string {
    const resource = this.account.simulation.stack.resources[logicalId];
    if (resource === undefined) throw new Error(`The stack has no resource ${logicalId}`);
    return resource.ref;
  }

  /** Plays on for so many minutes. */
  async minutes(count: number): Promise<void> {
    await this.account.simulation.runFor(count * MINUTE);
  }

  /**
   * Plays on until something is so.
   * @param begin what happens at the beginning of each minute
   * @returns whether it came to be so within so many minutes
   */
  async within(
    count: number,
    isSo: () => boolean,
    begin: (world: WatchedAccount) => void = () => {},
  ): Promise<boolean> {
    for (let minute = 0; minute < count && !isSo(); minute += 1) {
      begin(this);
      await this.minutes(1);
    }
    return isSo();
  }

  /** Alarms in a state, by what comes after the stack's name. */
  inState(state: AlarmState): readonly string[] {
    const alarms = this.account.simulation.cloudWatch.alarms();
    return alarms.filter((alarm) => alarm.state === state).map(({ name }) => ownName(name));
  }

  /** No alarm is on, and no message waits for any function. */
  get isQuiet(): boolean {
    return this.inState('ALARM').length === 0 && FUNCTIONS.every((each) => this.of(each).isSettled);
  }

  /** Alarms that went off at or after a moment, in order. */
  wentOff(since: number): readonly string[] {
    const changes = this.account.simulation.cloudWatch
      .alarms()
      .flatMap(({ name, history }) => history.map((change) => ({ name: ownName(name), ...change })))
      .filter(({ to, time }) => to === 'ALARM' && time >= since);
    return changes.toSorted((a, b) => a.time - b.time).map(({ name }) => name);
  }

  /** Alarms of which the operator had a mail at or after a moment, with what it says is to be done. */
  mails(since: number): readonly { readonly alarm: string; readonly description: string }[] {
    const topicArn = this.account.simulation.stack.outputs['OperatorTopicArn'];
    return this.account.simulation.sns.outbox
      .filter((mail) => mail.to === OPERATOR && mail.topicArn === topicArn && mail.time >= since)
      .filter(({ subject }) => subject.startsWith('ALARM:'))
      .map(({ message }) => JSON.parse(message) as { AlarmName: string; AlarmDescription: string })
      .map(({ AlarmName, AlarmDescription }) => ({ alarm: ownName(AlarmName), description: AlarmDescription }));
  }

  /** EC2 ids of hosts of a cluster that may be taken away. */
  hostsOf(cluster: string): readonly string[] {
    const active = new Set(this.account.cluster(cluster).activeIds);
    const { instances } = this.account.simulation.autoScaling.view(cluster);
    return instances
      .filter(({ state, instanceId }) => state === 'InService' && active.has(instanceId))
      .map(({ instanceId }) => instanceId);
  }

  /** EC2 takes a Spot host away. */
  interrupt(): void {
    const [host] = this.hostsOf('spot');
    if (host !== undefined) this.account.simulation.ec2.interrupt(host);
  }

  /** Auto Scaling terminates a host. @returns its EC2 id */
  terminate(group: string): string {
    const [host = ''] = this.hostsOf(group);
    this.account.simulation.autoScaling.terminateInstances([host], { decrement: false });
    return host;
  }

  /** A standalone task of so many minutes is started on a host, which is then to be terminated. */
  terminateBusy(group: string, minutes: number): void {
    const [host = ''] = this.hostsOf(group);
    this.runJob(group, host, minutes);
    this.terminate(group);
  }

  /** Starts a standalone task on a host, which runs for so many minutes. */
  runJob(cluster: string, host: string, minutes: number): void {
    const { ecs } = this.account.simulation;
    const family = `job-of-${minutes}-minutes`;
    ecs.registerTaskDefinition({ family, cpu: '64', memory: '64' }, { runDuration: minutes * MINUTE });
    const placementConstraints = [{ type: 'memberOf', expression: `ec2InstanceId == ${host}` } as const];
    ecs.runTask({ cluster, taskDefinition: family, launchType: 'EC2', placementConstraints });
  }

  /** Something happens that every function is told of, besides its schedule. */
  stir(): void {
    this.interrupt();
    this.terminate('shop');
  }
}

function ownName(alarmName: string): string {
  return alarmName.replace(/^ecs-ops-/, '');
}
