/** Finds the value of a policy variable such as `aws:PrincipalArn`; undefined when the request has none. */
export type VariableLookup = (name: string) => string | undefined;

/** What a piece of a pattern stands for. */
type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any-run' }
  | { readonly kind: 'any-one' }
  | { readonly kind: 'variable'; readonly name: string; readonly fallback: string | undefined };

/**
 * A string of a policy: literal text, `*`, `?` and `${variables}`.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags" and "Resource".
 */
export class PolicyPattern {
  readonly text: string;
  readonly #pieces: readonly Piece[];
  #expression: RegExp | undefined;

  /** @param variables false for policies of version 2008-10-17, which have none */
  constructor(text: string, variables: boolean) {
    this.text = text;
    this.#pieces = parsePieces(text, variables);
  }

  /** The text with its variables put in and wildcards taken as ordinary characters; undefined if one has no value. */
  literal(lookup: VariableLookup): string | undefined {
    let text = '';
    for (const piece of this.#pieces) {
      const part = literalOf(piece, lookup);
      if (part === undefined) return undefined;
      text += part;
    }
    return text;
  }

  /** Whether the whole value matches, wildcards meaning any run of characters and any one character. */
  matches(value: string, lookup: VariableLookup): boolean {
    return this.#expressionFor(lookup)?.test(value) ?? false;
  }

  #expressionFor(lookup: VariableLookup): RegExp | undefined {
    if (this.#expression !== undefined) return this.#expression;
    let source = '';
    for (const piece of this.#pieces) {
      if (piece.kind === 'any-run') source += '.*';
      else if (piece.kind === 'any-one') source += '.';
      else {
        const part = literalOf(piece, lookup);
        if (part === undefined) return undefined;
        source += part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      }
    }
    const expression = new RegExp(`^${source}$`, 's');
    if (this.#pieces.every((piece) => piece.kind !== 'variable')) this.#expression = expression;
    return expression;
  }
}

function literalOf(piece: Piece, lookup: VariableLookup): string | undefined {
  switch (piece.kind) {
    case 'literal':
      return piece.text;
    case 'any-run':
      return '*';
    case 'any-one':
      return '?';
    case 'variable':
      return lookup(piece.name) ?? piece.fallback;
  }
}

const TOKEN = /\$\{([^}]*)\}|\*|\?/g;

function parsePieces(text: string, variables: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match[1] !== undefined && !variables) continue;
    if (match.index > from) pieces.push({ kind: 'literal', text: text.slice(from, match.index) });
    pieces.push(pieceOf(match[0], match[1]));
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'literal', text: text.slice(from) });
  return pieces;
}

function pieceOf(token: string, variable: string | undefined): Piece {
  if (variable === undefined) return { kind: token === '*' ? 'any-run' : 'any-one' };
  if (variable === '*' || variable === '?' || variable === '$') return { kind: 'literal', text: variable };
  const [name = '', fallback] = variable.split(',', 2);
  return { kind: 'variable', name: name.trim(), fallback: fallback?.trim().replace(/^'(.*)'$/, '$1') };
}
