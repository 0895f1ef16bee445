// The playground: a window steps over the pixels of an image.
import { html, useState } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { number, t } from '../texts.js';
import { useAnswer } from '../parts/asked.js';
import { bytes, photograph } from '../parts/pixels.js';
import { Icon } from '../parts/icons.js';
import { KERNELS, kernel } from '../parts/window.js';
import { Stage } from '../parts/stage.js';
import { Formula, Cost, Fields } from '../parts/arithmetic.js';
import { Questions } from '../parts/questions.js';

const RANGES = {
  size: [1, 32, 12],
  kernel: [1, 7, 3],
  stride: [1, 4, 1],
  padding: [0, 4, 0],
  dilation: [1, 3, 1],
  channels: [1, 512, 3],
  filters: [1, 512, 32],
};

const TYPES = ['conv', 'maxpool', 'avgpool'];
const COLOURS = ['grey', 'red', 'green', 'blue'];

/** The state of the address, with defaults, and within its bounds. */
export function settings(state) {
  const read = ([name, [least, most, usual]]) => {
    const value = Number.parseInt(state[name], 10);
    return [name, Number.isNaN(value) ? usual : Math.max(least, Math.min(most, value))];
  };
  const all = Object.fromEntries(Object.entries(RANGES).map(read));
  const type = TYPES.includes(state.type) ? state.type : 'conv';
  return {
    ...all,
    type,
    dilation: type === 'conv' ? all.dilation : 1,
    colour: COLOURS.includes(state.colour) ? state.colour : 'grey',
    image: Number.parseInt(state.image, 10) || 0,
    weights: state.weights ?? 'edges',
    shift: state.shift === '1' ? 1 : 0,
  };
}

export function View({ state }) {
  const chosen = settings(state);
  const images = useAnswer('images', () => get('playground/images'));
  const { type, size, stride, padding, dilation, channels, filters } = chosen;
  const query = { type, size, kernel: chosen.kernel, stride, padding, dilation, channels, filters };
  const asked = useAnswer(JSON.stringify(query), async () => ({ query, ...(await get('playground/layer', query)) }));
  const poolTooWide = type !== 'conv' && 2 * padding > chosen.kernel;
  const layer = !poolTooWide && asked.answer?.query && asked.key === JSON.stringify(query) ? asked.answer : null;
  return html`<div class="heading">
      <div><h1>${t('view.playground')}</h1><p class="quiet">${t('playground.lead')}</p></div>
    </div>
    <div class="bench">
      <${Controls} chosen=${chosen} images=${images.answer} />
      <div class="bench-stage">
        ${images.error && html`<p class="banner error" role="alert">${images.error.message}</p>`}
        ${poolTooWide
          ? html`<${Impossible} text=${t('playground.poolPadding', padding, chosen.kernel)} />`
          : asked.error
            ? html`<${Impossible} text=${asked.error.message} />`
            : layer && !layer.fits
              ? html`<${Impossible} text=${t('playground.noFit', layer.extent, layer.padded, size, padding)} />`
              : null}
        ${layer?.fits &&
        images.answer &&
        html`<${Stage} chosen=${chosen} layer=${layer} images=${images.answer} state=${state} />`}
        <${Formula} chosen=${chosen} layer=${layer} />
        <div class="columns half">
          ${layer?.fits && html`<${Cost} chosen=${chosen} layer=${layer} /><${Fields} chosen=${chosen} layer=${layer} />`}
        </div>
      </div>
    </div>
    <${Questions} chosen=${chosen} layer=${layer} images=${images.answer} />`;
}

const Impossible = ({ text }) => html`<div class="panel impossible" role="alert">
  <h2><${Icon} name="warning" /> ${t('playground.impossible')}</h2>
  <p>${text}</p>
</div>`;

function Controls({ chosen, images }) {
  const conv = chosen.type === 'conv';
  const sliders = ['size', 'kernel', 'stride', 'padding', ...(conv ? ['dilation'] : [])];
  return html`<section class="panel play-controls" aria-label=${t('playground.settings')}>
    <div class="choice wide" role="group" aria-label=${t('playground.type')}>
      ${TYPES.map(
        (type) => html`<button type="button" aria-pressed=${type === chosen.type} onClick=${() => pickType(type, chosen)}>
          ${t(`playground.type.${type}`)}
        </button>`,
      )}
    </div>
    ${sliders.map((name) => html`<${Slider} key=${name} name=${name} value=${chosen[name]} />`)}
    ${conv && html`<${Weights} chosen=${chosen} />`}
    <div class="pair">
      <${Count} name="channels" value=${chosen.channels} />
      ${conv && html`<${Count} name="filters" value=${chosen.filters} />`}
    </div>
    ${images && html`<${Images} chosen=${chosen} images=${images} />`}
  </section>`;
}

/** A pooling's stride is its kernel unless it is said. */
const pickType = (type, chosen) =>
  change(type === 'conv' ? { type, stride: 1, kernel: 3 } : { type, kernel: 2, stride: 2, padding: 0, dilation: '' });

function Slider({ name, value }) {
  const [least, most] = RANGES[name];
  const id = `play-${name}`;
  return html`<div class="slider">
    <label for=${id}>${t(`playground.${name}`)}</label><output for=${id}>${value}</output>
    <input type="range" id=${id} min=${least} max=${most} value=${value} onInput=${(e) => change({ [name]: e.target.value })} />
  </div>`;
}

function Count({ name, value }) {
  const [least, most] = RANGES[name];
  const id = `play-${name}`;
  return html`<div class="field">
    <label for=${id}>${t(`playground.${name}`)}</label>
    <input type="number" id=${id} min=${least} max=${most} value=${value} onChange=${(e) => change({ [name]: e.target.value })} />
  </div>`;
}

function Weights({ chosen }) {
  const { kernel: k } = chosen;
  const weights = kernel(chosen.weights, k);
  const edit = (i, text) => {
    const value = Number.parseFloat(text.replace(',', '.'));
    if (!Number.isFinite(value)) return;
    const next = [...weights];
    next[i] = value;
    change({ weights: next.map((w) => Number(w.toFixed(3))).join(',') });
  };
  return html`<div class="field">
    <label for="play-weights">${t('playground.weights')}</label>
    <select id="play-weights" value=${chosen.weights in KERNELS ? chosen.weights : 'own'} onChange=${(e) => e.target.value !== 'own' && change({ weights: e.target.value })}>
      ${Object.keys(KERNELS).map((name) => html`<option value=${name}>${t(`playground.weights.${name}`)}</option>`)}
      <option value="own" disabled>${t('playground.weights.own')}</option>
    </select>
    ${k <= 5 &&
    html`<div class="weights" data-side=${k} style=${{ gridTemplateColumns: `repeat(${k}, 1fr)` }}>
      ${weights.map(
        (w, i) => html`<input
          key=${i}
          type="text"
          inputmode="decimal"
          aria-label=${t('playground.weight', Math.floor(i / k) + 1, (i % k) + 1)}
          value=${number(w, 2)}
          onChange=${(e) => edit(i, e.target.value.replace('−', '-'))}
        />`,
      )}
    </div>`}
  </div>`;
}

function Images({ chosen, images }) {
  return html`<div class="field">
    <span class="label">${t('playground.image')}</span>
    <div class="thumbs" role="group" aria-label=${t('playground.image')}>
      ${images.images.map(
        (image, i) => html`<button
          type="button"
          aria-pressed=${i === chosen.image}
          aria-label=${image.name}
          title=${image.name}
          onClick=${() => change({ image: i })}
        >
          <${Thumb} pixels=${image.pixels} side=${images.side} />
        </button>`,
      )}
    </div>
    <div class="choice wide" role="group" aria-label=${t('playground.colour')}>
      ${COLOURS.map(
        (colour) => html`<button type="button" aria-pressed=${colour === chosen.colour} onClick=${() => change({ colour })}>
          ${t(`playground.colour.${colour}`)}
        </button>`,
      )}
    </div>
  </div>`;
}

function Thumb({ pixels, side }) {
  const [source] = useState(() => photograph(bytes(pixels), [3, side, side], 0, 255));
  return html`<img src=${source} alt="" width="32" height="32" />`;
}
