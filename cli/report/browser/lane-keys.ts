/** Makes the lanes one stop of the Tab key, and moves among them and along them by arrow keys. */
export function attachLaneKeys(lanes: HTMLElement): void {
  lanes.addEventListener('keydown', (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = neighbour(lanes, target, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  });
  lanes.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || !target.matches('.lane-name, .mark')) return;
    rove(lanes, target);
  });
}

/** Has the Tab key reach one lane: the one that had the focus, or else the first. */
export function rove(lanes: HTMLElement, wanted?: HTMLElement): void {
  for (const each of lanes.querySelectorAll<HTMLElement>('.lane-name[tabindex="0"], .mark[tabindex="0"]'))
    each.tabIndex = -1;
  const stop = wanted ?? lanes.querySelector<HTMLElement>('.lane-name');
  if (stop) stop.tabIndex = 0;
}

function neighbour(lanes: HTMLElement, from: HTMLElement, key: string): HTMLElement | undefined {
  const lane = from.closest('.lane');
  if (!lane || !from.matches('.lane-name, .mark')) return undefined;
  const rows = [...lanes.querySelectorAll<HTMLElement>('.lane')];
  const at = rows.indexOf(lane as HTMLElement);
  const along = [...lane.querySelectorAll<HTMLElement>('.lane-name, .mark')];
  const place = along.indexOf(from);
  if (key === 'ArrowRight') return along[place + 1];
  if (key === 'ArrowLeft') return along[place - 1];
  const row = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[key];
  return row?.querySelector<HTMLElement>('.lane-name') ?? undefined;
}
