import { MalformedQueryError, type RegexSource } from './query.ts';

const expressions = new Map<string, RegExp>();

/**
 * The regular expression of a query; `(?i)` at its beginning makes it blind to case.
 * @throws MalformedQueryError when it is none
 */
export function regexOf({ source, position }: RegexSource): RegExp {
  const known = expressions.get(source);
  if (known !== undefined) return known;
  const [, anchor = '', flag, rest = ''] = /^(\^?)(\(\?i\))?(.*)$/s.exec(source) ?? [];
  try {
    const expression = new RegExp(anchor + rest.replaceAll('\\/', '/'), flag === undefined ? '' : 'i');
    expressions.set(source, expression);
    return expression;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MalformedQueryError(reason, position, { cause });
  }
}

const globs = new Map<string, { readonly expression: RegExp; readonly asterisks: number }>();

/** The regular expression of a glob: every asterisk takes as little as it can, one at the end all the rest. */
export function globExpression(glob: string): { readonly expression: RegExp; readonly asterisks: number } {
  const known = globs.get(glob);
  if (known !== undefined) return known;
  const literals = glob.split('*');
  const source = literals.map((literal) => literal.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('(.*?)');
  const expression = new RegExp(glob.endsWith('*') ? source.replace(/\(\.\*\?\)$/, '(.*)') : source, 's');
  const result = { expression, asterisks: literals.length - 1 };
  globs.set(glob, result);
  return result;
}
