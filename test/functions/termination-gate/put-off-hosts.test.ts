import { expect, it } from 'vitest';
import { PutOffHosts } from '../../../functions/termination-gate/put-off-hosts.ts';
import { range } from '../../builders/host-finding.ts';
import { instanceId } from '../../builders/hosts.ts';

it.each([
  { hosts: 1, seconds: 15 },
  { hosts: 75, seconds: 15 },
  { hosts: 150, seconds: 30 },
  { hosts: 300, seconds: 60 },
  { hosts: 5_000, seconds: 60 },
])('$hosts hosts that are put off come back after $seconds s', ({ hosts, seconds }) => {
  expect(new PutOffHosts(() => 0).putOff(range(hosts).map(instanceId))).toBe(seconds);
});

it('counts a host that is put off again once, and one that was read or is not heard of for a minute not at all', () => {
  let now = 3_600_000;
  const putOff = new PutOffHosts(() => now);
  const hosts = range(150).map(instanceId);
  putOff.putOff(hosts);
  expect(putOff.putOff(hosts.slice(0, 50))).toBe(30);
  for (const host of hosts.slice(0, 50)) putOff.read(host);
  expect(putOff.putOff([])).toBe(20);
  now += 60_000;
  expect(putOff.putOff([])).toBe(20);
  now += 1;
  expect(putOff.putOff(hosts.slice(0, 1))).toBe(15);
});
