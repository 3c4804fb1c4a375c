import { evening, MARKET, STOREFRONT } from '../../../simulator/scenarios/evening.ts';
import type { WatchedAccount } from './watched-account.ts';

/** Minutes of it. */
const LENGTH = 140;

/**
 * An evening in which all functions have much to do, and all goes well. Load falls, scale-in removes hosts, and is switched
 * off when load rises again; EC2 takes a Spot host with a job on it away every ten minutes; hosts are terminated, some with
 * jobs that are stopped, and one that is held for more than two hours, until its job has ended.
 */
export async function liveEvening(world: WatchedAccount): Promise<void> {
  const { ecs, clock } = world.account.simulation;
  evening.set(world.account.simulation);
  await world.minutes(5);
  world.terminateBusy('batch', LENGTH - 10);
  const loadRises = () => ecs.updateService({ cluster: MARKET, service: STOREFRONT.name, desiredCount: 12 });
  clock.after((LENGTH - 20) * 60_000, 'load rises', loadRises);
  for (let minute = 0; minute < LENGTH; minute += 1) {
    const [spot = ''] = world.hostsOf('spot');
    if (minute % 10 === 0) world.runJob('spot', spot, 600);
    if (minute % 10 === 1) world.interrupt();
    if (minute % 20 === 5) world.terminateBusy('shop', 600);
    await world.minutes(1);
  }
  ecs.tagResource(ecs.view(MARKET).clusterArn, { 'ecs-ops:scale-in': 'false' });
}
