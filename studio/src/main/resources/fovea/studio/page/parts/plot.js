// A chart of lines on a canvas (uPlot), with its figures as SVG, PNG and CSV.
import { html, useEffect, useMemo, useRef } from '../lib/preact.js';
import uPlot from '../lib/uplot.js';
import { token } from '../theme.js';
import { fixed, significant, t } from '../texts.js';
import { csv, png, svg } from './figure-files.js';
import { MANY, envelope, manyLines } from './many-lines.js';
import { Saving } from './saving.js';

const FONT = '12px system-ui, sans-serif';

function axes(log, yFormat) {
  const common = () => ({
    stroke: token('--muted'),
    font: FONT,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
  });
  return [
    { ...common(), values: (_, values) => values.map((value) => significant(value, 4)), space: 60, size: 30 },
    {
      ...common(),
      size: 58,
      values: (_, values, i, space, step) => values.map((value) => (value == null || (log && !isDecade(value)) ? '' : yFormat(value, log ? undefined : step))),
    },
  ];
}

/** On a logarithmic axis: 1, 2 and 5 of each power of ten. */
const isDecade = (value) => ['1', '2', '5'].includes(value.toExponential(6)[0]) && Number(value.toPrecision(1)) === Number(value.toPrecision(6));

/** How many decimals the step of an axis has: 0.25 has two. */
export function decimals(step) {
  let count = 0;
  for (let rest = step; count < 12 && Math.abs(rest - Math.round(rest)) > 1e-6 * rest; rest *= 10) count++;
  return count;
}

/** The ends of an axis for values from low to high, also where all are the same. */
export function ends(low, high) {
  if (low == null) return [0, 1];
  if (low < high) return uPlot.rangeNum(low, high, 0.1, true);
  const room = Math.abs(low) / 10 || 0.1;
  return [low && low - room, low + room];
}

const plain = (value, step) => (step ? fixed(value, decimals(step)) : significant(value, 3));

/**
 * lines: [{label, colour (token), dash, xs, ys}], each with points of its own.
 * bands: [[upper, lower, colour]] fills between two lines. yFormat takes a value and, on an axis,
 * the step between its ticks.
 */
export function Plot({ title, lines, xLabel, yFormat = plain, log = false, logX = false, height = 260, name = 'figure', bands = [] }) {
  const holder = useRef(null);
  const plot = useRef(null);
  const painted = useRef({ lines });
  painted.current = { lines };
  const many = lines.length > MANY;
  const shape = JSON.stringify([many || lines.map((line) => [line.label, line.colour, line.dash]), bands, log, logX, height]);
  const data = useMemo(() => (many ? envelope(lines) : aligned(lines)), [lines]);
  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      const width = Math.max(200, holder.current.clientWidth);
      plot.current = new uPlot((many ? manyOptions : options)({ lines, painted, log, logX, width, height, yFormat, bands }), data, holder.current);
    };
    draw();
    const observer = new ResizeObserver(() => {
      const width = holder.current?.clientWidth;
      if (width && plot.current && Math.abs(plot.current.width - width) > 1) plot.current.setSize({ width, height });
    });
    observer.observe(holder.current);
    window.addEventListener('themechange', draw);
    return () => {
      observer.disconnect();
      window.removeEventListener('themechange', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data), [data]);
  const figure = { title, lines, xLabel, log, logX, yFormat };
  return html`<figure class="plot panel">
    <div class="heading">
      <h2>${title}</h2>
      <${Saving} title=${title} name=${name} kinds=${{ svg: () => svg(figure), png: () => png(figure), csv: () => csv(figure) }} />
    </div>
    <div ref=${holder} class="canvas" role="img" aria-label=${`${title}. ${t('plot.lines', lines.length)}`}></div>
    <p class="axis quiet">${xLabel}</p>
    ${lines.length <= LEGEND && html`<ul class="legend">${lines.filter((line) => (line.width ?? 1) >= 1).map((line) => html`<li><${Dash} line=${line} />${line.label}</li>`)}</ul>`}
  </figure>`;
}

/** More lines than these are told by the tip at the cursor alone. */
const LEGEND = 14;

const Dash = ({ line }) => html`<svg viewBox="0 0 22 6" width="22" height="6" aria-hidden="true">
  <path d="M0 3H22" style=${{ stroke: `var(${line.colour})`, strokeDasharray: (line.dash ?? []).join(' ') }} />
</svg>`;

function frame({ log, logX, width, height, yFormat }) {
  return {
    width,
    height,
    legend: { show: false },
    padding: [10, 12, 0, 0],
    scales: {
      x: { time: false, distr: logX ? 3 : 1 },
      y: log ? { distr: 3 } : { range: (_, low, high) => ends(low, high) },
    },
    axes: axes(log, yFormat),
  };
}

function options(figure) {
  const { lines, yFormat, bands } = figure;
  return {
    ...frame(figure),
    cursor: { points: { size: 6 }, drag: { x: true, y: false }, focus: { prox: 24 } },
    focus: { alpha: 0.35 },
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: token(line.colour),
        width: line.width ?? 1.75,
        dash: line.dash,
        spanGaps: true,
        points: { show: line.xs.length === 1 },
      })),
    ],
    bands: bands.map(([upper, lower, colour]) => ({ series: [upper + 1, lower + 1], fill: `${token(colour)}33` })),
    plugins: [tooltip(lines, yFormat)],
  };
}

function manyOptions(figure) {
  const tip = tipBox(figure.yFormat);
  const unseen = { width: 0, points: { show: false } };
  const lines = manyLines(() => figure.painted.current, tip.show);
  return {
    ...frame(figure),
    cursor: { points: { show: false }, drag: { x: true, y: false } },
    series: [{}, unseen, unseen],
    plugins: [{ hooks: { init: tip.init } }, lines],
  };
}

/** A box beside the cursor with the values of lines there. */
function tipBox(yFormat) {
  const box = document.createElement('div');
  box.className = 'tip';
  box.hidden = true;
  let plot;
  return {
    init: (u) => {
      plot = u;
      u.over.append(box);
    },
    show: (near, x = plot.posToVal(plot.cursor.left, 'x')) => {
      box.hidden = near.length === 0;
      if (box.hidden) return;
      const { left, top } = plot.cursor;
      const head = document.createElement('b');
      head.textContent = significant(x, 4);
      box.replaceChildren(
        head,
        ...near.slice(0, 9).map(([line, y]) => {
          const row = document.createElement('span');
          row.style.setProperty('--c', `var(${line.colour})`);
          row.textContent = `${line.label}  ${yFormat(y)}`;
          return row;
        }),
      );
      const right = left > plot.over.clientWidth / 2;
      box.style.left = right ? '' : `${left + 14}px`;
      box.style.right = right ? `${plot.over.clientWidth - left + 14}px` : '';
      box.style.top = `${Math.max(0, Math.min(top, plot.over.clientHeight - 90))}px`;
    },
  };
}

/** The values at the cursor. */
function tooltip(lines, yFormat) {
  const tip = tipBox(yFormat);
  return {
    hooks: {
      init: tip.init,
      setCursor: (u) => {
        const { idx } = u.cursor;
        const near = idx == null ? [] : lines.map((line, i) => [line, u.data[i + 1][idx]]).filter(([, y]) => y != null);
        tip.show(near, u.data[0][idx]);
      },
    },
  };
}

/** uPlot wants one x for all lines. */
function aligned(lines) {
  if (lines.length === 0) return [[], []];
  const same = lines.every((line) => line.xs === lines[0].xs);
  if (same) return [lines[0].xs, ...lines.map((line) => line.ys)];
  return uPlot.join(lines.map((line) => [line.xs, line.ys]));
}
