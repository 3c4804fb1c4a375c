import { describe, expect, it } from 'vitest';
import { EVENING } from '../../../cli/demo/evening.ts';
import {
  DAY_LENGTH,
  IDLE_HOSTS_GONE,
  MARKET,
  MARKET_GROUPS,
  SEARCH,
  STOREFRONT,
} from '../../../simulator/scenarios/evening.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { asleep, broken, later, MINUTE, playWith, type Spoil } from './story.ts';

const CONSOLIDATION = DAY_LENGTH + IDLE_HOSTS_GONE;
/** When the host with `search` has been given back, and nothing is about to go. */
const GIVEN_BACK = CONSOLIDATION + 5.7 * MINUTE;

describe('the evening of the demo', () => {
  it.each(spoilers())('%s: says which promise is broken', async (_, spoil, expected) => {
    const said = broken(await playWith(1, { story: EVENING, spoil })).join('\n');
    for (const text of expected) expect(said).toContain(text);
  });
});

function spoilers(): [string, Spoil, string[]][] {
  return [
    [
      'scale-in does not run',
      asleep('scale-in'),
      [
        'both idle hosts go, and the desired capacity with them: hosts gone: 0, not 2',
        'is ACTIVE again, search still on it: no host was drained and kept',
        'a badly used host goes too: hosts gone: 0, not 3',
      ],
    ],
    [
      'a host goes in the midst of its work, and another is launched',
      (simulation) => later(simulation, DAY_LENGTH + 5 * MINUTE, () => killStorefrontHost(simulation)),
      [
        'both idle hosts go, and the desired capacity with them: hosts gone: 1, not 2; main-6 was launched',
        'no host is terminated with work on it: ',
        'service:storefront was killed with main-',
        'no service short of one: storefront ran 2 of 3 tasks at ',
      ],
    ],
    [
      'load comes back at once, and more than there is room for',
      (simulation) => later(simulation, GIVEN_BACK, () => scale(simulation, STOREFRONT.name, 14)),
      ['storefront task, and 20 % of CPU and memory: at ', 'there was room for 0', 'storefront ran 3 of 14 tasks at '],
    ],
    [
      'somebody drains the host that was given back',
      (simulation) => later(simulation, GIVEN_BACK, () => drainCompute(simulation)),
      ['is ACTIVE again, search still on it: compute-1 is DRAINING'],
    ],
    [
      'search is gone',
      (simulation) => later(simulation, GIVEN_BACK, () => scale(simulation, SEARCH, 0)),
      ['search does not run on compute-1'],
    ],
    [
      'EC2 loses the hosts of a group',
      (simulation) => later(simulation, CONSOLIDATION, () => loseMainHosts(simulation)),
      ['every group keeps its minimum: market-main had 1 at ', 'a badly used host goes too: hosts gone: 5, not 3'],
    ],
    [
      'termination-gate does not run in the evening',
      (simulation) => later(simulation, DAY_LENGTH, () => asleep('termination-gate')(simulation)),
      ['both idle hosts go, and the desired capacity with them: hosts gone: 0, not 2; market-main wants '],
    ],
    [
      'host-sync does not run in the evening',
      (simulation) => later(simulation, DAY_LENGTH, () => asleep('host-sync')(simulation)),
      ['every service has its tasks: host-metrics runs '],
    ],
  ];
}

function killStorefrontHost({ ecs, ec2 }: Simulation): void {
  const task = ecs
    .view(MARKET)
    .tasks.find(({ group, lastStatus }) => group === `service:${STOREFRONT.name}` && lastStatus === 'RUNNING');
  ec2.terminate(task?.ec2InstanceId ?? '');
}

function scale({ ecs }: Simulation, service: string, desiredCount: number): void {
  ecs.updateService({ cluster: MARKET, service, desiredCount });
}

function drainCompute({ ecs, autoScaling }: Simulation): void {
  for (const { instanceId } of autoScaling.view(MARKET_GROUPS.compute).instances)
    ecs.setHostStatus(instanceId, 'DRAINING');
}

function loseMainHosts({ ec2, autoScaling }: Simulation): void {
  for (const { instanceId } of autoScaling.view(MARKET_GROUPS.main).instances) ec2.terminate(instanceId);
}
