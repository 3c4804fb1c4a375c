import { type Style, styled } from '../terminal.ts';

/** A stretch of text that looks alike. */
export type Run = readonly [text: string, style?: Style | undefined];

/** Fewest columns that a text is broken into. */
const NARROWEST = 24;

/**
 * Breaks text into lines of at most so many columns, between words; what a no-break space joins is one word. A word
 * that is longer has a line of its own.
 */
export function layOut(runs: readonly Run[], columns: number): readonly string[] {
  const width = Math.max(columns, NARROWEST);
  const words = runs.flatMap(([text, style]) => text.split(' ').map((word): Run => [word, style]));
  const lines: Run[][] = [[]];
  let used = 0;
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || (line.length > 0 && used + 1 + word[0].length > width)) {
      lines.push([word]);
      used = word[0].length;
    } else {
      used += word[0].length + (line.length > 0 ? 1 : 0);
      line.push(word);
    }
  }
  return lines.map(joined);
}

function joined(words: readonly Run[]): string {
  const runs: { text: string; readonly style: Style | undefined }[] = [];
  for (const [text, style] of words) {
    const last = runs.at(-1);
    if (last !== undefined && last.style === style) last.text += ` ${text}`;
    else runs.push({ text, style });
  }
  return runs
    .map(({ text, style }) => ({ text: text.replaceAll('\u00a0', ' '), style }))
    .map(({ text, style }) => (style === undefined ? text : styled(style, text)))
    .join(' ');
}
