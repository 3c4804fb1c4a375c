import { describe, expect, it } from 'vitest';
import { anAccount } from '../account.ts';
import { play } from '../timeline.ts';

const gpu = { attributes: { tier: 'gpu' } };
const cpu = { attributes: { tier: 'cpu' } };

describe('placement constraints', () => {
  it('130 of 250 hosts that match a memberOf expression call for 130 tasks, and for two pages', async () => {
    const encoder = { name: 'encoder', on: ['tier', 'gpu'] } as const;
    const account = await anAccount({ clusters: [{ name: 'video', services: [encoder] }] });
    const video = account.cluster('video');
    video.join(130, gpu);
    video.join(120, cpu);
    await play(account, {
      '9:05': () => {
        expect(video.desired).toEqual({ encoder: 130 });
        expect(video.running).toEqual({ encoder: 130 });
        expect(new Set(video.placesOf('encoder')).size).toBe(130);
        video.reconnectAgents('i-video-1');
      },
      '9:06': () => {
        expect(account.calls('9:05')).toEqual({
          'tagging:GetResources': 1,
          'ecs:DescribeClusters': 1,
          'ecs:DescribeServices': 1,
          'ecs:ListContainerInstances': 2,
        });
      },
    });
  });

  it('an expression that several services share is asked once', async () => {
    const services = [
      ...['encoder', 'thumbnails', 'captions'].map((name) => ({ name, on: ['tier', 'gpu'] as const })),
      ...['web', 'api'].map((name) => ({ name, on: ['tier', 'cpu'] as const })),
      { name: 'agent' },
      { name: 'logs' },
    ];
    const account = await anAccount({ clusters: [{ name: 'video', services }] });
    const video = account.cluster('video');
    video.join(3, gpu);
    video.join(5, cpu);
    await play(account, {
      '9:05': () => {
        expect(video.desired).toEqual({ encoder: 3, thumbnails: 3, captions: 3, web: 5, api: 5, agent: 8, logs: 8 });
        expect(video.running).toEqual(video.desired);
        video.reconnectAgents('i-video-1');
      },
      // Three questions: who matches the one expression, who the other, and who drains.
      '9:06': () => expect(account.calls('9:05')).toMatchObject({ 'ecs:ListContainerInstances': 3 }),
    });
  });

  it('services follow the hosts of their own kind only', async () => {
    const services = [
      { name: 'encoder', on: ['tier', 'gpu'] },
      { name: 'web', on: ['tier', 'cpu'] },
    ] as const;
    const account = await anAccount({ clusters: [{ name: 'video', services }] });
    const video = account.cluster('video');
    const [firstGpu = ''] = video.join(2, gpu);
    video.join(3, cpu);
    await play(account, {
      '9:02': () => expect(video.desired).toEqual({ encoder: 2, web: 3 }),
      '9:03': () => video.join(2, cpu),
      '9:05': () => expect(video.desired).toEqual({ encoder: 2, web: 5 }),
      '9:06': () => video.drain(firstGpu),
      '9:08': () => {
        expect(video.desired).toEqual({ encoder: 1, web: 5 });
        expect(video.placesOf('encoder')).not.toContain(firstGpu);
      },
    });
  });
});

describe('tasks per host', () => {
  it('multiply the hosts, and a service without distinctInstance is warned of', async () => {
    const services = [{ name: 'worker', tasksPerHost: 3 }, { name: 'agent' }];
    const account = await anAccount({ clusters: [{ name: 'jobs', hosts: 4, services }] });
    const jobs = account.cluster('jobs');
    await play(account, {
      '9:02': () => {
        expect(jobs.desired).toEqual({ worker: 12, agent: 4 });
        expect(account.metric('Warnings', { reason: 'no-distinct-instance' })).toBeGreaterThan(0);
      },
      '9:03': () => jobs.join(1),
      '9:05': () => expect(jobs.running).toEqual({ worker: 15, agent: 5 }),
      '9:06': () => jobs.drain(...jobs.activeIds.slice(0, 2)),
      '9:08': () => expect(jobs.running).toEqual({ worker: 9, agent: 3 }),
    });
  });
});
