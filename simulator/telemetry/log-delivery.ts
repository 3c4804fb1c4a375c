import { type Account, arnOf } from '../account/account.ts';
import type { Iam } from '../account/iam.ts';
import type { FunctionOutput } from './function-output.ts';

/** What delivering logs needs. */
export interface LogDeliveryParts {
  readonly account: Account;
  readonly iam: Pick<Iam, 'evaluate'>;
  /** Where delivered lines and metrics go. */
  readonly output: Pick<FunctionOutput, 'add'>;
}

/**
 * Delivers what functions print to their log groups, with the permissions of their own roles. What a role does not
 * allow is lost without an error, and the metrics in it too: they travel in the log.
 * Source: Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs"; CloudWatch Logs user guide,
 * "Overview of managing access permissions" for the ARN.
 */
export class LogDelivery {
  readonly #parts: LogDeliveryParts;
  /** What was lost, by function. */
  readonly lost: { readonly functionName: string; readonly output: string }[] = [];

  constructor(parts: LogDeliveryParts) {
    this.#parts = parts;
  }

  /** @param time epoch milliseconds */
  deliver({ name, roleName }: { readonly name: string; readonly roleName: string }, output: string, time: number) {
    if (output.trim() === '') return;
    const { account, iam } = this.#parts;
    const resource = arnOf(account, 'logs', `log-group:/aws/lambda/${name}:log-stream:simulated`);
    const needed = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource }));
    if (iam.evaluate(roleName, needed).allowed) this.#parts.output.add(name, output, time);
    else this.lost.push({ functionName: name, output });
  }
}
