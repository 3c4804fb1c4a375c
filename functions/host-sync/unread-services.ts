import { type ApiFailure, toRetryable } from '../../shared/aws/ecs-shapes.ts';
import { parseServiceArn } from '../../shared/domain/arn.ts';
import { type Failure, PermanentError, RetryableError } from '../../shared/domain/errors.ts';
import type { Candidate } from './served-services.ts';
import type { UnreadService } from './snapshot.ts';

/** What an answer about services did not say of the services it was asked for, and why. */
export function unreadServices(
  clusterArn: string,
  asked: readonly Candidate[],
  answer: { readonly services: readonly { readonly serviceName: string }[]; readonly failures: readonly ApiFailure[] },
): readonly UnreadService[] {
  const failed = new Map(answer.failures.map((failure) => [nameIn(failure), failure]));
  const read = new Set(answer.services.map(({ serviceName }) => serviceName));
  return asked.flatMap((candidate) => {
    const { serviceName } = candidate;
    const failure = failed.get(serviceName);
    // Not the failure's own ARN: of a service that it does not find, ECS leaves out the cluster.
    const subject = `${clusterArn.replace(':cluster/', ':service/')}/${serviceName}`;
    if (failure) return failureOf({ ...failure, arn: subject }, candidate).map((each) => ({ subject, failure: each }));
    if (read.has(serviceName)) return [];
    return [{ subject, failure: new RetryableError('inconsistent-reads', `DescribeServices left out ${subject}`) }];
  });
}

function nameIn({ arn }: ApiFailure): string {
  return parseServiceArn(arn)?.serviceName ?? arn;
}

function failureOf(failure: ApiFailure, { expected }: Candidate): Failure[] {
  switch (failure.reason) {
    case 'MISSING':
      // A service listed by its bare name is looked for everywhere and need not be everywhere.
      return expected ? [new PermanentError('service-gone', `${failure.arn} does not exist`)] : [];
    case 'INCOMPLETE':
      // Reading it again would give the same.
      return [new PermanentError('unreadable', `${failure.arn}: ${failure.detail}`)];
    default:
      return [toRetryable(failure)];
  }
}
