import type { HostDraining } from '../../../functions/termination-gate/event.ts';
import { type HostPlan, planHost } from '../../../functions/termination-gate/plan-host.ts';
import type { NextLook } from '../../../functions/termination-gate/plan-wait.ts';
import type { GateSettings, HostLook, Mail } from '../../../functions/termination-gate/snapshot.ts';
import type { HeldResources } from '../../../shared/domain/hosts.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { HELD_AT } from '../../builders/gate-events.ts';
import { aLook, aMail, gateSettings } from '../../builders/gate-looks.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';

export const MINUTE = 60_000;
export const NOTHING_HELD: HeldResources = { cpu: 0, memory: 0 };

/** Decides about one host, a minute after it began to wait unless told otherwise. */
export function decide(look: Partial<HostLook>, settings: Partial<GateSettings> = {}, age = MINUTE): HostPlan {
  const now = HELD_AT + age;
  return planHost(aLook(look), { now, due: now, settings: gateSettings(settings) });
}

/** An event of the host, on which tasks hold so much. */
export function drainingMail(id: string, held: HeldResources | undefined, receiveCount = 1): Mail<HostDraining> {
  const event: HostDraining = {
    kind: 'host-draining',
    ec2InstanceId: instanceId(),
    clusterArn: clusterArn(),
    containerInstanceArn: hostArn(),
    at: HELD_AT,
    held,
    markedForPool: false,
    agentConnected: true,
  };
  return aMail(id, event, receiveCount);
}

/** The message of a launch. */
export const leftPool = aMail('launch', { kind: 'left-pool', ec2InstanceId: instanceId() } as const);

/** That a message is done. */
export const done = (reason: NextLook['reason']): NextLook => ({ kind: 'done', reason });

/** That a message comes back in so many seconds. */
export const again = (reason: NextLook['reason'], seconds: number): NextLook => ({
  kind: 'again',
  reason,
  seconds,
  retrySeconds: seconds,
});

/** What becomes of each message, by its id. */
export const looksOf = ({ nextLooks }: HostPlan): Record<string, NextLook> => Object.fromEntries(nextLooks);

/** What is done. */
export const does = ({ actions }: HostPlan): string[] => actions.map(({ kind }) => kind);
