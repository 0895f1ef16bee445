// How large the outputs of each rectifier are: a histogram over powers of two, and the zeros.
import { html, useState } from '../lib/preact.js';
import { number, percent, t } from '../texts.js';
import { Figure } from './figure.js';

const PANEL = { width: 230, height: 150, gap: 22, left: 34, top: 30, bottom: 26 };
const COLUMNS = 4;

const raised = (power) => `2${[...String(power)].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c] ?? '⁻').join('')}`;

/** events: what was recorded after each epoch, with `octaves`. */
export function Histograms({ events }) {
  const [chosen, setChosen] = useState(null);
  const last = events.length - 1;
  const index = Math.min(chosen ?? last, last);
  const layers = events[index].layers;
  const columns = Math.min(COLUMNS, layers.length);
  const width = columns * (PANEL.width + PANEL.gap);
  const height = Math.ceil(layers.length / columns) * (PANEL.height + PANEL.gap);
  const most = Math.max(...layers.flatMap((layer) => [layer.zeros, ...layer.octaves]));
  const rows = () => [['epoch', 'layer', 'from', 'share'], ...layers.flatMap((layer) => [[events[index].epoch, layer.name, 0, layer.zeros], ...layer.octaves.map((share, k) => [events[index].epoch, layer.name, 2 ** (layer.lowest + k), share])])];
  return html`<${Figure} title=${t('histograms.title', events[index].epoch)} name="activations" csv=${rows} className="panel">
    <p class="quiet">${t('histograms.lead')}</p>
    ${last > 0 &&
    html`<label class="inline">${t('epoch')}
      <input type="range" min="0" max=${last} value=${index} onInput=${(e) => setChosen(Number(e.target.value) === last ? null : Number(e.target.value))} />
      <output>${number(events[index].epoch)}</output></label>`}
    <div class="scroll" tabindex="0" role="group" aria-label=${t('histograms.title', events[index].epoch)}>
      <svg class="drawing histograms" viewBox=${`0 0 ${width} ${height}`} width=${width} role="img" aria-label=${t('histograms.name', layers.length)}>
        ${layers.map((layer, i) => html`<${Panel} key=${layer.name} layer=${layer} first=${events[0].layers.find((each) => each.name === layer.name)} most=${most} x=${(i % columns) * (PANEL.width + PANEL.gap)} y=${Math.floor(i / columns) * (PANEL.height + PANEL.gap)} />`)}
      </svg>
    </div>
  <//>`;
}

function Panel({ layer, first, most, x, y }) {
  const shares = [layer.zeros, ...layer.octaves];
  const before = first ? [first.zeros, ...first.octaves] : [];
  const bar = (PANEL.width - PANEL.left) / (shares.length + 0.6);
  const left = (k) => PANEL.left + (k === 0 ? 0 : k + 0.6) * bar;
  const bottom = PANEL.height - PANEL.bottom;
  const top = (share) => bottom - ((bottom - PANEL.top) * share) / most;
  const outline = before.map((share, k) => `M${left(k).toFixed(1)} ${top(share).toFixed(1)}h${bar.toFixed(1)}`).join('');
  return html`<g transform=${`translate(${x} ${y})`}>
    <text class="head" x=${PANEL.left} y="18">${layer.name}</text>
    <text class="tick end" x=${PANEL.left - 5} y=${PANEL.top + 4}>${percent(most, 0)}</text>
    <path class="axis" d=${`M${PANEL.left} ${bottom}H${PANEL.width}`} />
    ${shares.map((share, k) => html`<rect class=${k === 0 ? 'zeros' : 'share'} x=${left(k)} y=${top(share)} width=${bar - 1.5} height=${bottom - top(share)}><title>${k === 0 ? t('layers.zeros') : `${raised(layer.lowest + k - 1)}–${raised(layer.lowest + k)}`}: ${percent(share)}</title></rect>`)}
    <path class="before" d=${outline} />
    <text class="tick" x=${left(0) + bar / 2} y=${bottom + 16}>0</text>
    ${layer.octaves.map((_, k) => (k > 0 && k % 5 === 0 ? html`<text class="tick" x=${left(k + 1)} y=${bottom + 16}>${raised(layer.lowest + k)}</text>` : null))}
  </g>`;
}
