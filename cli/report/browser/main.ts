import { drawPlots } from '../../page/browser/plots.ts';
import { offerThemes } from '../../page/browser/theme.ts';
import { Workbench } from './workbench.ts';

/** The script of a report. */
const redraw = drawPlots(document);
offerThemes(document, redraw);
new Workbench(document);
