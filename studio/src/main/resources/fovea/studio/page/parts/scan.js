// A photograph seen window by window, with a heat map for a class.
import { html, useMemo } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { percent, t } from '../texts.js';
import { useAnswer } from './asked.js';
import { Figure } from './figure.js';
import { floats, range, picture, viridis } from './pixels.js';
import { pictureOf } from './trained.js';

const WIDTH = 560;

/** Lengths of the shorter side, in sides of the network's input. */
const SIZES = [1.5, 2, 3, 5];

export function Scan({ overview, state }) {
  const { run, image, classes, shape } = overview;
  const address = pictureOf(run, image, true);
  const size = SIZES.includes(Number(state.scan)) ? Number(state.scan) : 2;
  const original = useAnswer(address, () => loaded(address));
  const side = Math.round(size * Math.max(shape[1], shape[2]));
  const asked = useAnswer(`${address} ${side}`, () => get('explorer/scan', { run, image, side }));
  const highest = useMemo(() => asked.answer?.maps.map((map) => range(floats(map.values))[1]), [asked.answer]);
  const best = highest ? highest.indexOf(Math.max(...highest)) : 0;
  const label = state.cls in classes ? Number(state.cls) : best;
  return html`<p class="quiet">${t('scan.lead')}</p>
    <div class="toolbar">
      <label class="inline">${t('scan.size')}
        <select value=${size} onChange=${(e) => change({ scan: e.target.value })}>${SIZES.map((each) => html`<option value=${each}>${t('scan.times', each)}</option>`)}</select>
      </label>
      <label class="inline">${t('evidence.class')}
        <select value=${label} onChange=${(e) => change({ cls: e.target.value })}>
          ${classes.map((name, i) => html`<option value=${i}>${name}${highest ? ` · ${percent(highest[i])}` : ''}</option>`)}
        </select>
      </label>
    </div>
    ${asked.error && html`<p class="banner error" role="alert">${asked.error.message}</p>`}
    ${asked.answer && original.answer && html`<${Overlay} scan=${asked.answer} label=${label} address=${address} natural=${original.answer} name=${classes[label]} />`}`;
}

async function loaded(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return { width: image.naturalWidth, height: image.naturalHeight, data: canvas.toDataURL() };
}

/** Each window's probability is drawn where its middle is. */
function Overlay({ scan, label, natural, name }) {
  const map = scan.maps[label];
  const values = useMemo(() => floats(map.values), [map]);
  const drawn = useMemo(() => picture(map.width, map.height, (i) => [...viridis(values[i]), 60 + Math.round(150 * values[i])]), [values]);
  const height = (WIDTH * natural.height) / natural.width;
  const unit = WIDTH / scan.imageWidth;
  const offset = (scan.window - scan.step) / 2;
  const rows = () => Array.from({ length: map.height }, (_, r) => Array.from(values.subarray(r * map.width, (r + 1) * map.width)));
  const title = t('scan.title', name, map.height, map.width);
  return html`<${Figure} title=${title} name=${`scan-${name}`} csv=${rows}>
    <svg class="drawing" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${title}>
      <image href=${natural.data} width=${WIDTH} height=${height} preserveAspectRatio="none" opacity="0.9" />
      <image data-test="scan" href=${drawn} x=${offset * unit} y=${offset * unit} width=${map.width * scan.step * unit} height=${map.height * scan.step * unit} preserveAspectRatio="none" image-rendering="pixelated" />
      <rect class="window" x="2" y="2" width=${scan.window * unit} height=${scan.window * unit} />
    </svg>
  <//>
  <p class="quiet">${t('scan.says', scan.window, scan.step)}</p>`;
}
