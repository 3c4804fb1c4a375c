import { devNull } from 'node:os';
import type { Account } from '../../simulator/account/account.ts';

/** Where the stack is deployed to. */
export const PLACE = { stage: 'try', region: 'eu-west-1' } as const;
/** moto's account has this number. */
export const ACCOUNT: Account = { id: '123456789012', region: PLACE.region, partition: 'aws' };

/**
 * The environment of programs that talk to the emulator: this one's, without whatever could lead to a real account or
 * past the loopback address, and with credentials that are valid nowhere.
 */
export function emulatorEnvironment(also: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(aws_|sls_|moto_|ca$|cafile$)|proxy$/i.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_DEFAULT_REGION: PLACE.region,
    ...also,
  };
}
