import type { FunctionDefinition } from './invocation.ts';
import type { RoleCredentials } from './lambda-parts.ts';

/**
 * The environment variables that a function sees: the template's, and those that Lambda sets
 * (Lambda developer guide, "Defined runtime environment variables").
 */
export function functionEnvironment(
  definition: FunctionDefinition,
  region: string,
  credentials: RoleCredentials,
  endpointUrl: string,
  daemonAddress: string | undefined,
): Readonly<Record<string, string>> {
  return {
    ...definition.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LAMBDA_TASK_ROOT: '/var/task',
    TZ: ':UTC',
    ...(daemonAddress === undefined ? {} : { AWS_XRAY_DAEMON_ADDRESS: daemonAddress }),
  };
}
