import { AGENT, createCluster, HOST_EVENTS, inService, MINUTE } from './account.ts';
import type { Section } from './measure.ts';

const CLUSTER = 'shop';
const SERVICES = 3;
const wholeCluster = (hosts: number) => ({ hosts, services: SERVICES });

/** Every agent of a cluster loses its connection and has it again: nothing to do, but nobody knows before a look. */
const eventStorm: Section = {
  name: 'event-storm',
  title: 'A storm of events: every agent of a cluster reconnects, nothing to change',
  events: HOST_EVENTS,
  cluster: wholeCluster,
  clusters: () => 1,
  prepare: (simulation, hosts) => createCluster(simulation, { name: CLUSTER, hosts, services: {} }),
  settling: 12 * MINUTE,
  happens: (simulation) => {
    for (const id of inService(simulation, CLUSTER)) {
      simulation.ecs.disconnectAgent(id);
      simulation.ecs.reconnectAgent(id);
    }
    return () => {
      const { hosts, services } = simulation.ecs.view(CLUSTER);
      const agents = services.find(({ serviceName }) => serviceName === AGENT)?.desiredCount ?? 0;
      return { text: `${agents} of ${hosts.length} agents`, isComplete: agents === hosts.length };
    };
  },
  span: () => 2 * MINUTE,
};

/** Steps of a rolling replacement, and milliseconds between them. */
const STEPS = 10;
const STEP = 3 * MINUTE;
/** Of more hosts than this, only so many steps are played: each is like the others, and takes minutes to compute. */
const MANY_HOSTS = 1_000;
const STEPS_OF_MANY = 3;
const stepsFor = (hosts: number): number => (hosts > MANY_HOSTS ? STEPS_OF_MANY : STEPS);

/** All hosts are terminated and replaced, a tenth at a time, as an instance refresh with 90 % of minimum health does. */
const rollingReplacement: Section = {
  name: 'rolling-replacement',
  title: 'A rolling replacement: every host, a tenth of them every three minutes; of 5,000 the first three tenths',
  events: HOST_EVENTS,
  cluster: wholeCluster,
  clusters: () => 1,
  prepare: (simulation, hosts) => createCluster(simulation, { name: CLUSTER, hosts, services: { web: 2 * hosts } }),
  settling: 12 * MINUTE,
  happens: (simulation, hosts) => {
    const { autoScaling, clock } = simulation;
    const all = inService(simulation, CLUSTER);
    const size = Math.ceil(all.length / STEPS);
    const old = all.slice(0, stepsFor(hosts) * size);
    for (let step = 0; step < stepsFor(hosts); step += 1)
      clock.after(step * STEP, 'step of a replacement', () =>
        autoScaling.terminateInstances(old.slice(step * size, (step + 1) * size), { decrement: false }),
      );
    return () => {
      const left = inService(simulation, CLUSTER).filter((id) => old.includes(id)).length;
      const released = autoScaling.lifecycleActions().filter(({ end }) => end?.reason.kind === 'completed').length;
      return { text: `${released} let go, ${left} old ones left`, isComplete: released === old.length && left === 0 };
    };
  },
  // Of many hosts the tasks of 75 to 150 are read in a minute.
  span: (hosts) => stepsFor(hosts) * STEP + (hosts > MANY_HOSTS ? 15 : 7) * MINUTE,
};

/** Hosts of a cluster in which Spot instances are taken back. */
const HOSTS_OF_A_CLUSTER = 100;
const spotClusters = (hosts: number): readonly string[] =>
  Array.from({ length: Math.ceil(hosts / HOSTS_OF_A_CLUSTER) }, (_, index) => `spot-${index + 1}`);
const hostsOfEach = (hosts: number): number => Math.min(hosts, HOSTS_OF_A_CLUSTER);

/** Half of all Spot instances are interrupted in the same second. */
const spotStorm: Section = {
  name: 'spot-storm',
  title: 'A Spot storm: half of the hosts of each cluster are interrupted within a second; 100 hosts a cluster',
  events: { source: ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
  cluster: (hosts) => wholeCluster(hostsOfEach(hosts)),
  clusters: (hosts) => spotClusters(hosts).length,
  prepare: (simulation, hosts) => {
    for (const name of spotClusters(hosts))
      createCluster(simulation, {
        name,
        hosts: hostsOfEach(hosts),
        services: { web: 2 * hostsOfEach(hosts) },
        group: { purchase: 'spot', launchTemplate: { instanceType: 'm7g.large', cluster: name, bootTime: 10_000 } },
      });
  },
  settling: 12 * MINUTE,
  happens: (simulation, hosts) => {
    const doomed = spotClusters(hosts).flatMap((name) => inService(simulation, name).filter((_, index) => index % 2));
    const began = simulation.clock.now();
    const drained = new Map<string, number>();
    simulation.ecs.onChange((change) => {
      if (change.kind === 'host' && change.status === 'DRAINING' && !drained.has(change.ec2InstanceId))
        drained.set(change.ec2InstanceId, change.at - began);
    });
    for (const id of doomed) simulation.ec2.interrupt(id);
    return () => {
      const times = doomed.map((id) => drained.get(id) ?? Number.POSITIVE_INFINITY);
      const seconds = Math.max(...times) / 1_000;
      return { text: `${doomed.length} DRAINING after ${seconds.toFixed(1)} s`, isComplete: seconds < 30 };
    };
  },
  span: () => 5 * MINUTE,
};

const TASKS_PER_HOST = 3;

/** Half of a cluster has nothing to do any more. */
const scaleInOfHalf: Section = {
  name: 'scale-in-of-half',
  title: 'A scale-in of half the cluster: one of two services ends, and the hosts that it filled go',
  events: HOST_EVENTS,
  cluster: wholeCluster,
  clusters: () => 1,
  parameters: {
    scaleInBudget: '50%',
    scaleInHeadroomCpu: '0',
    scaleInHeadroomMemory: '0',
    scaleInHeadroomCopies: '0',
    scaleInIdleMinutes: '2',
    scaleInMinimumAgeMinutes: '0',
    scaleInCooldownMinutes: '5',
  },
  prepare: (simulation, hosts) =>
    createCluster(simulation, {
      name: CLUSTER,
      hosts,
      services: { web: TASKS_PER_HOST * (hosts / 2), jobs: TASKS_PER_HOST * (hosts / 2) },
      tags: { 'ecs-ops:scale-in': 'true' },
    }),
  settling: 12 * MINUTE,
  happens: (simulation, hosts) => {
    simulation.ecs.updateService({ cluster: CLUSTER, service: 'jobs', desiredCount: 0 });
    return () => {
      const left = inService(simulation, CLUSTER).length;
      return { text: `${left} hosts left`, isComplete: left <= 0.6 * hosts };
    };
  },
  span: (hosts) => (hosts > MANY_HOSTS ? 90 : 25) * MINUTE,
};

/** In the order of their tables. */
export const SECTIONS: readonly Section[] = [eventStorm, rollingReplacement, spotStorm, scaleInOfHalf];
