import type { MetadataOptions } from '../services/ec2/instance.ts';

/** What a careful launch template says: IMDSv2 alone, and its token reaches containers. */
export const METADATA_OPTIONS: MetadataOptions = {
  HttpEndpoint: 'enabled',
  HttpTokens: 'required',
  HttpPutResponseHopLimit: 2,
};
