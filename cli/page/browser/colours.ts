/** Reads what a CSS colour (`var(…)`, `light-dark(…)`) comes to in the theme that an element shows now. */
export function colourReader(element: HTMLElement): (css: string) => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  return (css) => {
    probe.style.color = css;
    return getComputedStyle(probe).color;
  };
}
