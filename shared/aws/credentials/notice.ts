/** What a person should know of how credentials are found. */
export type Notice =
  | {
      /** Instance metadata takes connections and does not answer token requests. */
      readonly kind: 'metadata-token-unanswered';
      readonly message: string;
      /** The ways to mend it, each enough by itself. */
      readonly mends: readonly string[];
    }
  | {
      /** Instance metadata is too slow for the SDK's own time-outs, or nearly. */
      readonly kind: 'metadata-slow';
      readonly message: string;
    }
  | {
      /** A renewal failed in the background; the credentials at hand are valid still. */
      readonly kind: 'renewal-failed';
      readonly message: string;
      readonly error: unknown;
    }
  | {
      /** A warning of the SDK's chain. */
      readonly kind: 'sdk-warning';
      readonly message: string;
    };

/** Hears notices; each thing is said once. */
export type Tell = (notice: Notice) => void;

/** EC2 user guide, "Configure the instance metadata options"; ECS and EKS guides on roles. */
const HOP_LIMIT_MENDS = [
  'aws ec2 modify-instance-metadata-options --instance-id INSTANCE_ID --http-endpoint enabled --http-put-response-hop-limit 2',
  'on ECS, a task role (taskRoleArn of the task definition); on EKS, a role for the service account (IRSA or Pod Identity)',
  'credentials in the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
] as const;

/** @param endpoint of instance metadata, as in `http://169.254.169.254` */
export function tokenUnanswered(endpoint: string): Extract<Notice, { kind: 'metadata-token-unanswered' }> {
  return {
    kind: 'metadata-token-unanswered',
    message:
      `Instance metadata at ${endpoint} takes connections but never answers the request for a token (IMDSv2). ` +
      'This is what a container sees on an instance whose HttpPutResponseHopLimit is 1: the answer is lost on its last hop, ' +
      'and every search for credentials waits until it times out.',
    mends: HOP_LIMIT_MENDS,
  };
}

/** @param milliseconds that the answer to a token request took */
export function metadataSlow(endpoint: string, milliseconds: number): Extract<Notice, { kind: 'metadata-slow' }> {
  return {
    kind: 'metadata-slow',
    message: `Instance metadata at ${endpoint} took ${Math.round(milliseconds)} ms to answer one request; finding credentials takes three.`,
  };
}

/** A notice as lines of text. */
export function noticeText(notice: Notice): string {
  if (notice.kind !== 'metadata-token-unanswered') return notice.message;
  return [notice.message, 'Any of these mends it:', ...notice.mends.map((mend) => `- ${mend}`)].join('\n');
}
