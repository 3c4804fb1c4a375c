/** A piece of HTML that may stand in a page as it is. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: HTML stays as it is, text and numbers are escaped, nothing is left out. */
export type Interpolated = Html | string | number | undefined | readonly Interpolated[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for element content and for attribute values in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Makes HTML of a template literal; everything interpolated is escaped unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...values: readonly Interpolated[]): Html {
  return new Html(parts.map((part, index) => part + written(values[index])).join(''));
}

/** JSON for a `<script type="application/json">`, which no text in it can close. */
export function jsonForScript(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

function written(value: Interpolated): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(written).join('');
  return escapeHtml(String(value));
}
