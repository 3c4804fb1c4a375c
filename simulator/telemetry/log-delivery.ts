import { type Account, arnOf } from '../account/account.ts';
import type { Iam } from '../account/iam.ts';
import type { FunctionOutput } from './function-output.ts';

/** What delivering logs needs. */
export interface LogDeliveryParts {
  readonly account: Account;
  readonly iam: Pick<Iam, 'evaluate'>;
  /** Where delivered lines and metrics go. */
  readonly output: Pick<FunctionOutput, 'add' | 'addPlatformLines'>;
}

/** A function whose log it is. */
export interface LogSource {
  readonly name: string;
  readonly roleName: string;
}

/**
 * Delivers what functions print to their log groups, with the permissions of their own roles. What a role does not
 * allow is lost without an error, and the metrics in it too: they travel in the log.
 * Source: Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs"; CloudWatch Logs user guide,
 * "Overview of managing access permissions" for the ARN.
 */
export class LogDelivery {
  readonly #parts: LogDeliveryParts;
  /** What of the functions' own output was lost. */
  readonly lost: { readonly functionName: string; readonly output: string }[] = [];

  constructor(parts: LogDeliveryParts) {
    this.#parts = parts;
  }

  /** @param time epoch milliseconds */
  deliver(source: LogSource, output: string, time: number): void {
    if (output.trim() === '') return;
    if (this.#mayDeliver(source)) this.#parts.output.add(source.name, output, time);
    else this.lost.push({ functionName: source.name, output });
  }

  /** Delivers what Lambda itself writes about an invocation. @param time epoch milliseconds */
  deliverPlatform(source: LogSource, lines: readonly string[], time: number): void {
    if (this.#mayDeliver(source)) this.#parts.output.addPlatformLines(source.name, lines, time);
  }

  #mayDeliver({ name, roleName }: LogSource): boolean {
    const { account, iam } = this.#parts;
    const resource = arnOf(account, 'logs', `log-group:/aws/lambda/${name}:log-stream:simulated`);
    const needed = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource }));
    return iam.evaluate(roleName, needed).allowed;
  }
}
