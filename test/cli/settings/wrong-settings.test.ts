import { describe, expect, it } from 'vitest';
import { wrongSettings } from '../../../cli/settings/wrong-settings.ts';
import { defaultParameters } from '../../template/packaged-template.ts';

const DEFAULTS = defaultParameters();
const SCHEDULES = 'rate(15 minutes), rate(1 hour) or cron(0/15 * * * ? *), as EventBridge has them';

describe('wrongSettings', () => {
  it('finds nothing in the defaults of serverless.yml', () => {
    expect(wrongSettings(DEFAULTS, {})).toEqual([]);
  });

  it.each([
    ['a word for a number', { terminationGateDeadlineMinutes: 'abc' }, 'allowed: a whole number from 1 to 2880'],
    ['a number out of bounds', { terminationGateDeadlineMinutes: '0' }, 'allowed: a whole number from 1 to 2880'],
    ['another word than those allowed', { spotDrainStandaloneTasks: 'kill' }, 'allowed: stop, leave'],
    ['a flag that is neither true nor false', { hostSyncDryRun: 'yes' }, 'allowed: true, false'],
    ['tracing by a word of its own', { tracing: 'on' }, 'allowed: true, false'],
    ['a level of the log in small letters', { logLevel: 'debug' }, 'allowed: DEBUG, INFO, WARN, ERROR'],
    ['a budget that is none', { scaleInBudget: 'some' }, 'allowed: '],
    ['an alias for the ARN of a key', { operatorTopicKmsKey: 'alias/mine' }, 'allowed: the ARN of a key of KMS'],
    ['a schedule that is none', { hostSyncSchedule: 'banana' }, `allowed: ${SCHEDULES}`],
  ])('names %s, and what is allowed, once', (_, given, allowed) => {
    const faults = wrongSettings(DEFAULTS, given);
    expect(faults).toEqual([expect.stringContaining(`; ${allowed}`)]);
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${Object.keys(given)[0]} is `))]);
  });

  it('says once what is wrong for all functions', () => {
    expect(wrongSettings(DEFAULTS, { dryRun: 'maybe' })).toEqual(['dryRun is "maybe"; allowed: true, false']);
  });

  it('names the setting that a name in other letters may mean', () => {
    expect(wrongSettings(DEFAULTS, { dryrun: 'true' })).toEqual(['dryrun is not a setting; dryRun is']);
  });

  it('names all settings where a name is like none', () => {
    const [fault] = wrongSettings(DEFAULTS, { terminationGateOutcom: 'retain' });
    expect(fault).toMatch(/^terminationGateOutcom is not a setting; allowed: dryRun, .*terminationGateOutcome/);
  });

  it('takes numbers and truth values of YAML for what they read as', () => {
    expect(wrongSettings(DEFAULTS, { dryRun: true, terminationGateDeadlineMinutes: 20 })).toEqual([]);
    expect(wrongSettings(DEFAULTS, { terminationGateDeadlineMinutes: 2881 })).toHaveLength(1);
  });

  it('names every fault', () => {
    expect(wrongSettings(DEFAULTS, { logLevel: 'LOUD', dryrun: 'true', scaleInSchedule: '' })).toHaveLength(3);
  });
});

describe('a schedule', () => {
  it.each(['rate(1 minute)', 'rate(5 minutes)', 'rate(12 hours)', 'rate(1 day)', 'cron(0/15 * * * ? *)'])(
    'may be %s',
    (schedule) => {
      expect(wrongSettings(DEFAULTS, { hostSyncSchedule: schedule })).toEqual([]);
    },
  );

  it.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'rate(30 seconds)', 'cron(0 * * * *)', '5 minutes'])(
    'may not be %s',
    (schedule) => {
      expect(wrongSettings(DEFAULTS, { terminationGateSchedule: schedule })).toHaveLength(1);
    },
  );
});
