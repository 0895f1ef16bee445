// The stage: input, products and output of one step, which keys, mouse and a clock move.
import { html, useEffect, useMemo, useState } from '../lib/preact.js';
import { change } from '../route.js';
import { number, t } from '../texts.js';
import { Figure } from './figure.js';
import { Icon } from './icons.js';
import { bytes, css, diverging, grey, range } from './pixels.js';
import { crop, kernel, outputs, result, windowAt } from './window.js';

const SIDE = 320;
const STEP_MILLISECONDS = 450;
const NUMBERS_UP_TO = 10; // cells a side that can hold numbers

export function Stage({ chosen, layer, images, state }) {
  const positions = layer.output[1];
  const image = images.images[Math.min(chosen.image, images.images.length - 1)];
  const pixels = useMemo(
    () => crop(bytes(image.pixels), images.side, chosen.size, chosen.colour, chosen.shift),
    [image, chosen.size, chosen.colour, chosen.shift],
  );
  const weights = kernel(chosen.weights, chosen.kernel);
  const position = Math.max(0, Math.min(positions * positions - 1, Number.parseInt(state.at, 10) || 0));
  const [playing, setPlaying] = useState(false);
  const go = (next) => change({ at: Math.max(0, Math.min(positions * positions - 1, next)) || '' });
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => go((position + 1) % (positions * positions)), STEP_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [playing, position, positions]);
  const row = Math.floor(position / positions);
  const column = position % positions;
  const cells = windowAt(chosen, pixels, row, column);
  const value = result(chosen, weights, cells);
  const keys = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: positions,
    ArrowUp: -positions,
    Home: -position,
    End: positions * positions,
  };
  const press = (event) => {
    if (event.key in keys) go(position + keys[event.key]);
    else if (event.key === ' ') setPlaying(!playing);
    else return;
    event.preventDefault();
  };
  const all = outputs(chosen, weights, pixels, positions);
  return html`<section class="panel stage" aria-label=${t('playground.stage')}>
    <div class="stage-maps">
      <${Input} chosen=${chosen} pixels=${pixels} cells=${cells} layer=${layer} go=${go} positions=${positions} />
      <${Products} chosen=${chosen} cells=${cells} weights=${weights} value=${value} />
      <${Output} chosen=${chosen} all=${all} positions=${positions} position=${position} go=${go} press=${press} />
    </div>
    <${Sum} chosen=${chosen} cells=${cells} weights=${weights} value=${value} row=${row} column=${column} />
    <div class="toolbar">
      <button type="button" class="button small" onClick=${() => go(position - 1)}>◀ ${t('playground.back')}</button>
      <button type="button" class="button small primary" aria-pressed=${playing} onClick=${() => setPlaying(!playing)}>
        <${Icon} name=${playing ? 'stop' : 'play'} /> ${t(playing ? 'playground.pause' : 'playground.play')}
      </button>
      <button type="button" class="button small" onClick=${() => go(position + 1)}>${t('playground.step')} ▶</button>
      <label class="inline"><input type="checkbox" checked=${chosen.shift === 1} onChange=${(e) => change({ shift: e.target.checked ? 1 : '' })} /> ${t('playground.shift')}</label>
      <span class="quiet keys">${t('playground.keys')}</span>
    </div>
  </section>`;
}

function Input({ chosen, pixels, cells, layer, go, positions }) {
  const { size, padding, stride } = chosen;
  const whole = Math.max(layer.padded, size);
  const cell = SIDE / whole;
  const first = cells[0];
  const extent = layer.extent;
  const at = (index) => (index + padding) * cell;
  const touch = (r, c) => {
    const place = (index) => Math.max(0, Math.min(positions - 1, Math.floor((index + padding - (extent - 1) / 2) / stride + 0.5)));
    go(place(r) * positions + place(c));
  };
  const rows = () => Array.from({ length: size }, (_, r) => pixels.slice(r * size, (r + 1) * size));
  return html`<${Figure} title=${t('playground.input', size, padding)} name="input" csv=${rows}>
    <svg class="drawing pixels" viewBox="-2 -2 ${SIDE + 4} ${SIDE + 4}" role="img" aria-label=${t('playground.input', size, padding)}>
      ${padding > 0 && html`<rect class="padding" x="0" y="0" width=${whole * cell} height=${whole * cell} />`}
      ${pixels.map((value, i) => {
        const r = Math.floor(i / size);
        const c = i % size;
        return html`<g key=${i} onClick=${() => touch(r, c)}>
          <rect x=${at(c)} y=${at(r)} width=${cell + 0.3} height=${cell + 0.3} fill=${css(grey(value / 255))} />
          ${whole <= NUMBERS_UP_TO && html`<text x=${at(c) + cell / 2} y=${at(r) + cell / 2} class="cell-number" fill=${value > 140 ? '#000' : '#fff'}>${value}</text>`}
        </g>`;
      })}
      ${layer.leftOver > 0 &&
      html`<rect class="left-over" x=${(whole - layer.leftOver) * cell} y="0" width=${layer.leftOver * cell} height=${whole * cell} />
        <rect class="left-over" x="0" y=${(whole - layer.leftOver) * cell} width=${(whole - layer.leftOver) * cell} height=${layer.leftOver * cell} />`}
      ${chosen.dilation > 1 &&
      cells.map((each) => html`<rect class="touched" x=${at(each.column) + 1} y=${at(each.row) + 1} width=${Math.max(1, cell - 2)} height=${Math.max(1, cell - 2)} />`)}
      <rect class="window" x=${at(first.column)} y=${at(first.row)} width=${extent * cell} height=${extent * cell} />
    </svg>
  <//>`;
}

function Products({ chosen, cells, weights, value }) {
  const { kernel: k, type } = chosen;
  const cell = SIDE / k;
  const font = Math.min(19, cell / 3.6);
  const largest = Math.max(...weights.map(Math.abs), 1e-9);
  const winner = type === 'maxpool' ? cells.findIndex((each) => each.inside && each.value === value) : -1;
  const lines = (each, i) => (type === 'conv' ? [number(each.value), `× ${number(weights[i], 2)}`] : [number(each.value)]);
  const rows = () => [
    ['row', 'column', 'pixel', ...(type === 'conv' ? ['weight', 'product'] : [])],
    ...cells.map((each, i) => [each.row, each.column, each.value, ...(type === 'conv' ? [weights[i], each.value * weights[i]] : [])]),
  ];
  return html`<${Figure} title=${t(`playground.products.${type}`)} name="products" csv=${rows}>
    <svg class="drawing products" viewBox="-2 -2 ${SIDE + 4} ${SIDE + 4}" role="img" aria-label=${t(`playground.products.${type}`)}>
      ${cells.map((each, i) => {
        const x = (i % k) * cell;
        const y = Math.floor(i / k) * cell;
        const fill = !each.inside ? undefined : type === 'conv' ? css(diverging((0.75 * weights[i]) / largest)) : css(grey(each.value / 255));
        const dark = type === 'conv' ? Math.abs(weights[i]) / largest > 0.8 : each.value < 140;
        return html`<g key=${i} class=${each.inside ? '' : 'outside'}>
          <rect x=${x + 1} y=${y + 1} width=${cell - 2} height=${cell - 2} rx="3" fill=${fill} class=${i === winner ? 'winner' : ''} />
          ${lines(each, i).map(
            (line, n, all) => html`<text x=${x + cell / 2} y=${y + cell / 2 + (n - (all.length - 1) / 2) * font * 1.25} font-size=${font} class="cell-number" fill=${each.inside ? (dark ? '#fff' : '#000') : undefined}>${line}</text>`,
          )}
        </g>`;
      })}
    </svg>
  <//>`;
}

function Output({ chosen, all, positions, position, go, press }) {
  const cell = SIDE / positions;
  const [low, high] = range(all);
  const signed = low < 0;
  const largest = Math.max(Math.abs(low), Math.abs(high), 1e-9);
  const color = (value) => (signed ? diverging(value / largest) : grey(high > 255 ? value / high : value / 255));
  const font = Math.min(14, cell / 3.2);
  const rows = () => Array.from({ length: positions }, (_, r) => all.slice(r * positions, (r + 1) * positions));
  const label = t('playground.output', positions);
  return html`<${Figure} title=${label} name="output" csv=${rows}>
    <svg
      class="drawing pixels"
      viewBox="-2 -2 ${SIDE + 4} ${SIDE + 4}"
      tabindex="0"
      role="slider"
      aria-label=${t('playground.position')}
      aria-valuemin="1"
      aria-valuemax=${positions * positions}
      aria-valuenow=${position + 1}
      aria-valuetext=${t('playground.at', Math.floor(position / positions) + 1, (position % positions) + 1, number(all[position], 2))}
      onKeyDown=${press}
    >
      ${all.map((value, i) => {
        const x = (i % positions) * cell;
        const y = Math.floor(i / positions) * cell;
        const dark = signed ? Math.abs(value) / largest > 0.7 : value < 140;
        return html`<g key=${i} onClick=${() => go(i)}>
          <rect x=${x} y=${y} width=${cell + 0.3} height=${cell + 0.3} fill=${css(color(value))} />
          ${positions <= NUMBERS_UP_TO && html`<text x=${x + cell / 2} y=${y + cell / 2} font-size=${font} class="cell-number" fill=${dark ? '#fff' : '#000'}>${number(value, 0)}</text>`}
        </g>`;
      })}
      <rect class="window" x=${(position % positions) * cell} y=${Math.floor(position / positions) * cell} width=${cell} height=${cell} />
    </svg>
  <//>`;
}

function Sum({ chosen, cells, weights, value, row, column }) {
  const shown = number(value, 2);
  const head = t('playground.at', row + 1, column + 1, shown);
  const signed = (w) => (w < 0 ? `(${number(w, 2)})` : number(w, 2));
  const values = cells.map((cell) => number(cell.value));
  const text = {
    conv: () => `${cells.map((cell, i) => `${values[i]}·${signed(weights[i])}`).join(' + ')} = ${shown}`,
    maxpool: () => `max(${cells.filter((cell) => cell.inside).map((cell) => number(cell.value)).join(' ; ')}) = ${shown}`,
    avgpool: () => `(${values.join(' + ')}) / ${cells.length} = ${shown}`,
  }[chosen.type]();
  return html`<div class="sum">
    <strong aria-live="polite">${head}</strong>
    <p class="mono" data-test="sum">${text}</p>
  </div>`;
}
