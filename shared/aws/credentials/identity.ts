/** What requests are signed with. The SDK calls it an AWS credential identity. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When AWS stops taking them; absent for those that last. */
  readonly expiration?: Date;
}

/**
 * Gives the credentials to sign a request with, as the SDK's clients ask for them.
 * @throws the chain's own error, or {@link CredentialsError} where its cause is known
 */
export type CredentialsProvider = (properties?: { readonly forceRefresh?: boolean }) => Promise<Credentials>;

/** No credentials, and the reason is known; `cause` is the error of the SDK's chain. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/** Tells whether AWS takes the credentials at a time in epoch milliseconds. */
export function isValid({ expiration }: Credentials, now: number): boolean {
  return expiration === undefined || now < expiration.getTime();
}
