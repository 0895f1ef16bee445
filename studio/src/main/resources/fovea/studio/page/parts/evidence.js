// Which pixels speak for a class: Grad-CAM, saliency and occlusion side by side.
import { html, useMemo } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { percent, t } from '../texts.js';
import { useAnswer } from './asked.js';
import { Figure } from './figure.js';
import { floats, heat, range } from './pixels.js';

const METHODS = ['gradcam', 'saliency', 'occlusion'];
const SIDE = 240;
const OPACITY = { gradcam: 0.6, occlusion: 0.6, saliency: 1 };

export function Evidence({ overview, state }) {
  const { classes, probabilities } = overview;
  const best = probabilities.indexOf(Math.max(...probabilities));
  const label = state.cls in classes ? Number(state.cls) : best;
  return html`<label class="inline">${t('evidence.class')}
      <select value=${label} onChange=${(e) => change({ cls: e.target.value })}>
        ${classes.map((name, i) => html`<option value=${i}>${name} · ${percent(probabilities[i])}</option>`)}
      </select>
    </label>
    <div class="trio">${METHODS.map((method) => html`<${Map} key=${method} method=${method} label=${label} overview=${overview} />`)}</div>`;
}

function Map({ method, label, overview }) {
  const { run, image, classes, picture } = overview;
  const asked = useAnswer(`${run} ${image} ${method} ${label}`, () => get('explorer/heat', { run, image, method, class: label }));
  const map = asked.answer;
  const values = useMemo(() => (map ? floats(map.values) : null), [map]);
  const drawn = useMemo(() => values && heat(values, map.width, map.height, [0, Math.max(range(values)[1], 1e-6)]), [values]);
  const rows = () => Array.from({ length: map.height }, (_, r) => Array.from(values.subarray(r * map.width, (r + 1) * map.width)));
  return html`<div>
    <${Figure} title=${t(`evidence.${method}`)} name=${`${method}-${classes[label]}`} csv=${rows}>
      <svg class="drawing" viewBox="0 0 ${SIDE} ${SIDE}" role="img" aria-busy=${asked.busy} aria-label=${t('evidence.figure', t(`evidence.${method}`), classes[label])}>
        <image href=${picture} width=${SIDE} height=${SIDE} image-rendering="pixelated" />
        ${drawn && html`<image href=${drawn} width=${SIDE} height=${SIDE} preserveAspectRatio="none" image-rendering=${method === 'saliency' ? 'pixelated' : 'auto'} opacity=${OPACITY[method]} data-test=${method} />`}
      </svg>
    <//>
    ${asked.error && html`<p class="banner error" role="alert">${asked.error.message}</p>`}
    <p class="quiet">${t(`evidence.${method}.says`)}${method === 'occlusion' && values ? ` ${t('evidence.drop', percent(Math.max(0, range(values)[1])))}` : ''}</p>
  </div>`;
}
