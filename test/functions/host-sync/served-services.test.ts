import { describe, expect, it } from 'vitest';
import { candidatesIn, parseReference, ServedServices } from '../../../functions/host-sync/served-services.ts';
import type { TaggedResource } from '../../../shared/aws/tagging.ts';
import { clusterArn, serviceArn } from '../../builders/clusters.ts';

const signal = new AbortController().signal;

describe('parseReference', () => {
  it.each([
    ['an ARN', serviceArn('web', 'prod'), clusterArn('prod'), 'web'],
    ['an ARN of the old form', 'arn:aws:ecs:us-east-1:111122223333:service/web', undefined, 'web'],
    ['cluster and service', 'prod/web', 'prod', 'web'],
    ['a bare name', 'web', undefined, 'web'],
  ])('reads %s', (_, text, cluster, serviceName) => {
    expect(parseReference(text, true)).toEqual({ cluster, serviceName, listed: true });
  });
});

describe('candidatesIn', () => {
  const references = [
    parseReference(serviceArn('web', 'prod'), false),
    parseReference('web', true),
    parseReference('prod/agent', true),
    parseReference(serviceArn('other', 'test'), false),
  ];

  it('gives each service of the cluster once, listed and expected if any reference says so', () => {
    expect(candidatesIn(clusterArn('prod'), references)).toEqual([
      { serviceName: 'web', listed: true, expected: true },
      { serviceName: 'agent', listed: true, expected: true },
    ]);
  });

  it('looks for a bare name in every cluster without expecting it', () => {
    expect(candidatesIn(clusterArn('new'), references)).toEqual([
      { serviceName: 'web', listed: true, expected: false },
    ]);
  });
});

describe('ServedServices', () => {
  function remembering() {
    const web = { arn: serviceArn('web'), value: 'true' };
    const state = { now: 0, reads: 0, answer: (): readonly TaggedResource[] => [web] };
    const read = async () => {
      state.reads += 1;
      return state.answer();
    };
    return { state, served: new ServedServices(['prod/agent'], read, () => state.now) };
  }

  it('asks again after a minute, not before', async () => {
    const { state, served } = remembering();
    await served.known(signal);
    state.now = 59_999;
    await served.known(signal);
    expect(state.reads).toBe(1);
    state.now = 60_000;
    const { references } = await served.known(signal);
    expect(state.reads).toBe(2);
    expect(references.map(({ serviceName }) => serviceName)).toEqual(['agent', 'web']);
  });

  it('does not remember a failure', async () => {
    const { state, served } = remembering();
    const answer = state.answer;
    state.answer = () => {
      throw new Error('throttled');
    };
    await expect(served.known(signal)).rejects.toThrow('throttled');
    state.answer = answer;
    expect((await served.known(signal)).references).toHaveLength(2);
  });

  it('tells services whose tag can’t be understood from those that are wanted or not', async () => {
    const { state, served } = remembering();
    const values = { web: 'true', api: 'false', agent: 'yes', logs: '', proxy: 'True' };
    state.answer = () => Object.entries(values).map(([name, value]) => ({ arn: serviceArn(name), value }));
    const { references, mistagged } = await served.known(signal);
    expect(references.map(({ serviceName }) => serviceName)).toEqual(['agent', 'web']);
    expect(mistagged).toEqual([serviceArn('agent'), serviceArn('logs'), serviceArn('proxy')]);
  });
});
