import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import SettingsPlugin, { type Deployment } from '../../../cli/settings/plugin.ts';
import { defaultParameters } from '../../template/packaged-template.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

function check(stage: object, param?: readonly string[]): void {
  const deployment: Deployment = {
    configurationInput: { params: { default: defaultParameters(), prod: { ...stage }, test: { logLevel: 'LOUD' } } },
    processedInput: { options: param === undefined ? {} : { param } },
    service: { provider: { stage: 'prod' } },
    classes: { Error },
  };
  new SettingsPlugin(deployment).hooks['before:package:cleanup']();
}

describe('the plugin of osls', () => {
  it('lets settings of the stage and the command line pass, and does not judge another stage', () => {
    expect(() => check({ dryRun: true }, ['logLevel=DEBUG', 'scaleInWindows=a = 0 8 * * * for 1h at 0'])).not.toThrow();
  });

  it('judges the stage, and the command line in place of it', () => {
    expect(() => check({ logLevel: 'LOUD' })).toThrow('A setting is wrong, nothing was written:\n- logLevel is "LOUD"');
    expect(() => check({ logLevel: 'LOUD' }, ['logLevel=WARN'])).not.toThrow();
    expect(() => check({ dryRun: 1 }, ['dryrun=true'])).toThrow('2 settings are wrong');
  });

  it('ends npm run package and npm run deploy', async () => {
    const command = [path.join(ROOT, 'node_modules/.bin/serverless'), 'package', '--param=dryrun=true'];
    const serverless = promisify(execFile)(process.execPath, command, { cwd: ROOT });
    await expect(serverless).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('- dryrun is not a setting; dryRun is'),
    });
  });
});
