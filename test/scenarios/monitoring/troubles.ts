import { FUNCTIONS } from '../../../infra/monitoring/functions.ts';
import type { FaultEffect, FaultSubject } from '../../../simulator/gateway/fault.ts';
import { befall, throttled } from '../faults.ts';
import { functionTroubles } from './function-troubles.ts';
import type { WatchedAccount } from './watched-account.ts';

/** Something that goes wrong, and is set right once its alarm is on. */
export interface Trouble {
  /** What comes after the stack's name in the name of the alarm that is to go off. */
  readonly alarm: string;
  readonly what: string;
  /** Alarms that may go off besides, since the trouble is theirs as well. */
  readonly besides?: readonly string[];
  /** Begins. @returns ends it */
  readonly begin: (world: WatchedAccount) => () => void;
  /** What happens at the beginning of each minute until the alarm is on. */
  readonly everyMinute?: (world: WatchedAccount) => void;
  /** Minutes within which the alarm goes off, and then is over. */
  readonly goesOffWithin: number;
  readonly recoversWithin: number;
}

const nothing = (): void => undefined;
/** Alarms of every function that may come with a trouble that all have. */
const ofEach = (...kinds: readonly string[]): readonly string[] =>
  FUNCTIONS.flatMap(({ name }) => kinds.map((kind) => `${name}-${kind}`));

/** An answer to DescribeClusters that no reference describes. */
const garbled: FaultEffect = { kind: 'amend', amend: () => ({ clusters: [null], failures: [] }) };

const refused: FaultEffect = {
  kind: 'error',
  code: 'InvalidParameterException',
  message: 'The service is not to be changed.',
  httpStatus: 400,
};

/** A trouble for each alarm that is not on one function's messages or runs. */
const OTHERS: readonly Trouble[] = [
  {
    alarm: 'access-denied',
    what: 'a policy denies what scale-in asks for',
    begin: (world) => {
      const { simulation } = world.account;
      const { roleName } = world.of({ prefix: 'ScaleIn' }).definition;
      const Statement = [{ Effect: 'Deny', Action: 'ecs:ListClusters', Resource: '*' }];
      simulation.iam.putRolePolicy(roleName, 'a-mistake', { Version: '2012-10-17', Statement });
      return () => simulation.iam.deleteRolePolicy(roleName, 'a-mistake');
    },
    goesOffWithin: 5,
    recoversWithin: 30,
  },
  {
    alarm: 'unexpected-errors',
    what: 'AWS gives an answer that nobody foresaw',
    begin: ({ account }) => befall(account, garbled, ({ operation }) => operation === 'DescribeClusters'),
    goesOffWithin: 10,
    recoversWithin: 30,
  },
  {
    alarm: 'api-throttles',
    what: 'ECS asks everybody for fewer requests',
    besides: ofEach('messages-late'),
    begin: ({ account }) => befall(account, throttled, ({ service }) => service === 'ecs'),
    goesOffWithin: 20,
    recoversWithin: 20,
  },
  {
    alarm: 'termination-gate-deadlines',
    what: 'a job does not end before the deadline',
    begin: (world) => {
      world.terminateBusy('spot', 600);
      return nothing;
    },
    goesOffWithin: 20,
    recoversWithin: 20,
  },
  {
    alarm: 'spot-drain-late',
    what: 'a notice comes late',
    begin: (world) => {
      const { eventBridge, ec2 } = world.account.simulation;
      const concerns = ({ 'detail-type': type }: { readonly 'detail-type': string }) => type.includes('Interruption');
      Object.assign(eventBridge.faults, { delay: 1, maximumDelay: 100_000, concerns });
      for (const host of world.hostsOf('spot')) ec2.interrupt(host);
      return () => Object.assign(eventBridge.faults, { delay: 0, maximumDelay: 0, concerns: undefined });
    },
    goesOffWithin: 5,
    recoversWithin: 10,
  },
  {
    alarm: 'spot-drain-late',
    what: 'ECS refuses for a while to drain hosts',
    begin: (world) => {
      const end = befall(world.account, throttled, ({ operation }) => operation === 'UpdateContainerInstancesState');
      world.account.simulation.clock.after(40_000, 'ECS drains hosts again', end);
      world.interrupt();
      return nothing;
    },
    goesOffWithin: 5,
    recoversWithin: 20,
  },
  {
    alarm: 'host-sync-drift',
    what: 'ECS refuses to change one service',
    begin: (world) => {
      const { ecs } = world.account.simulation;
      ecs.updateService({ cluster: 'batch', service: 'agent', desiredCount: 1 });
      const isAgentOfBatch = ({ operation, input }: FaultSubject) =>
        operation === 'UpdateService' && JSON.stringify(input).includes('batch');
      return befall(world.account, refused, isAgentOfBatch);
    },
    goesOffWithin: 60,
    recoversWithin: 240,
  },
];

/** Every trouble. */
export const TROUBLES: readonly Trouble[] = [...FUNCTIONS.flatMap(functionTroubles), ...OTHERS];
