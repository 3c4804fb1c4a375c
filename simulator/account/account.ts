/** The account and Region that a simulation plays. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly region: string;
  /** `aws`, `aws-us-gov` or `aws-cn`. */
  readonly partition: string;
}

/** The documentation's example account, in Ireland. */
export const EXAMPLE_ACCOUNT: Account = { id: '111122223333', region: 'eu-west-1', partition: 'aws' };

/** Builds an ARN of the account: `arn:<partition>:<service>:<region>:<id>:<resource>`. */
export function arnOf(account: Account, service: string, resource: string): string {
  return `arn:${account.partition}:${service}:${account.region}:${account.id}:${resource}`;
}
