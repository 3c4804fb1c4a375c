import { describe, expect, it } from 'vitest';
import { readMarker } from '../../../functions/host-onboard/marker.ts';
import { plan } from '../../../functions/host-onboard/plan.ts';
import type { Policy, Reliance } from '../../../functions/host-onboard/snapshot.ts';
import { clusterArn } from '../../builders/clusters.ts';
import { aView, hostsSeen, type ViewOverrides } from '../../builders/host-onboard.ts';
import { hostArn, instanceId } from '../../builders/hosts.ts';

const RELIED: Reliance = {
  kind: 'relied',
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/legacy:3',
};
const LOW = { options: { hopLimit: 1 }, reliance: RELIED } as const;
const planOf = (policy: Policy, ...views: readonly ViewOverrides[]) =>
  plan(
    hostsSeen(
      views.map((view, index) => aView({ number: index + 1, ...view })),
      { policy },
    ),
  );

describe('repairs', () => {
  it('raise the hop limit of as many hosts as the budget has, and hold the others back', () => {
    const made = planOf({ repairs: true, repairBudget: 2 }, LOW, {}, LOW, LOW, LOW);
    expect(made.repairs.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual([instanceId(1), instanceId(3)]);
    expect(made.heldBack).toEqual([
      { subject: hostArn(4), reason: 'repair-budget' },
      { subject: hostArn(5), reason: 'repair-budget' },
    ]);
    expect(made.reports.map(({ isRepaired }) => isRepaired)).toEqual([true, true, false, false]);
  });

  it('say what they raise, from what to what, and what the marker says then', () => {
    expect(planOf({ repairs: true, repairBudget: 10 }, LOW).repairs).toEqual([
      {
        kind: 'raise-hop-limit',
        reason: 'hop-limit-found',
        clusterArn: clusterArn(),
        containerInstanceArns: [hostArn(1)],
        ec2InstanceId: instanceId(1),
        from: 1,
        to: 2,
        lifecycle: 'on-demand',
        marker: 'hop-limit-raised',
      },
    ]);
  });

  it('keep in the marker what else was found', () => {
    const [repair] = planOf(
      { repairs: true, repairBudget: 1 },
      { ...LOW, options: { hopLimit: 1, httpTokens: 'optional' } },
    ).repairs;
    expect(readMarker(repair?.marker)).toEqual(new Set(['hop-limit-raised', 'imdsv1-allowed']));
  });

  it('that nobody asked for are neither made nor held back', () => {
    const made = planOf({ repairs: false, repairBudget: 1 }, LOW, LOW);
    expect([made.repairs, made.heldBack]).toEqual([[], []]);
    expect(made.reports.map(({ isRepaired }) => isRepaired)).toEqual([false, false]);
  });

  it.each([
    ['on a host that is left alone', { ...LOW, instance: { isManaged: true } }],
    ['where EC2 does not say what the options are', { ...LOW, instance: { metadataOptions: undefined } }],
    ['on an instance that does not run', { ...LOW, instance: { state: 'stopped' } }],
    [
      'where a hop limit that was found low is high enough by now',
      { host: { attributes: { 'ecs-ops.onboarded': 'hop-limit-found' } } },
    ],
  ] satisfies [string, ViewOverrides][])('are not made %s', (_, view) => {
    const made = planOf({ repairs: true, repairBudget: 10 }, view, LOW);
    expect(made.repairs.map(({ ec2InstanceId }) => ec2InstanceId)).toEqual([instanceId(2)]);
  });
});

describe('every action says why', () => {
  it.each<[string, ViewOverrides, readonly string[]]>([
    ['a host that joined', {}, ['host-joined']],
    [
      'one that was looked at again',
      { options: { hopLimit: 2 }, host: { attributes: { 'ecs-ops.onboarded': 'hop-limit-open' } } },
      ['host-looked-at-again'],
    ],
    ['one with a finding', { options: { httpTokens: 'optional' } }, ['metadata-findings']],
  ])('%s', (_, view, reasons) => {
    expect(planOf({ repairs: false, repairBudget: 10 }, view).actions.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('and what was decided before is done without more ado', () => {
    const { repairs } = planOf({ repairs: true, repairBudget: 1 }, LOW);
    const made = plan({ kind: 'findings-told', labels: [], repairs, instances: new Map() });
    expect(made).toEqual({ actions: repairs, heldBack: [], warnings: [], reports: [], repairs: [] });
  });
});
