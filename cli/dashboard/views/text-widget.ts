import { Marked } from 'marked';
import { escapeHtml, Html, html } from '../../page/html.ts';
import type { TextProperties } from '../body.ts';
import { content, type WidgetContent } from './widget-content.ts';

/** Where a link may lead; `javascript:` and `data:` would run in the page. */
const SAFE_LINK = /^(?:https?:\/\/|mailto:|#)/i;

/** CloudWatch's own notation: `[button:Text](address)`, `[button:primary:Text](address)`. */
const BUTTON = /^button:(?:primary:)?/;

/** HTML in a text is shown as it is written; pictures would have to be fetched, so their names stand for them. */
const MARKDOWN = new Marked({
  async: false,
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      if (!SAFE_LINK.test(href)) return text;
      const button = BUTTON.test(text) ? ' class="button"' : '';
      return `<a href="${escapeHtml(href)}"${button} rel="noreferrer">${text.replace(BUTTON, '')}</a>`;
    },
    heading({ tokens, depth }) {
      // The page's title is its first heading; those of texts come after it.
      const level = Math.min(depth + 1, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
  },
});

/** A text widget: its Markdown. */
export function textWidget({ markdown }: TextProperties): WidgetContent {
  return content(html`<div class="text">${new Html(String(MARKDOWN.parse(markdown)))}</div>`);
}
