import { readFileSync } from 'node:fs';
import peggy, { type Parser } from 'peggy';
import { callsIn, type Expression, MetricMathError } from './expression.ts';
import { FUNCTIONS } from './functions.ts';

/** Made when the first expression comes: most simulations have none. */
let parser: Parser | undefined;
const parsed = new Map<string, Expression>();

/** Parses metric math. @throws MetricMathError when it is not one, or calls a function that is not modelled */
export function parseExpression(text: string): Expression {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const tree = parseTree(text);
  const unknown = callsIn(tree).find(({ name }) => !(name in FUNCTIONS));
  if (unknown !== undefined) {
    const names = Object.keys(FUNCTIONS).join(', ');
    throw new MetricMathError(`${text}: the simulator does not have the function ${unknown.name}; it has ${names}`);
  }
  parsed.set(text, tree);
  return tree;
}

function parseTree(text: string): Expression {
  parser ??= peggy.generate(readFileSync(new URL('./metric-math.peggy', import.meta.url), 'utf8'));
  try {
    return parser.parse(text) as Expression;
  } catch (cause) {
    throw new MetricMathError(`${text}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
