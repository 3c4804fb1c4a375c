/** What of a request to AWS tells its action. */
export interface ApiRequest {
  readonly method: string;
  /** Path with the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/**
 * What an operation of S3 needs where the action is not of the operation's name (Amazon S3 user guide, "Required
 * permissions for Amazon S3 API operations").
 */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  'HEAD bucket': 's3:ListBucket',
  'GET bucket list-type': 's3:ListBucket',
  'GET bucket versions': 's3:ListBucketVersions',
  'POST bucket delete': 's3:DeleteObject',
  'PUT object': 's3:PutObject',
  'GET object': 's3:GetObject',
  'HEAD object': 's3:GetObject',
};

/** Operations of Lambda by their path (Lambda API reference). */
const LAMBDA_ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/^GET \/2015-03-31\/functions\/[^/]+$/, 'lambda:GetFunction'],
];

/**
 * The IAM action that a signed request asks for, as in `cloudformation:CreateChangeSet`.
 * @throws Error for a request that this knows no action of
 */
export function actionOf(request: ApiRequest): string {
  const { method, url, headers, body } = request;
  // The scope of the signature names the service (IAM user guide, "Create a signed request").
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([\w-]+)\/aws4_request/.exec(String(headers['authorization']))?.[1];
  const { pathname, searchParams } = new URL(url, 'http://emulator');
  const target = headers['x-amz-target'];
  const named = typeof target === 'string' ? target.split('.').at(-1) : new URLSearchParams(body).get('Action');
  let action: string | undefined;
  if (service === 's3') action = S3_ACTIONS[s3Operation(method, pathname, searchParams)];
  else if (service === 'lambda') {
    action = LAMBDA_ACTIONS.find(([pattern]) => pattern.test(`${method} ${pathname}`))?.[1];
  } else if (service && named) action = `${service}:${named}`;
  if (!action) throw new Error(`No action is known for ${method} ${url} of ${service}`);
  return action;
}

/** The kind of a request to S3: with the bucket in the path, as on the loopback address. */
function s3Operation(method: string, pathname: string, searchParams: URLSearchParams): string {
  const subject = pathname.split('/').filter(Boolean).length > 1 ? 'object' : 'bucket';
  const kinds = [...searchParams.keys()].filter((name) =>
    ['list-type', 'versions', 'delete', 'uploads'].includes(name),
  );
  return [method, subject, ...kinds].join(' ');
}
