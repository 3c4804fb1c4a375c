import { ECSClient, UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { type Random, seededRandom } from '../../simulator/kernel/random.ts';
import { ServiceError } from '../../simulator/wire/service-error.ts';
import { OWNER } from '../scenarios/operations/operator.ts';
import { GARBAGE } from './garbage.ts';
import type { GroupHappening } from './group-happenings.ts';
import { GROUP_HAPPENINGS } from './group-happenings.ts';
import type { HappeningCase, HappeningKind } from './soak-case.ts';
import type { SoakWorld } from './world.ts';

type Happen = (world: SoakWorld, happening: HappeningCase, random: Random) => unknown;

/** Lets a happening of a case come about when its time has come. */
export function schedule(world: SoakWorld, happening: HappeningCase): void {
  const { id, at, kind, of } = happening;
  const random = seededRandom(world.soakCase.seed * 104_729 + Number(id.slice(1)));
  world.simulation.clock.at(world.began + at, `${kind} ${of}`, async () => {
    if (!isThere(world, of)) return;
    try {
      await HAPPEN[kind](world, happening, random);
    } catch (error) {
      // As a person is refused: below the minimum size, an instance that is gone.
      if (!(error instanceof ServiceError)) throw error;
      world.tell(`${id} ${kind} ${of} is refused: ${error.message}`);
    }
  });
}

/** Whether what it is about was left in the case. */
function isThere({ soakCase: { clusters, groups, services }, functions }: SoakWorld, name: string): boolean {
  const names = [clusters, groups, services].flatMap((list) => list.map((part) => part.name));
  return names.includes(name) || [...functions.keys()].some((prefix) => prefix === name);
}

function load(world: SoakWorld, { id, of, count }: HappeningCase): void {
  const service = world.soakCase.services.find(({ name }) => name === of);
  // The count of the others is not for people to set.
  if (service?.kind !== 'replica') return;
  world.tell(`${id} the desired count of ${of} is set to ${count}`);
  world.simulation.ecs.updateService({ cluster: service.cluster, service: of, desiredCount: count });
}

function deploy(world: SoakWorld, { id, of }: HappeningCase): void {
  const service = world.soakCase.services.find(({ name }) => name === of);
  if (service === undefined) return;
  world.tell(`${id} ${of} is deployed anew`);
  world.simulation.ecs.updateService({ cluster: service.cluster, service: of, forceNewDeployment: true });
}

async function protectTasks(world: SoakWorld, { id, of, lasts }: HappeningCase, random: Random): Promise<void> {
  const service = world.soakCase.services.find(({ name }) => name === of);
  if (service?.kind !== 'replica') return;
  const { tasks } = world.simulation.ecs.view(service.cluster);
  const own = tasks.filter(({ group, lastStatus }) => group === `service:${of}` && lastStatus === 'RUNNING');
  const chosen = own.filter(() => random.chance(0.5)).map(({ taskArn }) => taskArn);
  if (chosen.length === 0) return;
  world.tell(`${id} ${chosen.length} tasks of ${of} are protected from scale-in`);
  const client = new ECSClient({ endpoint: world.simulation.endpointUrl, region: 'eu-west-1', credentials: OWNER });
  const expiresInMinutes = Math.ceil(lasts / 60_000);
  await client.send(
    new UpdateTaskProtectionCommand({
      cluster: service.cluster,
      tasks: chosen,
      protectionEnabled: true,
      expiresInMinutes,
    }),
  );
  client.destroy();
}

function job(world: SoakWorld, { id, of, lasts, count }: HappeningCase): void {
  const { ecs } = world.simulation;
  const family = `${of}-job-${id}`;
  const containerDefinitions = [{ name: family, image: 'job:latest', stopTimeout: 60 }];
  ecs.registerTaskDefinition(
    { family, cpu: '128', memory: '128', containerDefinitions },
    { startDuration: 2_000, stopDuration: 5_000, runDuration: lasts * (1 + count) },
  );
  if (
    !ecs
      .view(of)
      .hosts.some(
        ({ status, agentConnected, freeCpu, freeMemory }) =>
          status === 'ACTIVE' && agentConnected && freeCpu >= 128 && freeMemory >= 128,
      )
  )
    return;
  world.tell(`${id} a standalone task starts in ${of}`);
  ecs.runTask({ cluster: of, taskDefinition: family, launchType: 'EC2' });
}

function join(world: SoakWorld, { id, of }: HappeningCase): void {
  const { instanceId } = world.simulation.ec2.launch({
    instanceType: 'm7g.large',
    availabilityZone: 'eu-west-1a',
    lifecycle: 'spot',
    cluster: of,
    bootTime: 3_000,
    attributes: { tier: 'small' },
  });
  world.tell(`${id} ${instanceId}, of no group, joins ${of}`);
}

/** Somebody pauses scale-in of a cluster for a while. */
function pause(world: SoakWorld, { id, of, lasts }: HappeningCase): void {
  const { ecs, clock } = world.simulation;
  const { clusterArn } = ecs.view(of);
  const until = new Date(clock.now() + lasts).toISOString().replace(/\.\d+Z$/, 'Z');
  world.tell(`${id} scale-in of ${of} is paused until ${until}`);
  ecs.tagResource(clusterArn, { 'ecs-ops:scale-in-paused': until });
}

function switchOff(world: SoakWorld, { id, of, lasts }: HappeningCase): void {
  const prefix = [...world.functions.keys()].find((each) => each === of);
  if (prefix === undefined) return;
  world.tell(`${id} ${of} is switched off`);
  world.of(prefix).awake = false;
  world.simulation.clock.after(lasts, `${of} is switched on`, () => {
    world.tell(`${id} ${of} is switched on`);
    world.of(prefix).awake = true;
  });
}

/** What nobody should send. */
function garbage(world: SoakWorld, { id, of }: HappeningCase, random: Random): void {
  const prefix = [...world.functions.keys()].find((each) => each === of);
  if (prefix === undefined) return;
  const body = random.pick(GARBAGE);
  world.tell(`${id} ${of} is sent ${body}`);
  world.of(prefix).send(body);
}

/** Messages that schedules sent come again, close together, so that two runs are at work at once. */
function twice(world: SoakWorld, { id, of }: HappeningCase): void {
  const prefix = [...world.functions.keys()].find((each) => each === of);
  const detail = SCHEDULES[of];
  if (prefix === undefined || detail === undefined) return;
  world.tell(`${id} the schedule of ${of} sends four messages within seconds`);
  // The rules give their targets a constant in place of the event.
  const body = JSON.stringify({ source: 'ecs-ops.schedule', 'detail-type': detail });
  for (const delay of [0, 1_200, 5_100, 6_300]) {
    world.simulation.clock.after(delay, `another message for ${of}`, () => {
      world.of(prefix).send(body);
    });
  }
}

const SCHEDULES: Readonly<Record<string, string>> = {
  HostSync: 'Host Sync Schedule',
  TerminationGate: 'Termination Gate Schedule',
  ScaleIn: 'Scale In Schedule',
  HostOnboard: 'Host Onboard Schedule',
};

const HAPPEN: Readonly<Record<HappeningKind, Happen | GroupHappening>> = {
  ...GROUP_HAPPENINGS,
  load,
  deploy,
  'protect-tasks': protectTasks,
  job,
  join,
  pause,
  'switch-off': switchOff,
  garbage,
  twice,
};
