import { drawPlots } from '../../page/browser/plots.ts';
import { offerThemes } from '../../page/browser/theme.ts';
import { Workbench } from './workbench.ts';

/** The script of a report. */
const plots = drawPlots(document);
offerThemes(document, plots.redraw);
new Workbench(document, plots.show);
