type Child = Node | string | undefined;

/** What an element is made with; `data` becomes data attributes. */
export interface Made {
  readonly class?: string;
  readonly text?: string;
  readonly label?: string;
  readonly title?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly style?: Readonly<Record<string, string>>;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element with children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: name, text, label, title, data = {}, style = {}, attributes = {} }: Made = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (name !== undefined) made.className = name;
  if (text !== undefined) made.textContent = text;
  if (label !== undefined) made.ariaLabel = label;
  if (title !== undefined) made.title = title;
  for (const [key, value] of Object.entries(data)) made.dataset[key] = value;
  for (const [key, value] of Object.entries(style)) made.style.setProperty(key, value);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Makes a button that does something. */
export function button(made: Made, pressed: () => void): HTMLButtonElement {
  const each = element('button', { ...made, attributes: { type: 'button', ...made.attributes } });
  each.addEventListener('click', pressed);
  return each;
}

/** Finds a part of the page. @throws Error when it is not there */
export function part<T extends HTMLElement = HTMLElement>(parent: ParentNode, selector: string): T {
  const found = parent.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Paths in a box that is stretched to its place. */
export function stretched(
  width: number,
  height: number,
  paths: readonly { readonly class: string; readonly d: string }[],
) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  for (const { class: name, d } of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', name);
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

export const percent = (part: number): string => `${Math.round(part * 1e5) / 1e3}%`;
