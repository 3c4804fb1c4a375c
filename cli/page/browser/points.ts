import type uPlot from 'uplot';

/** With more times than this only those points are marked that no line would show. */
const MARKED_POINTS = 40;
/** Of a point that no line leads to, CSS pixels; dots on lines have 2.5. */
const LONE_RADIUS = 4.5;

type Values = ArrayLike<number | null | undefined>;

/** All points of a short series; of a long one those without a neighbour, which no line shows. */
export function markedPoints(drawing: uPlot, index: number): number[] {
  const values = drawing.data[index] ?? [];
  const known = knownAt(values);
  return known.length <= MARKED_POINTS ? known : lonePoints(values);
}

/** Where a series has a value between breaks, or between its ends, so that no line leads there. */
export function lonePoints(values: Values): number[] {
  const known = knownAt(values);
  return known.filter((at, place) => {
    const breaks = (from: number, to: number): boolean =>
      Array.from(values)
        .slice(from, to)
        .some((value) => value === null);
    const [before, after] = [known[place - 1], known[place + 1]];
    return (before === undefined || breaks(before, at)) && (after === undefined || breaks(at, after));
  });
}

/** Draws the lone points of a series as larger dots. */
export function drawLonePoints(drawing: uPlot, index: number): void {
  const { ctx, data, series } = drawing;
  const { scale = '', stroke, show } = series[index] ?? {};
  const values = data[index];
  if (values === undefined || show === false || typeof stroke !== 'function') return;
  const pixels = ctx.canvas.width / drawing.width;
  ctx.save();
  ctx.fillStyle = stroke(drawing, index);
  for (const at of lonePoints(values)) {
    const x = drawing.valToPos(data[0][at] ?? 0, 'x', true);
    const y = drawing.valToPos(values[at] ?? 0, scale, true);
    ctx.beginPath();
    ctx.arc(x, y, LONE_RADIUS * pixels, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

function knownAt(values: Values): number[] {
  return [...Array.from(values).keys()].filter((at) => typeof values[at] === 'number');
}
