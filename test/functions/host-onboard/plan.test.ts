import { describe, expect, it } from 'vitest';
import type { HostOnboardPlan } from '../../../functions/host-onboard/actions.ts';
import { labelsFor, plan } from '../../../functions/host-onboard/plan.ts';
import type { Reliance } from '../../../functions/host-onboard/snapshot.ts';
import { aView, hostsSeen, type ViewOverrides } from '../../builders/host-onboard.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';

const RELIED: Reliance = {
  kind: 'relied',
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/legacy:3',
};
const UNCLEAR: Reliance = { kind: 'unclear', detail: 'too many tasks' };

/** The labels a single host would get, once a person was told. */
function label(overrides: ViewOverrides): string | undefined {
  const { actions, reports } = plan(hostsSeen([aView(overrides)]));
  const [first] = [...actions.filter(({ kind }) => kind === 'label-hosts'), ...labelsFor(reports)];
  return first?.kind === 'label-hosts' ? `${first.lifecycle} ${first.marker}` : undefined;
}

const kinds = ({ actions }: HostOnboardPlan) => actions.map(({ kind }) => kind);
const marker = (value: string) => ({ attributes: { 'ecs-ops.onboarded': value } });

describe('what a host is labelled', () => {
  it.each<[string, ViewOverrides, string]>([
    ['On-Demand', {}, 'on-demand checked'],
    ['Spot', { instance: { lifecycle: 'spot' } }, 'spot checked'],
    ['a capacity block', { instance: { lifecycle: 'capacity-block' } }, 'on-demand checked'],
    ['scheduled', { instance: { lifecycle: 'scheduled' } }, 'on-demand checked'],
    ['interruptible', { instance: { lifecycle: 'interruptible-capacity-reservation' } }, 'spot checked'],
    ['of a kind yet to come', { instance: { lifecycle: 'whatever-comes-next' } }, 'spot checked'],
    ['stopped, in a warm pool', { instance: { state: 'stopped' } }, 'on-demand checked'],
  ])('%s', (_, view, expected) => {
    expect(label(view)).toBe(expected);
  });
});

describe('what is found on a host', () => {
  it.each<[string, ViewOverrides, string]>([
    ['nothing', {}, 'on-demand checked'],
    ['IMDS off', { options: { httpEndpoint: 'disabled' } }, 'on-demand imds-off'],
    [
      'IMDS off, and nothing else then',
      { options: { httpEndpoint: 'disabled', httpTokens: 'optional', hopLimit: 1 }, reliance: RELIED },
      'on-demand imds-off',
    ],
    ['IMDSv1', { options: { httpTokens: 'optional' } }, 'on-demand imdsv1-allowed'],
    [
      'one hop, and containers that need two',
      { options: { hopLimit: 1 }, reliance: RELIED },
      'on-demand hop-limit-found',
    ],
    [
      'both',
      { options: { httpTokens: 'optional', hopLimit: 1 }, reliance: RELIED },
      'on-demand imdsv1-allowed.hop-limit-found',
    ],
    [
      'one hop, and nobody who needs two',
      { options: { hopLimit: 1 }, reliance: { kind: 'not-relied' } },
      'on-demand hop-limit-open',
    ],
    [
      'one hop, and no answer who needs two',
      { options: { hopLimit: 1 }, reliance: { kind: 'unread' } },
      'on-demand hop-limit-open',
    ],
    ['one hop, and too much to read', { options: { hopLimit: 1 }, reliance: UNCLEAR }, 'on-demand hop-limit-unclear'],
    ['more hops than two', { options: { hopLimit: 64 }, reliance: RELIED }, 'on-demand checked'],
    ['what was open, and is no more', { host: marker('hop-limit-open') }, 'on-demand checked'],
    [
      'what was told, and more',
      { host: marker('imdsv1-allowed.hop-limit-open'), options: { hopLimit: 1 }, reliance: RELIED },
      'on-demand imdsv1-allowed.hop-limit-found',
    ],
  ])('%s', (_, view, expected) => {
    expect(label(view)).toBe(expected);
  });
});

describe('hosts that are left alone', () => {
  it.each<[string, ViewOverrides, string]>([
    ['unknown to EC2', { instance: 'unknown' }, 'instance-not-found'],
    ['run by AWS', { instance: { isManaged: true } }, 'managed-instance'],
    ['shutting down', { instance: { state: 'shutting-down' } }, 'instance-terminating'],
    ['terminated', { instance: { state: 'terminated' } }, 'instance-terminating'],
    [
      'of which EC2 does not say how their metadata is used',
      { instance: { metadataOptions: undefined } },
      'unreadable',
    ],
    [
      'with nine attributes of others',
      { host: { attributes: Object.fromEntries('abcdefghi'.split('').map((name) => [name, ''])) } },
      'attributes-full',
    ],
  ])('%s', (_, view, reason) => {
    const made = plan(hostsSeen([aView({ options: { httpTokens: 'optional' }, ...view })]));
    expect(made.actions).toEqual([]);
    expect(made.heldBack).toMatchObject([{ subject: hostArn(1), reason }]);
  });

  it('with attributes of ECS and its agent, as many as they may be, have room', () => {
    const attributes = Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`ecs.capability.${number}`, '']));
    expect(label({ host: { attributes } })).toBe('on-demand checked');
  });

  it('because their marker says already what it would say', () => {
    const view = aView({ host: marker('hop-limit-open'), options: { hopLimit: 1 }, reliance: { kind: 'not-relied' } });
    const made = plan(hostsSeen([view]));
    expect(made.actions).toEqual([]);
    expect(made.heldBack).toMatchObject([{ reason: 'hop-limit-open' }]);
  });
});

describe('labels', () => {
  it('that are alike go five to a call, and never over two clusters', () => {
    const views = Array.from({ length: 12 }, (_, index) =>
      aView({ number: index + 1, cluster: index < 7 ? 'a' : 'b' }),
    );
    const { actions } = plan(
      hostsSeen([...views, aView({ number: 20, cluster: 'a', instance: { lifecycle: 'spot' } })]),
    );
    const sizes = actions.map((action) => (action.kind === 'label-hosts' ? action.containerInstanceArns.length : 0));
    expect(sizes.toSorted()).toEqual([1, 2, 5, 5]);
  });

  it('of hosts with findings wait until a person was told', () => {
    const views = [aView(), aView({ number: 2, options: { httpTokens: 'optional' } })];
    const made = plan(hostsSeen(views));
    expect(kinds(made)).toEqual(['notify-operator', 'label-hosts']);
    expect(made.actions[1]).toMatchObject({ containerInstanceArns: [hostArn(1)] });
    expect(made.reports).toMatchObject([{ ec2InstanceId: instanceId(2), found: ['imdsv1-allowed'] }]);
    expect(made.warnings).toMatchObject([{ subject: hostArn(2), reason: 'imdsv1-allowed' }]);
  });

  it('of hosts that were told of, and not labelled, need no other message', () => {
    const told = new Set(['imdsv1-allowed'] as const);
    const made = plan(hostsSeen([aView({ options: { httpTokens: 'optional' }, told })]));
    expect(made.actions).toEqual([]);
    expect(labelsFor(made.reports)).toMatchObject([{ marker: 'imdsv1-allowed', found: ['imdsv1-allowed'] }]);
  });
});

describe('the notice', () => {
  it('has a section for each finding, with its hosts and one command for them', () => {
    const views = [
      aView({ number: 1, options: { httpTokens: 'optional' } }),
      aView({ number: 2, options: { httpTokens: 'optional', hopLimit: 1 }, reliance: RELIED }),
    ];
    const [notice] = plan(hostsSeen(views)).actions;
    if (notice?.kind !== 'notify-operator') throw new Error('no notice');
    expect(notice).toMatchObject({ hosts: 2, subject: 'ECS hosts: imdsv1-allowed, hop-limit-found (2 hosts)' });
    expect(notice.message).toContain(
      `for id in ${instanceId(1)} ${instanceId(2)}; do aws ec2 modify-instance-metadata-options --region us-east-1 --instance-id $id --http-tokens required; done`,
    );
    expect(notice.message).toContain('- 1 host of default, because of legacy:3 for example');
    expect(notice.message).toContain(`--instance-id ${instanceId(2)} --http-put-response-hop-limit 2`);
  });

  it('asks nobody to mend what the run mends', () => {
    const view = aView({ options: { hopLimit: 1 }, reliance: RELIED });
    const [notice] = plan(hostsSeen([view], { policy: { repairs: true, repairBudget: 1 } })).actions;
    if (notice?.kind !== 'notify-operator') throw new Error('no notice');
    expect(notice.message).toContain(`Raised to 2 by host-onboard in this run: ${instanceId(1)}`);
    expect(notice.message).not.toContain('--http-put-response-hop-limit');
  });

  it('stays within what SNS takes, with all findings on as many hosts as a run takes', () => {
    const views = Array.from({ length: 200 }, (_, index) =>
      aView({
        number: index + 1,
        cluster: `cluster-${index}`,
        options: { httpTokens: 'optional', hopLimit: 1 },
        reliance: RELIED,
      }),
    );
    const [notice] = plan(hostsSeen(views)).actions;
    if (notice?.kind !== 'notify-operator') throw new Error('no notice');
    expect(notice.message.length).toBeLessThan(60_000);
    expect(notice.message.match(new RegExp(instanceId(200), 'g'))).toHaveLength(2);
  });
});
