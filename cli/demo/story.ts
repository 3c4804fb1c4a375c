import { CLUSTER, drains, GPU_DEADLINE_MINUTES, GROUPS } from '../../simulator/scenarios/drains.ts';
import { MARKET } from '../../simulator/scenarios/evening.ts';
import type { Act, Stage } from './act.ts';
import { EVENING } from './evening.ts';
import { accountTidy } from './promises/account.ts';
import { servicesRight } from './promises/services.ts';
import { spotHostsDrained } from './promises/spot.ts';
import { heldUntilEmpty, letGoAtDeadline, oneServiceLeaves } from './promises/terminations.ts';

const MINUTE = 60_000;

/** Hosts join a cluster, and leave it in three ways. */
const DRAINS: readonly Act[] = [
  {
    title: 'Hosts join a cluster',
    about:
      'Two services want one task on each host: log-router on all of them, gpu-exporter on those with a GPU. ' +
      'Nobody sets their desired count.',
    look: 'host-sync raises the counts as hosts join. Then somebody deploys web, orders and recommender, and starts the task report.',
    happen: ({ simulation }) => drains.set(simulation),
    duration: 4 * MINUTE,
    promises: ({ simulation }) => [servicesRight(simulation, CLUSTER)],
  },
  {
    title: 'EC2 takes a Spot host away',
    about:
      'EC2 gives two minutes. A drain makes services move their tasks, but does not touch standalone tasks such as report: ' +
      'they would be killed without a SIGTERM.',
    look: 'spot-drain drains the host at once and stops report in order; all is over before EC2 takes the host.',
    happen: ({ simulation: { ec2, autoScaling } }) => {
      for (const { instanceId } of autoScaling.view(GROUPS.spot).instances) ec2.interrupt(instanceId);
    },
    duration: 5 * MINUTE,
    promises: ({ simulation, history, names }) => [
      ...spotHostsDrained(history, names),
      servicesRight(simulation, CLUSTER),
    ],
  },
  {
    title: 'A group scales in, and a task is slow to stop',
    about:
      'Auto Scaling would terminate the host in the middle of the work of orders, whose tasks take 95 seconds to finish. ' +
      'A lifecycle hook of the group notifies termination-gate.',
    look: 'termination-gate drains the host and holds it until its last task has stopped, then lets it go at once.',
    happen: ({ simulation: { autoScaling } }) => autoScaling.setDesiredCapacity(GROUPS.general, 2),
    duration: 5 * MINUTE,
    promises: ({ simulation, history, names }) => [
      ...heldUntilEmpty(simulation, history, names, { groupName: GROUPS.general, slow: 'orders' }),
      servicesRight(simulation, CLUSTER),
    ],
  },
  {
    title: 'A drain that cannot end',
    about:
      'The GPU group scales in to one host. gpu-exporter and recommender must both stay 100 % healthy, and neither finds ' +
      'a place for one task more. Only gpu-exporter is tagged for host-sync.',
    look:
      `host-sync lets gpu-exporter go; recommender stays until the deadline, ${GPU_DEADLINE_MINUTES} minutes by a tag of the group. ` +
      'Then the operator gets an e-mail.',
    happen: scaleInGpuHosts,
    duration: (GPU_DEADLINE_MINUTES + 4) * MINUTE,
    promises: ({ simulation, history, names }) => [
      oneServiceLeaves(simulation, history, names, {
        groupName: GROUPS.gpu,
        serviceName: 'gpu-exporter',
        within: MINUTE / 2,
      }),
      ...letGoAtDeadline(simulation, history, names, {
        groupName: GROUPS.gpu,
        stuck: 'recommender',
        minutes: GPU_DEADLINE_MINUTES,
      }),
      servicesRight(simulation, CLUSTER),
    ],
  },
];

/** What is promised of the account when everything is over. */
function leftBehind(clusters: readonly string[]): Act {
  return {
    title: 'What is left behind',
    about: 'Nothing may be: no host that is on its way out, no message that nobody could handle.',
    happen: () => undefined,
    duration: 0,
    promises: ({ simulation, names }) => accountTidy(simulation, clusters, names),
  };
}

/** The story of one cluster, without the evening of the other. */
export const STORY_OF_DRAINS: readonly Act[] = [...DRAINS, leftBehind([CLUSTER])];

/** What the demo plays. */
export const STORY: readonly Act[] = [...DRAINS, ...EVENING, leftBehind([CLUSTER, MARKET])];

function scaleInGpuHosts({ simulation, say }: Stage): void {
  const { autoScaling, clock, ecs } = simulation;
  autoScaling.setDesiredCapacity(GROUPS.gpu, 1);
  clock.after((GPU_DEADLINE_MINUTES + 2) * MINUTE, 'the operator has read the e-mail', () => {
    say('operator', 'has read the e-mail, and sets the desired count of recommender to 1');
    ecs.updateService({ cluster: CLUSTER, service: 'recommender', desiredCount: 1 });
  });
}
