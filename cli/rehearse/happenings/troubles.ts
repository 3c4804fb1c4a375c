import type { FaultEffect } from '../../../simulator/gateway/fault.ts';
import type { DeliveryFaults } from '../../../simulator/services/delivery-faults.ts';
import { matches } from '../scenario/glob.ts';
import type { Happening } from '../scenario/schema.ts';
import type { Stage } from './stage.ts';

const CODES: Readonly<Record<string, string>> = { autoscaling: 'Throttling', ec2: 'RequestLimitExceeded' };
/** Rules with a schedule: they put no event on the bus. */
const SCHEDULES = 'aws.events';

/** Calls of the functions are throttled for a while; `calls` is `service:Operation`. */
export function throttle(stage: Stage, happening: Happening<'throttle'>): void {
  const { simulation, say, random } = stage;
  const { calls, share, for: length } = happening;
  let made = 0;
  let hit = 0;
  say(`${share * 100} % of the calls ${calls} of the functions are throttled for ${length / 60_000} min`);
  const end = simulation.faults.inject(({ functionName, service, operation }) => {
    const isMeant = functionName !== undefined && matches(calls, `${service}:${operation}`);
    if (!isMeant) return;
    made += 1;
    if (!random.chance(share)) return;
    hit += 1;
    return throttled(service);
  });
  simulation.clock.after(length, 'throttling ends', () => {
    end();
    say(`the calls ${calls} are throttled no longer`);
  });
  stage.atEnd(() => {
    if (made === 0)
      stage.cannot(`no function made a call ${calls} meanwhile`, 'calls that are made, as "ecs:Describe*", and hosts');
    else if (hit === 0) stage.cannot(`none of ${made} calls ${calls} was throttled`, 'a greater share, or longer');
  });
}

function throttled(service: string): FaultEffect {
  const code = CODES[service] ?? 'ThrottlingException';
  return { kind: 'error', code, message: 'Rate exceeded', httpStatus: 400 };
}

/** Events are lost for a while: those of a source as `aws.ecs`; hooks' notices are of the source `sns`. */
export function lose(stage: Stage, happening: Happening<'lose'>): void {
  const { simulation, say, random } = stage;
  const { eventBridge, sns, stack, clock } = simulation;
  const { source: pattern, share, for: length } = happening;
  let sent = 0;
  let hit = 0;
  const isLost = (source: string): boolean => {
    if (!matches(pattern, source) || (source === SCHEDULES && pattern !== SCHEDULES)) return false;
    sent += 1;
    const lost = random.chance(share);
    if (lost) hit += 1;
    return lost;
  };
  const hookTopic = stack.outputs['TerminationGateTopicArn'];
  const ends = [
    losing(eventBridge.faults, ({ source }) => isLost(source)),
    losing(sns.faults, ({ topicArn }) => topicArn === hookTopic && isLost('sns')),
  ];
  say(`${share * 100} % of the events of ${pattern} are lost for ${length / 60_000} min`);
  clock.after(length, 'losses end', () => {
    for (const end of ends) end();
    say(`events of ${pattern} are lost no longer`);
  });
  stage.atEnd(() => {
    if (sent === 0)
      stage.cannot(
        `no event of ${pattern} was under way meanwhile`,
        'something that happens to hosts or tasks meanwhile',
      );
    else if (hit === 0) stage.cannot(`none of ${sent} events of ${pattern} was lost`, 'a greater share, or longer');
  });
}

/** Has messages lost. What was lost before is lost as well. @returns ends it */
function losing<Subject>(faults: DeliveryFaults<Subject>, isLost: (subject: Subject) => boolean): () => void {
  const { loss: before, concerns } = faults;
  let isOver = false;
  const isLostAnyway = (subject: Subject): boolean => before > 0 && (concerns?.(subject) ?? true);
  faults.loss = 1;
  faults.concerns = (subject) => isLostAnyway(subject) || (!isOver && isLost(subject));
  return () => {
    isOver = true;
  };
}
