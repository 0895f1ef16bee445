// The weights of a convolution, as pictures.
import { html, useMemo } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { t } from '../texts.js';
import { useAnswer } from './asked.js';
import { Figure } from './figure.js';
import { diverging, floats, photograph, picture, range } from './pixels.js';

const CELL = 64;
const GAP = 8;
const COLUMNS = 10;
const MOST = 60;

export function Filters({ overview, state }) {
  const convolutions = overview.layers.filter((layer) => layer.type === 'Conv2d');
  const layer = convolutions.find((each) => each.name === state.layer) ?? convolutions[0];
  const asked = useAnswer(layer ? `${overview.run} ${layer.name}` : null, () => get('explorer/filters', { run: overview.run, layer: layer.name }));
  if (!layer) return html`<p class="quiet">${t('maps.none')}</p>`;
  return html`<div class="layer-strip" role="group" aria-label=${t('maps.layers')}>
      ${convolutions.map(
        (each) => html`<button type="button" key=${each.name} aria-pressed=${each === layer} onClick=${() => change({ layer: each.name })}><b>${each.name}</b></button>`,
      )}
    </div>
    ${asked.error && html`<p class="banner error" role="alert">${asked.error.message}</p>`}
    ${asked.answer && html`<${Pictures} layer=${layer.name} weights=${asked.answer} />`}`;
}

function Pictures({ layer, weights }) {
  const [filters, channels, height, width] = weights.dims;
  const values = useMemo(() => floats(weights.values), [weights]);
  const size = channels * height * width;
  const shown = Math.min(filters, MOST);
  const pictures = useMemo(
    () =>
      Array.from({ length: shown }, (_, f) => {
        const own = values.subarray(f * size, (f + 1) * size);
        const [low, high] = range(own);
        const most = Math.max(-low, high) || 1;
        return channels === 3
          ? photograph(own, [3, height, width], -most, most)
          : picture(width, height, (i) => diverging(own[i] / most));
      }),
    [values],
  );
  const step = CELL + GAP;
  const columns = Math.min(COLUMNS, shown);
  const rows = () => [['filter', 'channel', 'row', 'column', 'weight'], ...Array.from(values, (w, i) => [Math.floor(i / size), Math.floor((i % size) / (height * width)), Math.floor((i % (height * width)) / width), i % width, w])];
  const title = t('filters.title', layer, shown, filters);
  return html`<${Figure} title=${title} name=${`filters-${layer}`} csv=${rows}>
      <svg class="drawing maps" viewBox="0 0 ${columns * step - GAP} ${Math.ceil(shown / columns) * step - GAP}" role="img" aria-label=${title}>
        ${pictures.map((source, f) => html`<image key=${f} href=${source} x=${(f % columns) * step} y=${Math.floor(f / columns) * step} width=${CELL} height=${CELL} preserveAspectRatio="none" image-rendering="pixelated" />`)}
      </svg>
    <//>
    <p class="quiet">${t(channels === 3 ? 'filters.colours' : 'filters.signed')}</p>`;
}
