import { drawPlots } from './plots.ts';
import { offerThemes } from './theme.ts';

/** The script of every page. */
const { redraw } = drawPlots(document);
offerThemes(document, redraw);
