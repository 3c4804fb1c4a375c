import { element } from './elements.ts';
import { NUMBERED } from './mark-buttons.ts';

/** Shows what a mark stands for beside it, while the pointer or the focus is on it. */
export function attachMarkCard(lanes: HTMLElement): void {
  const card = element('div', { class: 'mark-card', attributes: { 'aria-hidden': 'true' } });
  card.hidden = true;
  const show = (mark: HTMLElement): void => {
    const lines = (mark.ariaLabel ?? '')
      .replace(NUMBERED, '')
      .split(' · ')
      .map((text) => element('p', { text }));
    card.replaceChildren(...lines);
    lanes.append(card);
    card.hidden = false;
    const [place, whole] = [mark.getBoundingClientRect(), lanes.getBoundingClientRect()];
    const left = place.left - whole.left + place.width / 2 - card.offsetWidth / 2;
    card.style.left = `${Math.max(0, Math.min(left, whole.width - card.offsetWidth))}px`;
    const above = place.top - whole.top - card.offsetHeight - 4;
    const isRoomAbove = place.top - card.offsetHeight > 60;
    card.style.top = `${isRoomAbove ? above : place.bottom - whole.top + 4}px`;
  };
  const hide = (): void => {
    card.hidden = true;
  };
  for (const [enter, leave] of [
    ['pointerover', 'pointerout'],
    ['focusin', 'focusout'],
  ] as const) {
    lanes.addEventListener(enter, ({ target }) => {
      const mark = target instanceof Element ? target.closest<HTMLElement>('.mark') : null;
      if (mark) show(mark);
    });
    lanes.addEventListener(leave, ({ target }) => {
      if (target instanceof Element && target.closest('.mark')) hide();
    });
  }
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
}
