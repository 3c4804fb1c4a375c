import type { LineSource } from '../timeline.ts';

/** EC2: interruption notices, and instances that come to their end. */
export function instanceLines({ simulation: { ec2 }, names, tell }: LineSource): void {
  ec2.onSpotNotice((id, kind) => {
    if (kind !== 'interruption') return;
    tell({
      who: 'EC2',
      what: `gives notice: ${names.of(id)} is taken away in two minutes (Spot interruption)`,
      style: 'blue',
    });
  });
  ec2.onStateChange(({ instance: { instanceId, state, stateReason } }) => {
    if (state !== 'shutting-down') return;
    const isSpot = stateReason === 'Server.SpotInstanceTermination';
    tell({
      who: 'EC2',
      what: `${isSpot ? 'takes' : 'shuts'} ${names.of(instanceId)} ${isSpot ? 'away' : 'down'}`,
      style: 'blue',
    });
  });
}
