import type { World } from '../../account/world.ts';
import type { Answer } from '../../gateway/gateway.ts';
import type { Exchange } from '../../wire/loopback-endpoint.ts';
import type { FunctionDefinition, InvocationOutcome } from './invocation.ts';

/** Credentials of a role session, as Lambda puts them into a function's environment. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** One invocation as it ended. */
export interface InvocationRecord {
  readonly functionName: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  /** Initialisation included when there was one, as Lambda bills it. */
  readonly billedMilliseconds: number;
  readonly coldStart: boolean;
  readonly memorySize: number;
  readonly outcome: InvocationOutcome;
}

/** What Lambda needs of the rest of the simulation. */
export interface LambdaParts {
  readonly world: World;
  /** `AWS_ENDPOINT_URL` of the functions. */
  readonly endpointUrl: () => string;
  readonly credentialsFor: (roleName: string, session: string) => RoleCredentials;
  /** Carries out a request of a function. */
  readonly answer: (exchange: Exchange, functionName: string) => Answer;
  /** Gives `AWS_XRAY_DAEMON_ADDRESS` of a traced function. */
  readonly daemonAddress: (definition: FunctionDefinition) => Promise<string>;
  /** Takes what a function printed. */
  readonly onOutput: (definition: FunctionDefinition, output: string) => void;
  /** Takes each invocation that has ended, throttled ones included. */
  readonly onInvocation?: (record: InvocationRecord) => void;
  /** Takes how many invocations of a function run at once, whenever one begins. */
  readonly onConcurrency?: (functionName: string, count: number) => void;
  /** Takes what Lambda itself logs about an invocation, one line each. */
  readonly onPlatformLines: (definition: FunctionDefinition, lines: readonly string[]) => void;
}

/** Modelled durations, in milliseconds, and how functions are run. */
export interface LambdaTiming {
  /** Initialisation of an environment: median and 99th percentile. */
  readonly coldStart: readonly [number, number];
  /** An API call there and back: median and 99th percentile. */
  readonly apiLatency: readonly [number, number];
  /** Idle time after which Lambda drops an environment. */
  readonly environmentLife: number;
  /** Idle time after which the services have closed a connection; its next use is reset. */
  readonly connectionLife: number;
  /** Most by which the clock of an environment is wrong, either way; each has an error of its own, for its whole life. */
  readonly clockSkew: number;
  /** Whether functions run in the simulator's own thread, without a network in between. */
  readonly inProcess: boolean;
}

export const LAMBDA_TIMING: LambdaTiming = {
  coldStart: [250, 600],
  apiLatency: [25, 90],
  environmentLife: 10 * 60_000,
  connectionLife: 20_000,
  clockSkew: 0,
  inProcess: false,
};
