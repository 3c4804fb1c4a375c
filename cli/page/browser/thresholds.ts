import uPlot from 'uplot';
import { cssColour, SURFACE } from '../colour.ts';
import type { PlotThreshold } from '../plot.ts';

const DASHES = [6, 4];
const SHADE = 0.1;

/** Draws thresholds over a plot: a dashed line with its name, and a shade on the side that it speaks of. */
export function drawThresholds(
  drawing: uPlot,
  thresholds: readonly PlotThreshold[],
  colour: (css: string) => string,
): void {
  const surface = colour(cssColour(SURFACE));
  for (const threshold of thresholds) drawThreshold(drawing, threshold, colour(cssColour(threshold.colour)), surface);
}

function drawThreshold(
  { ctx, bbox, valToPos }: uPlot,
  threshold: PlotThreshold,
  colour: string,
  surface: string,
): void {
  const { pxRatio } = uPlot;
  const { left, top, width, height } = bbox;
  const y = valToPos(threshold.value, threshold.axis, true);
  if (y < top || y > top + height) return;
  ctx.save();
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.globalAlpha = SHADE;
  if (threshold.fill === 'above') ctx.fillRect(left, top, width, y - top);
  if (threshold.fill === 'below') ctx.fillRect(left, y, width, top + height - y);
  ctx.globalAlpha = 1;
  ctx.lineWidth = 1.5 * pxRatio;
  ctx.setLineDash(DASHES.map((length) => length * pxRatio));
  ctx.beginPath();
  ctx.moveTo(left, y);
  ctx.lineTo(left + width, y);
  ctx.stroke();
  ctx.font = `${12 * pxRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  const roomAbove = y - top > 16 * pxRatio;
  ctx.textBaseline = roomAbove ? 'bottom' : 'top';
  const [x, baseline] = [left + width - 4 * pxRatio, y + (roomAbove ? -3 : 3) * pxRatio];
  // Lines behind the name would make it hard to read.
  ctx.setLineDash([]);
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * pxRatio;
  ctx.strokeStyle = surface;
  ctx.strokeText(threshold.label, x, baseline);
  ctx.fillText(threshold.label, x, baseline);
  ctx.restore();
}
