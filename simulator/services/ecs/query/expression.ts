/** What an expression asks about. */
export type Subject =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'task'; readonly name: 'group' | 'family' }
  | { readonly kind: 'field'; readonly name: SubjectField };

/** The container instance's own fields that can be asked about. */
export type SubjectField =
  | 'agentConnected'
  | 'agentVersion'
  | 'ec2InstanceId'
  | 'registeredAt'
  | 'runningTasksCount'
  | 'pendingTasksCount';

/** The operators in their short form; word forms are aliases. */
export type Operator = '==' | '!=' | '>' | '>=' | '<' | '<=' | '=~' | '!~' | 'in' | '!in' | 'exists' | '!exists';

/** A single expression: subject, operator, argument. */
export interface Test {
  readonly kind: 'test';
  readonly subject: Subject;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** The tree of an expression. */
export type Expression =
  | Test
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression };

/** A parsed expression with what the scheduler wants to know about it. */
export interface ClusterExpression {
  readonly text: string;
  readonly tree: Expression;
  /** Only attributes and the EC2 instance id are asked about: the answer changes with the attributes alone. */
  readonly isStatic: boolean;
}

/** What the evaluator needs to know of a container instance. */
export interface QueriedInstance {
  readonly agentConnected: boolean;
  readonly agentVersion: string;
  readonly ec2InstanceId: string;
  /** Epoch milliseconds. */
  readonly registeredAt: number;
  readonly counts: { readonly running: number; readonly pending: number };
  readonly attributes: ReadonlyMap<string, string | undefined>;
  /** Tasks that are not stopped; those being stopped do not count as hosted. */
  readonly tasks: Iterable<{
    readonly group: string;
    readonly desiredStatus: string;
    readonly taskDefinition: { readonly family: string };
  }>;
}
