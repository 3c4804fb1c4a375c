import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Html, html, jsonForScript } from '../../../cli/page/html.ts';

/** Texts with what makes HTML of a text. */
const hostile = fc
  .array(fc.constantFrom('<', '>', '"', "'", '&', '</script', '<!--', 'script', ' onload=', 'a'))
  .map((parts) => parts.join(''));

describe('a template', () => {
  it('escapes what it interpolates, and lets HTML stand', () => {
    const name = `<b title="it's">&`;
    expect(html`<p class="${name}">${html`<i>${name}</i>`}${[1, 2]}${undefined}</p>`.toString()).toBe(
      '<p class="&lt;b title=&quot;it&#39;s&quot;&gt;&amp;"><i>&lt;b title=&quot;it&#39;s&quot;&gt;&amp;</i>12</p>',
    );
  });

  it('never lets a text open a tag or close an attribute', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(html`${text}`.toString()).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('takes HTML only from those who say so', () => {
    expect(html`${new Html('<br>')}`.toString()).toBe('<br>');
  });
});

describe('JSON in a script element', () => {
  it('never closes the element, and reads back as it was', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = jsonForScript({ [text]: [text] }).toString();
        expect(written).not.toContain('<');
        expect(JSON.parse(written)).toEqual({ [text]: [text] });
      }),
    );
  });
});
