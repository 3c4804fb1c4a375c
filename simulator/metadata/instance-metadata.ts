import type { HttpRequest } from '../wire/request.ts';
import { CredentialsIssuer, type IssuerTimes, metadataJson } from './credentials-issuer.ts';
import { DelayedEndpoint, type Outcome } from './delayed-endpoint.ts';

/** The options of an instance that `ModifyInstanceMetadataOptions` sets, in its words. */
export interface MetadataOptions {
  readonly httpEndpoint: 'enabled' | 'disabled';
  /** `required`: IMDSv2 alone; `optional`: requests without a token are answered too. */
  readonly httpTokens: 'required' | 'optional';
  readonly httpPutResponseHopLimit: number;
}

/** An instance whose metadata is served. */
export interface InstanceParts {
  /** Gives the time in epoch milliseconds. */
  readonly now: () => number;
  readonly options?: Partial<MetadataOptions>;
  /** Network hops from instance metadata to whoever asks: 1 on the host itself, 2 in a container behind a bridge. */
  readonly hops?: number;
  readonly times?: Partial<IssuerTimes>;
}

/** What an instance launched by hand has. Source: EC2 user guide, "Order of precedence for instance metadata options". */
const DEFAULTS: MetadataOptions = { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 };
/** Six hours, new ones at least five minutes before. Source: EC2 user guide, "Retrieve security credentials". */
const TIMES: IssuerTimes = { lifetime: 6 * 3_600_000, replacedBefore: 5 * 60_000 };
const ROLE = 'ecs-instance-role';
const CREDENTIALS = '/latest/meta-data/iam/security-credentials/';
/** Seconds. Source: EC2 user guide, "Use IMDSv2". */
const LONGEST_TOKEN = 21_600;

/**
 * The instance metadata service of one EC2 instance, as far as credentials go. The hop limit is the one on answers to
 * token requests: IP packets with that many hops to live, which a bridge before a container takes the last one of.
 */
export class InstanceMetadata {
  readonly endpoint: DelayedEndpoint;
  readonly issuer: CredentialsIssuer;
  readonly instanceId = 'i-0a1b2c3d4e5f60718';
  readonly #now: () => number;
  readonly #hops: number;
  /** Tokens with the time at which they end. */
  readonly #tokens = new Map<string, number>();
  #options: MetadataOptions;

  constructor({ now, options = {}, hops = 1, times = {} }: InstanceParts) {
    this.#now = now;
    this.#hops = hops;
    this.#options = { ...DEFAULTS, ...options };
    this.issuer = new CredentialsIssuer(now, { ...TIMES, ...times });
    this.endpoint = new DelayedEndpoint((request) => this.#answer(request));
  }

  /** As `ModifyInstanceMetadataOptions`: in force from the next request. */
  modify(options: Partial<MetadataOptions>): void {
    this.#options = { ...this.#options, ...options };
  }

  #answer(request: HttpRequest): Outcome {
    if (this.#options.httpEndpoint === 'disabled') return text(403, 'Forbidden');
    if (request.path === '/latest/api/token') return this.#token(request);
    if (request.method !== 'GET') return text(405, 'Method Not Allowed');
    if (!this.#isAdmitted(request)) return text(401, 'Unauthorized');
    return this.#data(request.path);
  }

  #token({ method, headers }: HttpRequest): Outcome {
    if (method !== 'PUT') return text(405, 'Method Not Allowed');
    // A proxy that forwards for others gets none. Source: EC2 user guide, "Use IMDSv2".
    if (headers['x-forwarded-for'] !== undefined) return text(403, 'Forbidden');
    const seconds = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TOKEN) return text(400, 'Bad Request');
    if (this.#hops > this.#options.httpPutResponseHopLimit) return 'lost';
    const token = `token-${this.#tokens.size + 1}`;
    this.#tokens.set(token, this.#now() + seconds * 1_000);
    return text(200, token);
  }

  #isAdmitted({ headers }: HttpRequest): boolean {
    const token = headers['x-aws-ec2-metadata-token'];
    if (token === undefined) return this.#options.httpTokens === 'optional';
    return this.#now() < (this.#tokens.get(String(token)) ?? 0);
  }

  #data(path: string): Outcome {
    if (path === '/latest/meta-data/instance-id') return text(200, this.instanceId);
    if (path === CREDENTIALS || `${path}/` === CREDENTIALS) return text(200, ROLE);
    if (path !== CREDENTIALS + ROLE) return text(404, 'Not Found');
    const document = { Code: 'Success', Type: 'AWS-HMAC', ...metadataJson(this.issuer.current()) };
    return text(200, JSON.stringify(document));
  }
}

function text(status: number, body: string): Outcome {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}
