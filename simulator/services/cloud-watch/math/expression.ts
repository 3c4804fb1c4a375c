/** Operators with two sides; comparisons and logic give 1 or 0. */
export type MathOperator = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||';

/** The tree of an expression of metric math. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'reference'; readonly id: string }
  | { readonly kind: 'list'; readonly members: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  | {
      readonly kind: 'operation';
      readonly operator: MathOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

/** A value in each period, undefined where there is none. */
export type Series = readonly (number | undefined)[];

/** A series that knows its query. */
export interface NamedSeries {
  readonly label: string;
  readonly series: Series;
}

/** What an expression, or a part of it, comes to. */
export type MathValue =
  | { readonly kind: 'scalar'; readonly value: number | undefined }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'list'; readonly members: readonly NamedSeries[] };

/** An expression that cannot be carried out: it is malformed, or has what the simulator does not have. */
export class MetricMathError extends Error {
  override readonly name = 'MetricMathError';
}

/** Ids that an expression names. */
export function referencesOf(tree: Expression): readonly string[] {
  switch (tree.kind) {
    case 'reference':
      return [tree.id];
    case 'operation':
      return [...referencesOf(tree.left), ...referencesOf(tree.right)];
    case 'call':
      return tree.parameters.flatMap(referencesOf);
    case 'list':
      return tree.members.flatMap(referencesOf);
    case 'number':
    case 'text':
    case 'repeat':
      return [];
  }
}

/** Calls of a function within an expression. */
export function callsIn(tree: Expression): readonly Extract<Expression, { kind: 'call' }>[] {
  switch (tree.kind) {
    case 'call':
      return [tree, ...tree.parameters.flatMap(callsIn)];
    case 'operation':
      return [...callsIn(tree.left), ...callsIn(tree.right)];
    case 'list':
      return tree.members.flatMap(callsIn);
    case 'number':
    case 'text':
    case 'repeat':
    case 'reference':
      return [];
  }
}
