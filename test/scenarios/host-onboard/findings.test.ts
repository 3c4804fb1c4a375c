import { describe, expect, it } from 'vitest';
import { play } from '../timeline.ts';
import { emails, hopLimits, labels, launch, ONE_HOP, onboardAccount, runTask, SOUND } from './fleet.ts';

describe('what is found', () => {
  it('is told once, in one message for all hosts, with the commands that mend it', async () => {
    const account = await onboardAccount();
    const shop = account.cluster('shop');
    let [off, open]: (readonly string[])[] = [];
    await play(account, {
      '9:01': () => {
        launch(account, 2);
        off = launch(account, 1, { metadataOptions: { ...SOUND, HttpEndpoint: 'disabled' } });
        open = launch(account, 2, { metadataOptions: { ...SOUND, HttpTokens: 'optional' } });
      },
      '9:03': () => {
        expect(labels(account)).toEqual({ 'spot checked': 2, 'spot imds-off': 1, 'spot imdsv1-allowed': 2 });
        expect(emails(account).map(({ subject }) => subject)).toEqual([
          'ECS hosts: imds-off, imdsv1-allowed (3 hosts)',
        ]);
        const [{ message = '' } = {}] = emails(account);
        expect(message).toContain(
          `aws ec2 modify-instance-metadata-options --region eu-west-1 --instance-id ${off?.[0]} --http-endpoint enabled`,
        );
        for (const id of open ?? []) expect(message).toContain(id);
        shop.reconnectAgents(...shop.ids);
      },
      '12:30': () => {
        expect(emails(account)).toHaveLength(1);
        expect(account.metric('Findings')).toBe(3);
        expect(account.metric('Actions', { kind: 'raise-hop-limit' })).toBe(0);
      },
    });
  });

  it('of a hop limit is told when containers come that it is in the way of, and not before', async () => {
    const account = await onboardAccount();
    await play(account, {
      '9:01': () => launch(account, 2, { metadataOptions: ONE_HOP }),
      '9:02': () => {
        runTask(account, 'with-role', { taskRoleArn: 'arn:aws:iam::111122223333:role/web' });
        runTask(account, 'on-the-host', { networkMode: 'host' });
      },
      '10:02': () => {
        expect(labels(account)).toEqual({ 'spot hop-limit-open': 2 });
        expect(emails(account)).toEqual([]);
        runTask(account, 'legacy');
      },
      '11:02': () => {
        expect(labels(account)).toEqual({ 'spot hop-limit-found': 2 });
        expect(emails(account).map(({ message }) => message)).toEqual([expect.stringContaining('legacy:1')]);
      },
      '14:00': () => {
        expect(emails(account)).toHaveLength(1);
        expect(hopLimits(account)).toEqual([1, 1]);
        expect(account.calls('11:30')['ec2:DescribeInstances']).toBeUndefined();
      },
    });
  });

  it('of a hop limit is told at once of hosts that join where such containers run', async () => {
    const account = await onboardAccount();
    await play(account, {
      '9:01': () => launch(account, 1),
      '9:02': () => runTask(account, 'legacy'),
      '9:05': () => launch(account, 2, { metadataOptions: ONE_HOP, lifecycle: 'on-demand' }),
      '9:07': () => {
        expect(labels(account)).toEqual({ 'spot checked': 1, 'on-demand hop-limit-found': 2 });
        expect(emails(account)).toHaveLength(1);
      },
    });
  });
});

describe('repair', () => {
  it('raises hop limits of 1 to 2, so many in a run, and leaves all else as it is', async () => {
    const account = await onboardAccount({ HOST_ONBOARD_REPAIR: 'true', HOST_ONBOARD_REPAIR_BUDGET: '2' });
    const raises = () => account.metric('Actions', { kind: 'raise-hop-limit' });
    await play(account, {
      '9:01': () => launch(account, 1, { metadataOptions: { ...SOUND, HttpPutResponseHopLimit: 5 } }),
      '9:02': () => runTask(account, 'legacy'),
      '9:05': () => launch(account, 3, { metadataOptions: { ...ONE_HOP, HttpTokens: 'optional' } }),
      '9:07': () => {
        expect(raises()).toBe(2);
        expect(hopLimits(account).toSorted()).toEqual([1, 2, 2, 5]);
        expect(labels(account)).toEqual({
          'spot checked': 1,
          'spot imdsv1-allowed.hop-limit-raised': 2,
          'spot imdsv1-allowed.hop-limit-found': 1,
        });
      },
      '10:02': () => {
        expect(raises()).toBe(3);
        expect(hopLimits(account).toSorted()).toEqual([2, 2, 2, 5]);
      },
      '13:00': () => {
        expect(raises()).toBe(3);
        expect(emails(account)).toHaveLength(1);
        const options = account.simulation.ec2.instances().map(({ metadataOptions }) => metadataOptions.HttpTokens);
        expect(options.toSorted()).toEqual(['optional', 'optional', 'optional', 'required']);
      },
    });
  });
});
