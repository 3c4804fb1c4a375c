import type uPlot from 'uplot';

/** Makes the buttons of a plot's legend hide and show its series. */
export function attachLegend(figure: HTMLElement, drawing: uPlot): void {
  for (const button of figure.querySelectorAll<HTMLElement>('[data-series]')) {
    const index = Number(button.dataset['series']) + 1;
    button.addEventListener('click', () => {
      const show = drawing.series[index]?.show === false;
      button.setAttribute('aria-pressed', String(show));
      drawing.setSeries(index, { show });
    });
  }
}
