import fc from 'fast-check';
import type { HostView, ServiceView, TaskView } from '../../../simulator/services/ecs/view.ts';
import { ServiceError } from '../../../simulator/wire/service-error.ts';
import { EcsTest, ONE_PER_HOST } from './ecs-test.ts';

/** Something that happens to a cluster, and the seconds that pass after it. */
export interface Step {
  readonly kind:
    | 'join'
    | 'drain'
    | 'activate'
    | 'terminate'
    | 'stop'
    | 'start'
    | 'disconnect'
    | 'reconnect'
    | 'scale'
    | 'deploy'
    | 'run'
    | 'stopTask'
    | 'protect';
  readonly pick: number;
  readonly pass: number;
}

export const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind']>(
    'join',
    'join',
    'drain',
    'activate',
    'terminate',
    'stop',
    'start',
    'disconnect',
    'reconnect',
    'scale',
    'scale',
    'deploy',
    'run',
    'stopTask',
    'protect',
  ),
  pick: fc.nat({ max: 30 }),
  pass: fc.nat({ max: 40 }),
});

const SERVICES = ['one-per-host', 'packed', 'agent'] as const;

/** Three services: one with `distinctInstance`, one bin-packed with a host port, one DAEMON. */
export async function aBusyCluster(seed: number): Promise<EcsTest> {
  const test = new EcsTest({
    seed,
    schedulerLatency: { median: 500, p99: 2_000 },
    agentLatency: { median: 100, p99: 900 },
  });
  test.withHosts(4);
  test.ecs.registerTaskDefinition({
    family: 'packed',
    cpu: '700',
    memory: '1100',
    containerDefinitions: [{ name: 'packed', image: 'packed', portMappings: [{ containerPort: 80, hostPort: 8_080 }] }],
  });
  const percents = { minimumHealthyPercent: 50, maximumPercent: 150 };
  test.ecs.createService({
    cluster: 'main',
    serviceName: 'packed',
    taskDefinition: 'packed',
    desiredCount: 3,
    deploymentConfiguration: percents,
    placementStrategy: [{ type: 'binpack', field: 'cpu' }],
  });
  await test.withService({ ...ONE_PER_HOST, serviceName: 'one-per-host', desiredCount: 4 });
  await test.withService({ serviceName: 'agent', schedulingStrategy: 'DAEMON' });
  return test;
}

/** Carries a step out, and lets time pass. What the API refuses is refused. */
export async function carryOut(test: EcsTest, { kind, pick, pass }: Step): Promise<void> {
  const { hosts, tasks } = test.ecs.view('main');
  const id = hosts[pick % Math.max(1, hosts.length)]?.ec2InstanceId;
  const task = tasks[pick % Math.max(1, tasks.length)]?.taskArn;
  const service = SERVICES[pick % 2];
  try {
    if (kind === 'join') test.withHost(100 + test.world.events.length);
    if (kind === 'scale') test.ecs.updateService({ cluster: 'main', service, desiredCount: pick % 7 });
    if (kind === 'deploy')
      test.ecs.updateService({ cluster: 'main', service: SERVICES[pick % 3], forceNewDeployment: true });
    if (kind === 'run') test.call('RunTask', { cluster: 'main', taskDefinition: 'packed' });
    if (kind === 'stopTask') test.call('StopTask', { cluster: 'main', task });
    if (kind === 'protect')
      test.call('UpdateTaskProtection', {
        cluster: 'main',
        tasks: [task],
        protectionEnabled: true,
        expiresInMinutes: 1,
      });
    if (id !== undefined) befall(test, kind, id);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  await test.pass(pass);
}

/** Something happens to a host. */
export function befall(test: EcsTest, kind: Step['kind'], id: string): void {
  if (kind === 'drain') test.ecs.setHostStatus(id, 'DRAINING');
  if (kind === 'activate') test.ecs.setHostStatus(id, 'ACTIVE');
  if (kind === 'terminate') test.ecs.hostTerminated(id);
  if (kind === 'stop') test.ecs.hostStopped(id);
  if (kind === 'start') test.ecs.hostStarted(id);
  if (kind === 'disconnect') test.ecs.disconnectAgent(id);
  if (kind === 'reconnect') test.ecs.reconnectAgent(id);
}

/** What must hold at every moment; empty when it does. */
export function faults(test: EcsTest): string[] {
  const { hosts, services, tasks } = test.ecs.view('main');
  return [
    ...hosts.flatMap((host) => faultsOfHost(host, tasks)),
    ...services.flatMap((service) => faultsOfService(service, tasks)),
  ];
}

function faultsOfHost(host: HostView, tasks: readonly TaskView[]): string[] {
  const here = tasks.filter(
    ({ ec2InstanceId, lastStatus }) => ec2InstanceId === host.ec2InstanceId && lastStatus !== 'STOPPED',
  );
  const live = here.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
  const withPort = here.filter(({ taskDefinitionArn }) => taskDefinitionArn.includes('packed'));
  const taken = withPort.length * 700 + (here.length - withPort.length) * 256;
  const checks = {
    'more tasks than room': host.freeCpu < 0 || host.freeMemory < 0,
    'wrong books': host.freeCpu !== 2_048 - taken,
    'two tasks that distinctInstance keeps apart':
      live.filter(({ group }) => group.endsWith('one-per-host')).length > 1,
    'a port twice': withPort.length > 1,
    'two daemons': here.filter(({ daemon }) => daemon).length > 1,
    'a wrong count': host.runningTasksCount + host.pendingTasksCount !== live.length,
  };
  return failed(host.ec2InstanceId, checks);
}

function faultsOfService(
  { serviceName, runningCount, pendingCount }: ServiceView,
  tasks: readonly TaskView[],
): string[] {
  const live = tasks.filter(
    ({ group, desiredStatus }) => group === `service:${serviceName}` && desiredStatus === 'RUNNING',
  );
  const running = live.filter(({ lastStatus }) => lastStatus === 'RUNNING');
  return failed(serviceName, {
    'a wrong running count': runningCount !== running.length,
    'a wrong pending count': runningCount + pendingCount !== live.length,
  });
}

function failed(name: string, checks: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(checks)
    .filter(([, isFault]) => isFault)
    .map(([what]) => `${name} has ${what}`);
}
