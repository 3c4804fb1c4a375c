import type { Authorization } from '../account/authorization.ts';
import type { World } from '../account/world.ts';
import type { Exchange } from '../wire/loopback-endpoint.ts';
import type { Call, Caller, ServiceApi } from '../wire/operation.ts';
import { errorReply, outputReply, type Reply } from '../wire/reply.ts';
import { type DecodedRequest, decode, signatureScope, type Target, targetOf } from '../wire/request.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { CallLog } from './call-log.ts';
import { EarlierAnswers } from './earlier-answers.ts';
import type { FaultEffect, FaultSubject, Faults } from './fault.ts';
import { missingServiceReply } from './missing-service.ts';
import { TokenBuckets } from './token-buckets.ts';

/** Who holds which credentials, and what they may do. */
export interface AccessControl {
  /** The role session that the access key belongs to; undefined for a key of none. */
  callerOf(accessKeyId: string): Caller | undefined;
  /** Evaluates the policies of a role. */
  evaluate(
    roleName: string,
    authorizations: readonly Authorization[],
  ): { readonly allowed: true } | { readonly allowed: false; readonly action: string; readonly resource: string };
}

/** What became of a request. */
export type Answer =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly delay: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'kill' };

/** What the gateway is made of. */
export interface GatewayParts {
  readonly world: World;
  readonly access: AccessControl;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly apis: readonly ServiceApi[];
}

/**
 * The front door of every simulated API: tells the operation and the caller from the request, throttles, authorises,
 * lets faults happen, carries the call out and keeps the log.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #buckets = new Map<ServiceApi, TokenBuckets>();
  readonly #earlier = new EarlierAnswers();
  #requests = 0;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    for (const api of parts.apis) this.#buckets.set(api, new TokenBuckets(api.buckets));
  }

  /**
   * Carries a request out at the present virtual time.
   * @param functionName the calling function, undefined for clients from outside
   */
  answer(exchange: Exchange, functionName?: string): Answer {
    this.#requests += 1;
    const requestId = `00000000-0000-4000-8000-${String(this.#requests).padStart(12, '0')}`;
    const target = targetOf(exchange.request, this.#parts.apis);
    if (target === undefined) {
      return { kind: 'reply', reply: missingServiceReply(exchange.request, requestId), delay: 0 };
    }
    try {
      return this.#carryOut(exchange, target, functionName, requestId);
    } catch (cause) {
      const error = cause instanceof ServiceError ? cause : failureOf(cause, functionName);
      this.#record(target, functionName, undefined, error.code);
      return { kind: 'reply', reply: errorReply(target.api, error, requestId), delay: 0 };
    }
  }

  #carryOut(exchange: Exchange, target: Target, functionName: string | undefined, requestId: string): Answer {
    const caller = this.#callerOf(exchange);
    const decoded = decode(exchange.request, target);
    const subject: FaultSubject = {
      service: target.api.signingName,
      operation: target.operationName,
      input: decoded.input,
      functionName,
      now: this.#parts.world.clock.now(),
    };
    const effect = this.#parts.faults.befalling(subject);
    const traceHeader = exchange.request.headers['x-amzn-trace-id'];
    const trace = typeof traceHeader === 'string' ? { traceHeader } : {};
    const call = { caller, requestId, now: this.#parts.world.clock.now(), ...trace };
    const asked = effect?.kind === 'rewrite' ? { ...decoded, input: effect.rewrite(decoded.input) } : decoded;
    const run = (): unknown => this.#run(target, asked, call);
    try {
      return this.#underEffect(effect, run, { target, decoded, functionName, requestId, subject });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#record(target, functionName, decoded.input, error.code);
      return { kind: 'reply', reply: errorReply(target.api, error, requestId), delay: 0 };
    }
  }

  #underEffect(
    effect: FaultEffect | undefined,
    run: () => unknown,
    call: {
      target: Target;
      decoded: DecodedRequest;
      functionName: string | undefined;
      requestId: string;
      subject: FaultSubject;
    },
  ): Answer {
    const { target, decoded, functionName, requestId, subject } = call;
    if (effect?.kind === 'reset' || effect?.kind === 'kill') {
      if (effect.carriedOut) run();
      this.#record(target, functionName, decoded.input, effect.kind === 'kill' ? 'killed' : 'reset');
      return { kind: effect.kind };
    }
    if (effect?.kind === 'error') {
      if (effect.carriedOut === true) run();
      throw new ServiceError(effect.code, effect.message, { httpStatus: effect.httpStatus });
    }
    const result = this.#inTime(effect, subject, run());
    const output = effect?.kind === 'amend' ? effect.amend(result) : result;
    this.#record(target, functionName, decoded.input, 'ok');
    const reply = outputReply(target.api, target.operationName, decoded.shapes, output, requestId);
    return { kind: 'reply', reply, delay: effect?.kind === 'delay' ? effect.milliseconds : 0 };
  }

  /** The answer to a read, or an earlier one that a fault gives in its place. */
  #inTime(effect: FaultEffect | undefined, { service, operation, input, now }: FaultSubject, output: unknown): unknown {
    const { answersKeptFor } = this.#parts.faults;
    if (answersKeptFor === 0 || !READ.test(operation)) return output;
    const question = `${service} ${operation} ${JSON.stringify(input)}`;
    const earlier = effect?.kind === 'stale' ? this.#earlier.recall(question, now, effect.maximumAge) : undefined;
    this.#earlier.remember(question, { at: now, output }, answersKeptFor);
    return earlier === undefined ? output : earlier.output;
  }

  #run({ api, operationName }: Target, { operation, input }: DecodedRequest, call: Call): unknown {
    this.#authorize(api, call.caller, operation.authorize(input as never));
    if (operation.bucket !== undefined && this.#buckets.get(api)?.take(operation.bucket, call.now) === false) {
      throw throttled(api, operationName);
    }
    return operation.handle(input as never, call);
  }

  #authorize(api: ServiceApi, caller: Caller, authorizations: readonly Authorization[]): void {
    if (caller.roleName === undefined) return;
    const decision = this.#parts.access.evaluate(caller.roleName, authorizations);
    if (decision.allowed) return;
    const { action, resource } = decision;
    const message = `User: ${caller.principalArn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
    throw denied(api, message);
  }

  /** Clients from outside, with keys that no role session holds, act as the account's root user. */
  #callerOf(exchange: Exchange): Caller {
    const scope = signatureScope(exchange.request.headers);
    if (scope === undefined) {
      throw new ServiceError('MissingAuthenticationToken', 'The request must be signed.', { httpStatus: 403 });
    }
    const { partition, id } = this.#parts.world.account;
    const root: Caller = { principalArn: `arn:${partition}:iam::${id}:root`, roleName: undefined };
    return this.#parts.access.callerOf(scope.accessKeyId) ?? root;
  }

  #record(target: Target, functionName: string | undefined, input: unknown, outcome: string): void {
    const { api, operationName: operation } = target;
    const time = this.#parts.world.clock.now();
    this.#parts.log.add({ time, service: api.signingName, operation, functionName, input, outcome });
  }
}

/** Operations that change nothing. */
const READ = /^(Describe|Get|List)/;

/**
 * A fault of the simulator's own. A client from outside is told, and the server goes on.
 * @throws the fault itself when a function made the call: then it ends the run
 */
function failureOf(cause: unknown, functionName: string | undefined): ServiceError {
  if (functionName !== undefined) throw cause;
  const message = `The simulator failed: ${cause instanceof Error ? cause.stack : String(cause)}`;
  return new ServiceError('InternalFailure', message, { httpStatus: 500, cause });
}

/** How a service says that a call came too soon. Source: each API reference, "Common Errors" and "Request throttling". */
function throttled({ protocol, signingName }: ServiceApi, operation: string): ServiceError {
  if (protocol === 'ec2Query')
    return new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', { httpStatus: 503 });
  const message = `Rate exceeded for operation ${operation}`;
  if (protocol === 'restJson1') return new ServiceError('TooManyRequestsException', message, { httpStatus: 429 });
  if (protocol === 'awsQuery') return new ServiceError('Throttling', message);
  return new ServiceError(signingName === 'tagging' ? 'ThrottledException' : 'ThrottlingException', message);
}

/** How a service says that a policy does not allow a call. */
function denied({ protocol, signingName }: ServiceApi, message: string): ServiceError {
  if (protocol === 'ec2Query') return new ServiceError('UnauthorizedOperation', message, { httpStatus: 403 });
  if (signingName === 'sns') return new ServiceError('AuthorizationError', message, { httpStatus: 403 });
  if (protocol === 'awsQuery') return new ServiceError('AccessDenied', message, { httpStatus: 403 });
  return new ServiceError('AccessDeniedException', message, { httpStatus: protocol === 'restJson1' ? 403 : 400 });
}
