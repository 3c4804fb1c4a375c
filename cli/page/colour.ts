/** A colour in light mode and in dark mode, `#rrggbb` each. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

/** What plots are drawn on: `--surface` of page.css. */
export const SURFACE: Colour = { light: '#ffffff', dark: '#161d26' };

/** WCAG 2.2, success criterion 1.4.3: what text needs; names of thresholds have their colour, and lines need less. */
const CONTRAST = 4.5;

/** Colours of series by their place in a plot: different in hue and in lightness from their neighbours. */
const PALETTE: readonly Colour[] = [
  { light: '#0b6bcb', dark: '#6cb2ff' },
  { light: '#c2410c', dark: '#ffa463' },
  { light: '#157f3c', dark: '#5fd38a' },
  { light: '#7e22ce', dark: '#c8a2ff' },
  { light: '#be185d', dark: '#ff8ac2' },
  { light: '#0e7490', dark: '#4fd1e0' },
  { light: '#8a5a00', dark: '#e3b341' },
  { light: '#4d5b6a', dark: '#a9b8c8' },
];
const FIRST: Colour = { light: '#0b6bcb', dark: '#6cb2ff' };

/** The colour of the series at a place in its plot. */
export const paletteColour = (index: number): Colour => PALETTE[index % PALETTE.length] ?? FIRST;

/** A colour as CSS, which follows `color-scheme`. */
export const cssColour = ({ light, dark }: Colour): string => `light-dark(${light}, ${dark})`;

/**
 * A colour that was wished for, darkened for light mode and lightened for dark mode until it can be told from the surface.
 * @param hex `#rrggbb` or `#rgb`
 */
export function readableColour(hex: string): Colour {
  return { light: towards(hex, '#000000', SURFACE.light), dark: towards(hex, '#ffffff', SURFACE.dark) };
}

/** Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

function towards(hex: string, end: string, surface: string): string {
  const mixed = Array.from({ length: 21 }, (_, step) => mix(hex, end, step / 20));
  return mixed.find((colour) => contrast(colour, surface) >= CONTRAST) ?? end;
}

function mix(one: string, other: string, share: number): string {
  const [from, to] = [channels(one), channels(other)];
  const mixed = from.map((channel, index) => Math.round(channel + ((to[index] ?? 0) - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(hex: string): readonly number[] {
  const digits = hex.slice(1);
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}
