import { expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { aShop, type Shop } from './shop.ts';

const WRITES = /Put|Delete|Update|Terminate|Set|Change/;

/** Verdicts up to the look that drains the first hosts, which a dry run does not do. Looks take less than a second. */
function verdictsUntilDrain({ verdicts }: Shop): readonly string[] {
  const lines = verdicts.map(({ time, fields = {} }) => {
    const { ec2InstanceId, outcome, reason } = fields;
    return { time, text: `${Math.floor(time / 60_000)} ${ec2InstanceId} ${outcome} ${reason}`, outcome };
  });
  const drained = lines.find(({ outcome }) => outcome === 'drain')?.time ?? 0;
  return lines.filter(({ time }) => time < drained + 1_000).map(({ text }) => text);
}

/** Six hosts of which four are idle from 9:02 on, for half an hour. */
async function halfAnHour(settings: Readonly<Record<string, string>>): Promise<Shop> {
  const shop = await aShop({ hosts: 6, settings });
  await play(shop.account, { '9:02': () => shop.run('web', { tasks: 6 }), '9:30': () => undefined });
  return shop;
}

it.each(['SCALE_IN_DRY_RUN', 'DRY_RUN'])('with %s it tells the same verdicts, and writes nothing', async (name) => {
  const wet = await halfAnHour({});
  const dry = await halfAnHour({ [name]: 'true' });

  const verdicts = verdictsUntilDrain(wet);
  expect(verdicts.filter((line) => line.includes('drain host-idle'))).toHaveLength(3);
  expect(verdictsUntilDrain(dry)).toEqual(verdicts);

  expect(wet.instances).toHaveLength(2);
  expect(dry.instances).toHaveLength(6);
  expect(dry.statuses).toEqual({ ACTIVE: 6 });
  expect(dry.marked('idle-since')).toEqual([]);
  expect(Object.keys(dry.scaleIn.calls()).filter((call) => WRITES.test(call))).toEqual([]);
  expect(dry.scaleIn.metric('Actions')).toBe(0);
  expect(dry.scaleIn.metric('ActionsDryRun', { kind: 'mark-and-drain-hosts' })).toBeGreaterThan(0);
});
