import { expect, it } from 'vitest';
import { withoutNewcomers } from '../../../cli/snapshot/newcomers.ts';

const ANSWERS = {
  containerInstances: [{ containerInstanceArn: 'host' }],
  services: [{ clusterArn: 'shop', serviceName: 'web' }],
};
const TASK = { clusterArn: 'shop', containerInstanceArn: 'host', group: 'service:web', desiredStatus: 'RUNNING' };

it.each([
  ['of a host and a service that were read', {}, true],
  ['on a host that came later', { containerInstanceArn: 'new' }, false],
  ['of a service that came later', { group: 'service:new' }, false],
  ['of a service of that name in another cluster', { clusterArn: 'other' }, false],
  ['that is standalone', { group: 'family:report' }, true],
  ['on no host', { containerInstanceArn: undefined, group: 'service:new' }, true],
  ['that is to stop, of a service that was deleted', { group: 'service:old', desiredStatus: 'STOPPED' }, true],
])('a task %s stays: %#', (_, change, stays) => {
  const { settled, findings } = withoutNewcomers({ ...ANSWERS, tasks: [TASK, { ...TASK, ...change }] });
  expect(settled.tasks).toHaveLength(stays ? 2 : 1);
  expect(findings.map(({ severity, message }) => [severity, message])).toEqual(
    stays ? [] : [['warning', '1 task of hosts or services that came while the account was read; left out']],
  );
});
