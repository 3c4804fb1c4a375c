import { parsePolicy, type Statement } from '../../account/policy-document.ts';
import { evaluateForService, type PolicyVerdict } from '../../account/policy-evaluation.ts';

/** A permission to invoke a function, as AddPermission takes it. */
export interface FunctionPermission {
  readonly functionArn: string;
  /** `lambda:InvokeFunction`. */
  readonly action: string;
  /** `events.amazonaws.com`, … */
  readonly principal: string;
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
}

/** Resource policies of functions. */
export class FunctionPermissions {
  readonly #statements = new Map<string, Statement[]>();

  /** Adds a statement, in the form that Lambda gives it. @throws PolicyError */
  add({ functionArn, action, principal, sourceArn, sourceAccount }: FunctionPermission): void {
    const document = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: principal },
        Action: action,
        Resource: functionArn,
        Condition: {
          ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
          ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
        },
      },
    };
    const statements = this.#statements.get(functionArn) ?? [];
    statements.push(...parsePolicy(document, 'resource', `policy of ${functionArn}`));
    this.#statements.set(functionArn, statements);
  }

  /** Whether a service may invoke the function on behalf of a resource. */
  evaluate(request: {
    readonly functionArn: string;
    readonly service: string;
    readonly sourceArn: string;
    readonly sourceAccount: string;
  }): PolicyVerdict {
    const { functionArn, ...source } = request;
    const statements = this.#statements.get(functionArn) ?? [];
    return evaluateForService(statements, { ...source, action: 'lambda:InvokeFunction', resource: functionArn });
  }
}
