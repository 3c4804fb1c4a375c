import {
  consolidate,
  DAY_LENGTH,
  DRAIN_MINUTES,
  HOST_METRICS,
  IDLE_HOSTS_GONE,
  loadFalls,
  MARKET,
  MARKET_GROUPS,
  openMarket,
  SEARCH,
  STOREFRONT,
} from '../../simulator/scenarios/evening.ts';
import type { Act } from './act.ts';
import {
  headroomKept,
  hostsGone,
  minimumKept,
  noneWithWork,
  placesKept,
  refusingHostBack,
} from './promises/scale-in.ts';
import { servicesRight } from './promises/services.ts';

const MINUTE = 60_000;
const GROUPS = Object.values(MARKET_GROUPS);
/** What the settings of the stack ask for. */
const HEADROOM = { copies: 1, percent: 20, largest: STOREFRONT.name };

/** What the demo plays of an evening: idle hosts go, then badly used ones. */
export const EVENING: readonly Act[] = [
  {
    title: 'Evening: load falls, and hosts are left idle',
    about:
      'Another cluster, market: five hosts full of storefront, and one with search. In the evening an autoscaler lowers ' +
      'storefront, but nobody takes hosts away. Now the cluster opts in to scale-in, by a tag.',
    look:
      'scale-in drains hosts that have been idle for ten minutes, one after the other, and terminates them; host-sync ' +
      'lowers host-metrics, which wants one task on each host, and termination-gate lets them go.',
    before: { happen: ({ simulation }) => openMarket(simulation), duration: DAY_LENGTH },
    happen: ({ simulation, capacity, say }) => {
      capacity.begin({ cluster: MARKET, groups: GROUPS, hostBound: [HOST_METRICS], largest: STOREFRONT });
      loadFalls(simulation, say);
    },
    duration: IDLE_HOSTS_GONE,
    promises: (stage) => [
      hostsGone(stage, 'both idle hosts go, and the desired capacity with them', GROUPS, 2),
      noneWithWork(stage),
      placesKept(stage),
      servicesRight(stage.simulation, MARKET),
    ],
  },
  {
    title: 'Badly used hosts are emptied, and one refuses',
    about:
      `Hosts used by less than half are to go as well, by another tag, if all of their tasks fit elsewhere. A drain may ` +
      `take ${DRAIN_MINUTES} minutes, and a new task of search loads its index for longer.`,
    look:
      'search does not leave its host in time: the host is set ACTIVE again and left alone. Then a host of storefront ' +
      'goes, once its task runs elsewhere.',
    happen: ({ simulation, say }) => consolidate(simulation, say),
    duration: 10 * MINUTE,
    showsVerdicts: true,
    promises: (stage) => [
      refusingHostBack(stage, { cluster: MARKET, serviceName: SEARCH, minutes: DRAIN_MINUTES }),
      hostsGone(stage, 'a badly used host goes too', GROUPS, 3),
      noneWithWork(stage),
      placesKept(stage),
      headroomKept(stage, HEADROOM),
      minimumKept(stage),
      servicesRight(stage.simulation, MARKET),
    ],
  },
];
