import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Answered } from '../../simulator/metadata/delayed-endpoint.ts';
import { InstanceMetadata, type MetadataOptions } from '../../simulator/metadata/instance-metadata.ts';
import { SecurityTokenService } from '../../simulator/metadata/security-token-service.ts';

/** Somewhere a program can run outside Lambda. */
export interface Place {
  readonly name: string;
  /** Where its credentials come from. */
  readonly source: 'metadata' | 'sts';
  /** Milliseconds that each answer takes. */
  readonly latency: number;
  /** In a container, where answers to token requests are lost. */
  readonly losesTokens: boolean;
  readonly options: Partial<MetadataOptions>;
}

const host = { source: 'metadata', losesTokens: false, options: {} } as const;
const lost = { source: 'metadata', latency: 1, losesTokens: true } as const;

/** Where both are measured. */
export const PLACES: readonly Place[] = [
  { ...host, name: 'instance metadata, 1 ms', latency: 1 },
  { ...host, name: 'instance metadata, 100 ms', latency: 100 },
  { ...host, name: 'instance metadata, 1,000 ms', latency: 1_000 },
  { ...lost, name: 'token answers lost, IMDSv1 allowed', options: { httpTokens: 'optional' } },
  { ...lost, name: 'token answers lost, IMDSv2 only', options: { httpTokens: 'required' } },
  { ...host, name: 'STS for a web identity, 100 ms', source: 'sts', latency: 100 },
];

/** Of the files that the chain looks for; one for the process, for the SDK reads each file once. */
const folder = mkdtempSync(path.join(tmpdir(), 'bench-credentials-'));

/** A place as it is served. */
export interface ServedPlace {
  /** What was asked so far. */
  readonly requests: readonly Answered[];
  close(): Promise<void>;
}

/** Serves a place, and leads the SDK's chain of this process to it and nowhere else. */
export async function serve({ source, latency, losesTokens, options }: Place): Promise<ServedPlace> {
  const now = () => Date.now();
  const service =
    source === 'sts'
      ? new SecurityTokenService({ now })
      : new InstanceMetadata({ now, options, hops: losesTokens ? 2 : 1 });
  const { endpoint } = service;
  endpoint.latency = latency;
  const url = await endpoint.listen();
  const token = path.join(folder, 'token');
  writeFileSync(token, 'web-identity');
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  const found =
    source === 'sts'
      ? {
          AWS_ENDPOINT_URL_STS: url,
          AWS_WEB_IDENTITY_TOKEN_FILE: token,
          AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/operator',
        }
      : { AWS_EC2_METADATA_SERVICE_ENDPOINT: url };
  const none = path.join(folder, 'none');
  Object.assign(process.env, found, { AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none });
  return { requests: endpoint.requests, close: () => endpoint.close() };
}
