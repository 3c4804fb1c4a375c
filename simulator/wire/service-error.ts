/**
 * An error answer of a simulated service, as the service's own API would give it.
 * The wire layer renders it in the protocol of the request.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** The service's error code: `ClusterNotFoundException`, `ValidationError`, … */
  readonly code: string;
  /** HTTP status; client errors are 400 unless the service says otherwise. */
  readonly httpStatus: number;
  /** Members of the error's own structure beside the message. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { httpStatus?: number; members?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.httpStatus = options.httpStatus ?? 400;
    this.members = options.members ?? {};
  }
}
