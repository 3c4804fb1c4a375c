import { CredentialsIssuer, type IssuerTimes, metadataJson } from './credentials-issuer.ts';
import { DelayedEndpoint, type Outcome } from './delayed-endpoint.ts';

/** A task role's credentials are valid for six hours and replaced well before. */
const TIMES: IssuerTimes = { lifetime: 6 * 3_600_000, replacedBefore: 3_600_000 };

/** Whose credentials are served. */
export interface ContainerParts {
  /** Gives the time in epoch milliseconds. */
  readonly now: () => number;
  /** What `AWS_CONTAINER_AUTHORIZATION_TOKEN` has to hold; any if undefined, as on ECS. */
  readonly authorization?: string;
  readonly times?: Partial<IssuerTimes>;
}

/**
 * The endpoint from which the containers of an ECS task, and of EKS pods with Pod Identity, get their role's credentials
 * (`AWS_CONTAINER_CREDENTIALS_FULL_URI`).
 */
export class ContainerCredentials {
  readonly endpoint: DelayedEndpoint;
  readonly issuer: CredentialsIssuer;
  /** The path of the task's credentials. */
  readonly path = '/v2/credentials/6f0b1c1e-0001-4000-8000-000000000001';

  constructor({ now, authorization, times = {} }: ContainerParts) {
    this.issuer = new CredentialsIssuer(now, { ...TIMES, ...times });
    this.endpoint = new DelayedEndpoint(({ method, path, headers }) => {
      if (method !== 'GET' || path !== this.path)
        return json(404, { code: 'NotFound', message: 'No such credentials' });
      if (authorization !== undefined && headers.authorization !== authorization) {
        return json(401, { code: 'AccessDenied', message: 'Authorization token is missing or wrong' });
      }
      const RoleArn = 'arn:aws:iam::111122223333:role/task-role';
      return json(200, { RoleArn, ...metadataJson(this.issuer.current()) });
    });
  }
}

function json(status: number, body: object): Outcome {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
