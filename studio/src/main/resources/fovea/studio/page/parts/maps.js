// Feature maps of a layer, and what one of their values sees of the image.
import { html, useEffect, useMemo, useState } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { number, significant, t } from '../texts.js';
import { useAnswer } from './asked.js';
import { Figure } from './figure.js';
import { floats, heat, picture, range, viridis } from './pixels.js';

const COLUMNS = 8;
const CELL = 84;
const GAP = 8;
const MOST = 64;
const SIDE = 260;

export function FeatureMaps({ overview, state }) {
  const { run, image, layers } = overview;
  const layer = layers.find((each) => each.name === state.layer) ?? layers[0];
  const [spot, setSpot] = useState(null); // channel, row, column
  useEffect(() => setSpot(null), [layer?.name]);
  const asked = useAnswer(layer && `${run} ${image} ${layer.name}`, () => get('explorer/maps', { run, image, layer: layer.name }));
  if (!layer) return html`<p class="quiet">${t('maps.none')}</p>`;
  const maps = asked.answer?.layer === layer.name ? asked.answer : null;
  return html`<div class="layer-strip" role="group" aria-label=${t('maps.layers')}>
      ${layers.map(
        (each) => html`<button type="button" key=${each.name} aria-pressed=${each === layer} onClick=${() => change({ layer: each.name })}>
          <b>${each.name}</b><small>${each.output.join(' × ')}</small>
        </button>`,
      )}
    </div>
    ${asked.error && html`<p class="banner error" role="alert">${asked.error.message}</p>`}
    ${maps &&
    html`<div class="maps-and-field">
      <${Grid} maps=${maps} spot=${spot} setSpot=${setSpot} />
      <${Field} overview=${overview} layer=${layer} maps=${maps} spot=${spot ?? middle(maps)} />
    </div>`}`;
}

const middle = (maps) => ({ channel: 0, row: Math.floor(maps.height / 2), column: Math.floor(maps.width / 2) });

function Grid({ maps, spot, setSpot }) {
  const { channels, height, width } = maps;
  const values = useMemo(() => floats(maps.values), [maps]);
  const area = height * width;
  const shown = Math.min(channels, MOST);
  const columns = Math.min(COLUMNS, Math.max(Math.min(3, shown), Math.ceil(Math.sqrt(shown))));
  const pictures = useMemo(
    () => Array.from({ length: shown }, (_, c) => heat(values.subarray(c * area, (c + 1) * area), width, height)),
    [values],
  );
  const at = spot ?? middle(maps);
  const step = CELL + GAP;
  const pick = (event, channel) => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = (share, count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    setSpot({
      channel,
      row: place((event.clientY - box.top) / box.height, height),
      column: place((event.clientX - box.left) / box.width, width),
    });
  };
  const moves = { ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], PageUp: [-1, 0, 0], PageDown: [1, 0, 0] };
  const press = (event) => {
    if (!(event.key in moves)) return;
    event.preventDefault();
    const [channel, row, column] = moves[event.key];
    const within = (value, count) => Math.max(0, Math.min(count - 1, value));
    setSpot({ channel: within(at.channel + channel, shown), row: within(at.row + row, height), column: within(at.column + column, width) });
  };
  const value = values[at.channel * area + at.row * width + at.column];
  const label = t('maps.at', at.channel, at.row + 1, at.column + 1, significant(value));
  const rows = () => [['channel', 'row', 'column', 'value'], ...Array.from(values, (v, i) => [Math.floor(i / area), Math.floor((i % area) / width), i % width, v])];
  return html`<${Figure} title=${t('maps.title', maps.layer, shown, channels)} name=${`maps-${maps.layer}`} csv=${rows}>
    <svg class="drawing maps" viewBox="0 0 ${columns * step - GAP} ${Math.ceil(shown / columns) * step - GAP}" tabindex="0" role="application" aria-roledescription=${t('maps.role')} aria-label=${label} onKeyDown=${press}>
      ${pictures.map((source, c) => {
        const [x, y] = [(c % columns) * step, Math.floor(c / columns) * step];
        return html`<image key=${c} href=${source} x=${x} y=${y} width=${CELL} height=${CELL} preserveAspectRatio="none" image-rendering="pixelated" onPointerMove=${(e) => pick(e, c)} onPointerDown=${(e) => pick(e, c)} />`;
      })}
      <rect class="window" x=${(at.channel % columns) * step + (at.column * CELL) / width} y=${Math.floor(at.channel / columns) * step + (at.row * CELL) / height} width=${CELL / width} height=${CELL / height} />
    </svg>
    <p class="quiet">${label}</p>
  <//>`;
}

/** The image with the rectangle that the value can see, and the pixels that matter to it. */
function Field({ overview, layer, maps, spot }) {
  const { run, image, shape } = overview;
  const { channel, row, column } = spot;
  const query = { run, image, layer: layer.name, channel, row, column };
  const asked = useAnswer(JSON.stringify(query), () => get('explorer/field', query), 120);
  const field = asked.answer;
  const [height, width] = [shape[1], shape[2]];
  const cell = SIDE / Math.max(height, width);
  const gradient = useMemo(() => (field ? floats(field.values) : null), [field]);
  const overlay = useMemo(() => {
    if (!gradient) return null;
    const [, most] = range(gradient);
    return picture(width, height, (i) => {
      const share = most > 0 ? gradient[i] / most : 0;
      return [...viridis(share), Math.round(255 * Math.min(1, share * 1.6))];
    });
  }, [gradient]);
  const touched = gradient ? gradient.filter((value) => value > 0).length : 0;
  const rows = () => Array.from({ length: height }, (_, r) => Array.from(gradient.subarray(r * width, (r + 1) * width)));
  return html`<div class="field-view">
    <${Figure} title=${t('field.title')} name=${`field-${layer.name}`} csv=${rows}>
      <svg class="drawing" viewBox="-12 -12 ${SIDE + 24} ${SIDE + 24}" role="img" aria-label=${t('field.title')}>
        <image href=${overview.picture} x="0" y="0" width=${width * cell} height=${height * cell} image-rendering="pixelated" opacity="0.45" />
        ${overlay && html`<image href=${overlay} x="0" y="0" width=${width * cell} height=${height * cell} image-rendering="pixelated" />`}
        ${field && html`<svg x="-12" y="-12" width=${SIDE + 24} height=${SIDE + 24} viewBox="-12 -12 ${SIDE + 24} ${SIDE + 24}"><rect class="window" x=${field.left * cell} y=${field.top * cell} width=${field.columns * cell} height=${field.rows * cell} /></svg>`}
      </svg>
    <//>
    <dl class="facts">
      <dt>${t('field.theoretical')}</dt>
      <dd data-test="field">${layer.field} × ${layer.field}</dd>
      <dt>${t('field.measured')}</dt>
      <dd data-test="touched">${field ? t('field.pixels', number(touched), number(width * height)) : '–'}</dd>
    </dl>
    <p class="quiet">${touched === 0 && field ? t('field.dead') : t('field.lead')}</p>
  </div>`;
}
