import { describe, expect, it } from 'vitest';
import { renderDashboard } from '../../../cli/dashboard/render.ts';
import { sourcesOf } from '../../../cli/dashboard/simulated.ts';
import { STORY_OF_DRAINS } from '../../../cli/demo/story.ts';
import { GROUPS } from '../../../simulator/scenarios/drains.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { asleep, broken, later, MINUTE, playWith, type Spoil } from './story.ts';

describe('the story of the demo', () => {
  it.each([1, 2])('keeps its promises and fills its dashboard, with seed %d too', async (seed) => {
    const stages: [Simulation, number][] = [];
    const outcomes = await playWith(seed, { spoil: (stage) => stages.push([stage, stage.clock.now()]) });
    expect(outcomes.length).toBeGreaterThanOrEqual(26);
    expect(broken(outcomes)).toEqual([]);
    const pages = await Promise.all(stages.map(([stage, start]) => dashboardOf(stage, start)));
    expect(pages).toHaveLength(1);
    for (const page of pages) {
      expect(page.match(/<section class="widget/g)?.length).toBeGreaterThan(20);
      expect(page.match(/data-empty[^>]*aria-label="[^"]*"/g) ?? []).toEqual([]);
    }
  });

  it.each(spoilers())('%s: says which promise is broken', async (_, spoil, expected) => {
    const said = broken(await playWith(1, { story: STORY_OF_DRAINS, spoil })).join('\n');
    for (const text of expected) expect(said).toContain(text);
  });
});

/** The stack's dashboard from a moment until now, as the demo writes it. */
async function dashboardOf(simulation: Simulation, start: number): Promise<string> {
  const [dashboard, ...others] = simulation.cloudWatch.dashboards();
  if (dashboard === undefined || others.length > 0) throw new Error('The stack has not one dashboard');
  const range = { start, end: simulation.clock.now() };
  return renderDashboard({ name: dashboard.name, body: dashboard.body, ...sourcesOf(simulation), ...range });
}

function spoilers(): [string, Spoil, string[]][] {
  return [
    [
      'host-sync does not run',
      asleep('host-sync'),
      ['every service has its tasks: log-router runs 0 of 0 tasks, 6 are'],
    ],
    [
      'spot-drain does not run',
      asleep('spot-drain'),
      [
        'spot-1 is DRAINING within 10 s of the notice: spot-1 was not drained',
        'nothing runs on spot-1 any more when EC2 takes it away: service:log-router was killed',
        'the standalone task report gets SIGTERM and time to end: report was killed',
      ],
    ],
    [
      'termination-gate does not run',
      asleep('termination-gate'),
      [
        'general-2 has not been let go',
        'orders finishes its work there: orders was not stopped in order',
        'gpu-2 has not been let go',
        'the operator got no e-mail about the host',
        'no host is left behind: ',
        'termination-gate holds ',
      ],
    ],
    [
      'events of DRAINING hosts are lost',
      withoutDrainingEvents,
      ['general-2 is let go when its last task has stopped'],
    ],
    [
      'somebody completes the lifecycle actions by hand',
      (simulation) => {
        letGoAfter(simulation, 9.5 * MINUTE, GROUPS.general);
        letGoAfter(simulation, 16 * MINUTE, GROUPS.gpu);
      },
      ['before its last task had stopped', 'gpu-2 was let go after 1 min 57 s'],
    ],
    ['the e-mail names no task', vagueEmail, ['the e-mail does not name the task of recommender']],
    [
      'a message can never be handled',
      ({ sqs, stack }) =>
        sqs.queueByUrl(stack.resources['SpotDrainQueue']?.ref ?? '').send({ body: '?', senderId: 'a test' }),
      ['no message is left on a queue or a dead-letter queue: ecs-ops-spot-drain-dead-letters holds 1'],
    ],
    [
      'a host stays DRAINING',
      (simulation) => later(simulation, 20 * MINUTE, () => drainOne(simulation)),
      ['no host is left behind: general-1 is DRAINING'],
    ],
    [
      'a function fails for half a minute',
      misconfigured('host-sync', MINUTE / 2),
      ['no function has failed: ecs-ops-dev-host-sync failed (host-sync does not start'],
    ],
  ];
}

function withoutDrainingEvents({ eventBridge, stack }: Simulation): void {
  const rule = eventBridge.rule(stack.resources['TerminationGateDrainingRule']?.ref ?? '');
  if (rule === undefined) throw new Error('There is no such rule');
  rule.state = 'DISABLED';
}

function letGoAfter(simulation: Simulation, delay: number, groupName: string): void {
  const { autoScaling } = simulation;
  later(simulation, delay, () => {
    const held = autoScaling.lifecycleActions().find((action) => action.groupName === groupName && !action.end);
    if (held === undefined) throw new Error(`Nothing is held in ${groupName}`);
    autoScaling.completeLifecycleAction(held);
  });
}

function vagueEmail(simulation: Simulation): void {
  const { sns, stack, autoScaling } = simulation;
  later(simulation, 15 * MINUTE, () => {
    const ids = autoScaling.view(GROUPS.gpu).instances.map(({ instanceId }) => instanceId);
    sns.publish(stack.outputs['OperatorTopicArn'], { subject: 'Something', message: `stood in the way: ${ids}` });
  });
}

function drainOne({ ecs, autoScaling }: Simulation): void {
  const [first] = autoScaling.view(GROUPS.general).instances;
  if (first !== undefined) ecs.setHostStatus(first.instanceId, 'DRAINING');
}

function misconfigured(name: string, duration: number): Spoil {
  return (simulation) => {
    const { lambda } = simulation;
    const definition = lambda.definition(`ecs-ops-dev-${name}`);
    if (definition === undefined) throw new Error(`${name} is not deployed`);
    lambda.createFunction({ ...definition, environment: { ...definition.environment, DRY_RUN: 'perhaps' } });
    later(simulation, duration, () => lambda.createFunction(definition));
  };
}
