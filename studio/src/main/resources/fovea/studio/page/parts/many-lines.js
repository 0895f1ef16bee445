// Lines by the hundred: uPlot would lay out, focus and join each of them. It gets their envelope
// alone, for the axes, and the lines are painted here, many at a stroke.
import { token } from '../theme.js';

/** With more lines than these, a chart is painted here. */
export const MANY = 60;

/** Lines that are stroked at once, which is quicker than one by one, or all. */
const BATCH = 25;

/** While a slider moves, one line of these many is painted, and all when it rests. */
const SAMPLE = 8;
const REST_MILLIS = 160;

/** How near the cursor must be to a line, in pixels, and how many lines it tells. */
const NEAR = 40;
const TOLD = 6;

/** [xs, lowest, highest]: between which values all lines are at each x. */
export function envelope(lines) {
  const byXs = new Map();
  for (const line of lines) {
    if (!byXs.has(line.xs)) byXs.set(line.xs, []);
    byXs.get(line.xs).push(line.ys);
  }
  const range = new Map();
  for (const [xs, all] of byXs) {
    xs.forEach((x, i) => {
      let [low, high] = range.get(x) ?? [Infinity, -Infinity];
      for (const ys of all) {
        if (ys[i] != null && ys[i] < low) low = ys[i];
        if (ys[i] != null && ys[i] > high) high = ys[i];
      }
      range.set(x, [low, high]);
    });
  }
  const xs = [...range.keys()].sort((a, b) => a - b);
  const finite = (value) => (Number.isFinite(value) ? value : null);
  return [xs, xs.map((x) => finite(range.get(x)[0])), xs.map((x) => finite(range.get(x)[1]))];
}

/** Batches of lines of one colour, of all colours in turn, so that none is on top. */
function batches(lines) {
  const open = new Map();
  const all = [];
  for (const line of lines) {
    const key = `${line.colour} ${line.dash ?? ''}`;
    let batch = open.get(key);
    if (!batch || batch.length === BATCH) {
      open.set(key, (batch = []));
      all.push(batch);
    }
    batch.push(line);
  }
  return all;
}

/** From values to pixels of the canvas. */
function places(u) {
  const along = ({ min, max, distr }, from, to) => {
    const f = distr === 3 ? Math.log10 : (value) => value;
    const factor = (to - from) / (f(max) - f(min));
    const start = from - f(min) * factor;
    return (value) => start + f(value) * factor;
  };
  const { left, top, width, height } = u.bbox;
  return { x: along(u.scales.x, left, left + width), y: along(u.scales.y, top + height, top) };
}

function trace(context, line, { x, y }) {
  let pen = false;
  for (let i = 0; i < line.xs.length; i++) {
    const value = line.ys[i];
    const height = value == null ? NaN : y(value);
    if (Number.isFinite(height)) {
      if (pen) context.lineTo(x(line.xs[i]), height);
      else context.moveTo(x(line.xs[i]), height);
      pen = true;
    }
  }
}

function clipped(context, u, paint) {
  context.save();
  context.beginPath();
  context.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  context.clip();
  paint();
  context.restore();
}

/** The index of the point of a line that is nearest to an x. */
function nearest(xs, x) {
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle;
    else high = middle;
  }
  return x - xs[low] < xs[high] - x ? low : high;
}

/** The lines next to the cursor, the nearest first: [line, index of its point]. */
function besides(lines, u) {
  const { left, top } = u.cursor;
  if (left == null || left < 0) return [];
  const x = u.posToVal(left, 'x');
  return lines
    .map((line) => [line, nearest(line.xs, x)])
    .map(([line, i]) => [line, i, line.ys[i] == null ? Infinity : Math.abs(u.valToPos(line.ys[i], 'y') - top)])
    .filter(([, , distance]) => distance < NEAR)
    .sort((a, b) => a[2] - b[2])
    .slice(0, TOLD);
}

/**
 * Paints what `current().lines` are, and at the cursor the nearest of them, which `tell` hears of.
 */
export function manyLines(current, tell) {
  let last = 0;
  let rest = 0;
  let over;
  const paint = (u, step) => {
    const place = places(u);
    const colours = new Map();
    clipped(u.ctx, u, () => {
      u.ctx.lineWidth = 1;
      for (const batch of batches(current().lines.filter((_, i) => (i >> 1) % step === 0))) {
        const [{ colour, dash }] = batch;
        if (!colours.has(colour)) colours.set(colour, token(colour));
        u.ctx.strokeStyle = colours.get(colour);
        u.ctx.globalAlpha = dash ? 0.3 : 0.65; // dashes would take too long, and not be seen
        u.ctx.beginPath();
        batch.forEach((line) => trace(u.ctx, line, place));
        u.ctx.stroke();
      }
    });
  };
  const draw = (u) => {
    const now = performance.now();
    clearTimeout(rest);
    const hurried = now - last < REST_MILLIS;
    paint(u, hurried ? SAMPLE : 1);
    if (hurried) {
      rest = setTimeout(() => {
        last = 0;
        u.redraw(false);
      }, REST_MILLIS);
    }
    last = performance.now();
  };
  const mark = (u) => {
    const found = besides(current().lines, u);
    over.width = u.over.clientWidth * devicePixelRatio;
    over.height = u.over.clientHeight * devicePixelRatio;
    if (found.length) {
      const context = over.getContext('2d');
      context.translate(-u.bbox.left, -u.bbox.top);
      context.strokeStyle = token('--ink');
      context.lineWidth = 2 * devicePixelRatio;
      context.beginPath();
      trace(context, found[0][0], places(u));
      context.stroke();
    }
    tell(found.map(([line, i]) => [line, line.ys[i]]));
  };
  return {
    hooks: {
      init: (u) => {
        over = document.createElement('canvas');
        over.className = 'marked';
        u.over.append(over);
      },
      draw,
      setCursor: mark,
      destroy: () => clearTimeout(rest),
    },
  };
}
