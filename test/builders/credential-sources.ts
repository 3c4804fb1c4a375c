import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';

/** Variables by which the SDK's chain finds credentials before it comes to instance metadata, and others that lead it. */
const SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_EC2_METADATA_DISABLED',
  'AWS_EC2_METADATA_V1_DISABLED',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
] as const;

/** Files that the chain reads, each new, since the SDK remembers what it has read. */
export function sourceFile(name: string, content: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'credentials-')), name);
  writeFileSync(file, content);
  return file;
}

/** An environment in which the SDK's chain finds nothing but what is given; as `process.env` of another process. */
export function sources(
  given: Readonly<Record<string, string>>,
  config = '',
): Readonly<Record<string, string | undefined>> {
  return {
    ...Object.fromEntries(SOURCES.map((name) => [name, undefined])),
    AWS_CONFIG_FILE: sourceFile('config', config),
    AWS_SHARED_CREDENTIALS_FILE: sourceFile('credentials', ''),
    AWS_REGION: 'eu-west-1',
    ...given,
  };
}

/** Makes that the environment of this process until `vi.unstubAllEnvs`. */
export function stubSources(given: Readonly<Record<string, string>>, config?: string): void {
  for (const [name, value] of Object.entries(sources(given, config))) vi.stubEnv(name, value);
}
