import type { Credentials } from './identity.ts';

/** The variables in which Lambda gives a function the credentials of its role. */
export interface LambdaVariables {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN?: string | undefined;
}

/**
 * A function's credentials. They stay valid as long as its execution environment lives, so clients get them as they are:
 * nothing is looked up, awaited or renewed.
 */
export function lambdaCredentials({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
}: LambdaVariables): Credentials {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
