import { describe, expect, it } from 'vitest';
import { PermanentError, RetryableError } from '../../../shared/domain/errors.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';
import { HostSyncProcess } from '../../builders/host-sync-run.ts';
import { aRecord, aStateChange } from '../../builders/messages.ts';
import { World } from '../../builders/world.ts';

const schedule = JSON.stringify({ source: 'ecs-ops.schedule', 'detail-type': 'Host Sync Schedule' });
const about = (cluster: string) => JSON.stringify(aStateChange(cluster));

describe('bad input', () => {
  it('is parked with its reason, and stops no other message of the batch', async () => {
    const world = new World().withCluster('default', 7).withService();
    const process = new HostSyncProcess(world);
    const foreign = JSON.stringify({ ...aStateChange(), account: '999999999999' });
    const bodies = ['{', '{}', JSON.stringify({ source: 'my.app', 'detail-type': 'x' }), foreign];
    await process.run(...bodies.map((body, index) => aRecord({ id: `bad-${index}`, body })), aRecord());
    const reasons = ['malformed-json', 'malformed-event', 'unsupported-event', 'foreign-account'] as const;
    expect(process.parked).toEqual(bodies.map((body, index) => ({ body, reason: reasons[index] })));
    expect(world.desiredCount()).toBe(7);
  });

  it.each([
    { title: 'an unknown cluster', cluster: 'gone', reason: 'unknown-cluster' },
    { title: 'a service that is not there', cluster: 'default', reason: 'service-gone' },
  ])('$title is acknowledged with a reason', async ({ cluster, reason }) => {
    const world = new World().withCluster('default', 7);
    const process = new HostSyncProcess(world, { services: ['gone/web', serviceArn('web')] });
    expect(await process.run(aRecord({ body: about(cluster) }))).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ [`HeldBack ${reason}`]: 1 });
    expect(process.parked).toEqual([]);
  });

  it('a bare name that is not in a cluster is no matter', async () => {
    const process = new HostSyncProcess(new World().withCluster('default', 7), { services: ['web'] });
    await process.run(aRecord());
    expect(process.telemetry.sums).not.toHaveProperty('HeldBack');
  });

  it('a service deleted between read and write is acknowledged with a reason', async () => {
    const world = new World().withCluster('default', 7).withService();
    world.beforeCall = (operation) => {
      if (operation === 'UpdateService') world.services.clear();
    };
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord())).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack service-gone': 1 });
  });
});

describe('a failure', () => {
  const operations = ['DescribeServices', 'ListContainerInstances', 'UpdateService'];
  it.each(operations)('of %s brings back one message of its cluster, and stops no other cluster', async (failing) => {
    const world = new World().withCluster('bad', 7).withCluster('good', 7);
    world.withService({ cluster: 'bad' }).withService({ cluster: 'good' });
    world.beforeCall = (operation, cluster) => {
      const fails = operation === failing && cluster === clusterArn('bad');
      if (fails) throw new RetryableError('throttled', 'Rate exceeded');
    };
    const process = new HostSyncProcess(world);
    const records = ['bad', 'bad', 'good'].map((name, index) =>
      aRecord({ id: `${name}-${index}`, body: about(name), receiveCount: 3 }),
    );
    const kept = await process.run(...records);
    expect(kept).toEqual(['bad-0', 'good-2']);
    expect(process.postponed).toEqual(
      new Map([
        ['bad-0', 15],
        ['good-2', 10],
      ]),
    );
    expect(world.desiredCount('web', 'good')).toBe(7);
    expect(process.telemetry.sums).toMatchObject({ 'Retried throttled': 1, ConfirmingLooks: 1 });
    world.beforeCall = () => undefined;
    await process.run(aRecord({ id: 'bad-0', body: about('bad'), receiveCount: 4 }));
    expect(world.desiredCount('web', 'bad')).toBe(7);
  });
});

describe('a part of an answer that failed', () => {
  const failing = (arn: string, reason = 'ACCESS_DENIED') => ({ arn, reason, detail: 'not this one' });

  it('holds that service back and brings a message back, while the other services are served', async () => {
    const world = new World().withCluster('default', 7).withService().withService({ serviceName: 'agent' });
    world.failures.set('DescribeServices', failing(serviceArn('agent')));
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord())).toEqual(['message-1']);
    expect([world.desiredCount('web'), world.desiredCount('agent')]).toEqual([7, 10]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack unreadable': 1, 'Retried unavailable': 1 });
  });

  it('for good, because a service has something unknown about it, brings none back', async () => {
    const world = new World().withCluster('default', 7).withService();
    world.failures.set('DescribeServices', failing(serviceArn(), 'INCOMPLETE'));
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord())).toEqual([]);
    expect(world.desiredCount()).toBe(10);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack unreadable': 1 });
  });

  it('holds that cluster back and brings its message back, while the other clusters are served', async () => {
    const world = new World().withCluster('good', 7).withCluster('bad', 7);
    world.withService({ cluster: 'good' }).withService({ cluster: 'bad' });
    world.failures.set('DescribeClusters', failing(clusterArn('bad')));
    const process = new HostSyncProcess(world, { dryRun: true });
    const records = ['good', 'bad'].map((name) => aRecord({ id: name, body: about(name) }));
    expect(await process.run(...records)).toEqual(['bad']);
    const plans = { 'ActionsDryRun set-desired-count': 1, 'HeldBack unreadable': 1, 'Retried unavailable': 1 };
    expect(process.telemetry.sums).toMatchObject(plans);
  });

  it('that is left out of the answer altogether is unread too', async () => {
    const world = new World().withCluster('default', 7).withService().withService({ serviceName: 'agent' });
    world.leftOut.add(serviceArn('agent'));
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord())).toEqual(['message-1']);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack unreadable': 1, 'Retried inconsistent-reads': 1 });
  });
});

describe('a failure that all clusters share', () => {
  it.each(['GetResources', 'DescribeClusters'])('of %s brings back one message of every cluster', async (failing) => {
    const world = new World()
      .withCluster('a', 7)
      .withCluster('b', 7)
      .withService({ cluster: 'a' })
      .withService({ cluster: 'b' });
    world.beforeCall = (operation) => {
      if (operation === failing) throw new RetryableError('unavailable', '503');
    };
    const process = new HostSyncProcess(world);
    const records = ['a', 'b', 'a', 'b'].map((name, index) => aRecord({ id: `${name}-${index}`, body: about(name) }));
    const kept = await process.run(...records, aRecord({ id: 'schedule', body: schedule }));
    expect(kept).toEqual(expect.arrayContaining(['a-0', 'b-1', 'schedule']));
    expect(kept).toHaveLength(3);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack unreadable': 3, 'Retried unavailable': 3 });
  });
});

describe('a failure that passes', () => {
  it('is assumed where all clusters would lose their messages otherwise', async () => {
    const world = new World().withCluster('default', 7).withService();
    world.beforeCall = (operation) => {
      if (operation === 'GetResources') throw new PermanentError('rejected', 'PaginationTokenExpiredException');
    };
    expect(await new HostSyncProcess(world).run(aRecord())).toEqual(['message-1']);
  });

  it('of the permission is retried, and nothing is written meanwhile', async () => {
    const world = new World().withCluster('default', 7).withService();
    world.beforeCall = (operation) => {
      if (operation === 'UpdateService') throw new RetryableError('access-denied', 'AccessDeniedException');
    };
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord())).toEqual(['message-1']);
    expect(process.telemetry.sums).toMatchObject({ 'Retried access-denied': 1, 'ActionsFailed set-desired-count': 1 });
  });

  it('unlike one for good, which holds the service back and is not retried', async () => {
    const world = new World().withCluster('default', 7).withService();
    world.beforeCall = (operation) => {
      if (operation === 'ListContainerInstances') throw new PermanentError('rejected', 'Invalid filter');
    };
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord())).toEqual([]);
    expect(process.telemetry.sums).toMatchObject({ 'HeldBack unreadable': 1 });
  });

  it('of reads that contradict each other changes nothing and is retried', async () => {
    const draining = Array.from({ length: 3 }, () => ({ status: 'DRAINING' }) as const);
    const world = new World().withCluster('default', 0, draining).withService();
    world.beforeCall = (operation) => {
      if (operation === 'ListContainerInstances')
        world.hosts.get(clusterArn())?.push({ id: 'late', status: 'DRAINING' });
    };
    const process = new HostSyncProcess(world);
    expect(await process.run(aRecord())).toEqual(['message-1']);
    expect(world.desiredCount()).toBe(10);
    expect(process.telemetry.sums).toMatchObject({ 'Retried inconsistent-reads': 1 });
  });
});
