// Figures of lines as files: SVG drawn anew, PNG from it, CSV of their points.
import { token } from '../theme.js';
import { significant } from '../texts.js';

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 64;
const BOTTOM = 44;
const TOP = 40;
const NAMESPACE = 'http://www.w3.org/2000/svg';

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** Round numbers that cover a range. */
function ticks(low, high, log) {
  if (log) {
    const found = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
      for (const digit of [1, 2, 5]) {
        const value = digit * 10 ** power;
        if (value >= low && value <= high) found.push(value);
      }
    return found;
  }
  const rough = (high - low) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((each) => each >= rough);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(value);
  return found;
}

function scale(values, from, to, log) {
  const usable = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  let low = usable.length ? usable.reduce((a, b) => Math.min(a, b)) : log ? 0.1 : 0;
  let high = usable.length ? usable.reduce((a, b) => Math.max(a, b)) : 1;
  if (low === high) high = low + 1;
  const f = log ? Math.log10 : (value) => value;
  return {
    at: (value) => from + ((f(value) - f(low)) / (f(high) - f(low))) * (to - from),
    ticks: ticks(low, high, log),
    usable: (value) => Number.isFinite(value) && (!log || value > 0),
  };
}

/** More lines than these would have a legend that is longer than the figure. */
const LEGEND = 40;

const listed = (lines) => (lines.length > LEGEND ? [] : lines);

export function svg({ title, lines, xLabel, log, logX, yFormat }) {
  const legend = 22 * listed(lines).length;
  const height = HEIGHT + legend;
  const x = scale(lines.flatMap((line) => line.xs), LEFT, WIDTH - 16, logX);
  const y = scale(lines.flatMap((line) => line.ys), HEIGHT - BOTTOM, TOP, log);
  const ink = token('--ink');
  const faint = token('--line');
  const parts = [
    `<rect width="100%" height="100%" fill="${token('--panel')}"/>`,
    `<text x="16" y="25" font-size="16" font-weight="600" fill="${ink}">${escape(title)}</text>`,
    ...x.ticks.map(
      (value) =>
        `<text x="${x.at(value).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" font-size="12" text-anchor="middle" fill="${ink}">${escape(significant(value, 4))}</text>`,
    ),
    ...y.ticks.map((value) => {
      const at = y.at(value).toFixed(1);
      return `<path d="M${LEFT} ${at}H${WIDTH - 16}" stroke="${faint}"/><text x="${LEFT - 8}" y="${at}" dy="4" font-size="12" text-anchor="end" fill="${ink}">${escape(yFormat(value))}</text>`;
    }),
    `<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 6}" font-size="12" text-anchor="middle" fill="${ink}">${escape(xLabel)}</text>`,
    ...lines.map((line, i) => {
      const points = line.xs
        .map((value, k) => [value, line.ys[k]])
        .filter(([a, b]) => x.usable(a) && b != null && y.usable(b))
        .map(([a, b]) => `${x.at(a).toFixed(1)},${y.at(b).toFixed(1)}`);
      const style = `fill="none" stroke="${token(line.colour)}" stroke-width="${legend ? 1.8 : 0.6}" stroke-dasharray="${(line.dash ?? []).join(' ')}"`;
      const row = HEIGHT + 22 * i;
      const named = legend && `<path d="M${LEFT} ${row}h26" ${style}/><text x="${LEFT + 34}" y="${row + 4}" font-size="12" fill="${ink}">${escape(line.label)}</text>`;
      return `<polyline points="${points.join(' ')}" ${style}/>${named || ''}`;
    }),
  ];
  return new Blob(
    [`<svg xmlns="${NAMESPACE}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif">${parts.join('')}</svg>`],
    { type: 'image/svg+xml' },
  );
}

export async function png(figure) {
  const address = URL.createObjectURL(svg(figure));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 2 * image.width;
    canvas.height = 2 * image.height;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } finally {
    URL.revokeObjectURL(address);
  }
}

const quoted = (cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));

/** Rows as CSV, with points as decimal marks in any language. */
export const table = (rows) => new Blob([rows.map((row) => row.map(quoted).join(',')).join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' });

/** One row a point: the line's label, x and y. */
export const csv = ({ lines, xLabel }) => table([['series', xLabel, 'value'], ...lines.flatMap((line) => line.xs.map((x, i) => [line.label, x, line.ys[i] ?? '']))]);

/** Saves what is made as a file of the user's. */
export async function save(name, make) {
  const address = URL.createObjectURL(await make());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
