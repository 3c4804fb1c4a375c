/** `auto` follows the system. */
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Where the choice is remembered, where the browser allows it. */
const KEY = 'theme';

/** Makes the page's button go through the themes. @param changed called after every change of colours, also for print */
export function offerThemes(page: Document, changed: () => void): void {
  const button = page.querySelector('[data-theme-toggle]');
  const name = button?.querySelector('span');
  const show = (theme: Theme): void => {
    page.documentElement.dataset['theme'] = theme;
    if (name) name.textContent = theme;
    changed();
  };
  show(remembered());
  button?.addEventListener('click', () => {
    const shown = THEMES.indexOf(page.documentElement.dataset['theme'] as Theme);
    const next = THEMES[(shown + 1) % THEMES.length] ?? 'auto';
    remember(next);
    show(next);
  });
  for (const media of ['(prefers-color-scheme: dark)', 'print']) {
    window.matchMedia(media).addEventListener('change', changed);
  }
}

function remembered(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    // A browser may forbid storage to files; the choice then lasts as long as the page.
    return 'auto';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // As above.
  }
}
