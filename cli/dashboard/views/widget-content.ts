import { type Html, html } from '../../page/html.ts';

/** What stands in a widget. */
export interface WidgetContent {
  readonly body: Html;
  /** Whether there was nothing to show in the dashboard's time. */
  readonly empty: boolean;
}

/** Says plainly that there is nothing. */
export const NOTHING: WidgetContent = {
  body: html`<p class="nothing">No data in this time</p>`,
  empty: true,
};

export const content = (body: Html): WidgetContent => ({ body, empty: false });
