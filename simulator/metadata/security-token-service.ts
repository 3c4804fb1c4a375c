import * as schemas from '@aws-sdk/client-sts';
import { operation, type ServiceApi } from '../wire/operation.ts';
import { errorReply, outputReply, type Reply } from '../wire/reply.ts';
import { decode, type HttpRequest, signatureScope, targetOf } from '../wire/request.ts';
import { ServiceError } from '../wire/service-error.ts';
import { CredentialsIssuer, type IssuedCredentials } from './credentials-issuer.ts';
import { DelayedEndpoint } from './delayed-endpoint.ts';

/** What both operations take. */
interface RoleRequest {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  /** Seconds. */
  readonly DurationSeconds?: number;
}

interface WebIdentityRequest extends RoleRequest {
  readonly WebIdentityToken: string;
}

/** Whom the service knows. */
export interface StsParts {
  /** Gives the time in epoch milliseconds. */
  readonly now: () => number;
  /** Tells whether a web identity's token is good; any is if undefined. */
  readonly isGoodToken?: (token: string) => boolean;
}

/** Seconds. Source: STS API reference, AssumeRole. */
const SHORTEST_SESSION = 900;
const USUAL_SESSION = 3_600;
const LONGEST_SESSION = 43_200;

/** The Security Token Service, as far as the SDK's credential chain calls it. */
export class SecurityTokenService {
  readonly endpoint: DelayedEndpoint;
  readonly issuer: CredentialsIssuer;
  /** Regions of the signatures that requests had, one entry a request; those of web identities have none. */
  readonly signedFor: (string | undefined)[] = [];
  readonly #parts: StsParts;
  readonly #api: ServiceApi;
  #requests = 0;

  constructor(parts: StsParts) {
    this.#parts = parts;
    this.issuer = new CredentialsIssuer(parts.now, { lifetime: USUAL_SESSION * 1_000, replacedBefore: 0 });
    this.#api = {
      signingName: 'sts',
      protocol: 'awsQuery',
      xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      schemas,
      operations: {
        AssumeRole: operation<RoleRequest, object>({ authorize: () => [], handle: (input) => this.#session(input) }),
        AssumeRoleWithWebIdentity: operation<WebIdentityRequest, object>({
          authorize: () => [],
          handle: (input) => this.#webIdentity(input),
        }),
      },
      buckets: {},
    };
    this.endpoint = new DelayedEndpoint((request) => this.#answer(request));
  }

  #answer(request: HttpRequest): Reply {
    this.#requests += 1;
    const requestId = `00000000-0000-4000-8000-${String(this.#requests).padStart(12, '0')}`;
    this.signedFor.push(/Credential=[^/]+\/\d{8}\/([^/]*)\//.exec(request.headers.authorization ?? '')?.[1]);
    try {
      const target = targetOf(request, [this.#api]);
      if (!target) throw new ServiceError('InvalidAction', 'Could not find the operation');
      // STS takes a role's request only with a signature, and a web identity's only with its token.
      if (target.operationName === 'AssumeRole' && !signatureScope(request.headers)) {
        throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', {
          httpStatus: 403,
        });
      }
      const { operation: asked, shapes, input } = decode(request, target);
      const call = { caller: { principalArn: '', roleName: undefined }, requestId, now: this.#parts.now() };
      return outputReply(this.#api, target.operationName, shapes, asked.handle(input as never, call), requestId);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return errorReply(this.#api, error, requestId);
    }
  }

  #webIdentity(input: WebIdentityRequest): object {
    if (this.#parts.isGoodToken?.(input.WebIdentityToken) === false) {
      throw new ServiceError('InvalidIdentityToken', 'The web identity token that was passed could not be validated');
    }
    return { ...this.#session(input), Provider: 'arn:aws:iam::111122223333:oidc-provider/cluster' };
  }

  #session({ RoleArn, RoleSessionName, DurationSeconds = USUAL_SESSION }: RoleRequest): object {
    if (DurationSeconds < SHORTEST_SESSION || DurationSeconds > LONGEST_SESSION) {
      throw new ServiceError('ValidationError', `DurationSeconds is ${DurationSeconds}, which is out of range`);
    }
    const issued = this.issuer.next(DurationSeconds * 1_000);
    const Arn = `${RoleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${RoleSessionName}`;
    return {
      Credentials: sdkCredentials(issued),
      AssumedRoleUser: { Arn, AssumedRoleId: `AROAEMULATED00000${this.issuer.issued}:${RoleSessionName}` },
    };
  }
}

function sdkCredentials({ accessKeyId, secretAccessKey, sessionToken, expiration }: IssuedCredentials): object {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration,
  };
}
