// What a layer's numbers mean: its size as a formula, what it costs, and how far it sees.
import { html } from '../lib/preact.js';
import { change } from '../route.js';
import { number, t } from '../texts.js';
import { Figure } from './figure.js';

export function Formula({ chosen, layer }) {
  const { size: n, kernel: k, stride: s, padding: p, dilation: d } = chosen;
  const out = layer?.fits ? layer.output[1] : '?';
  const room = n + 2 * p - d * (k - 1) - 1;
  return html`<section class="panel formula" aria-label=${t('playground.formula')}>
    <h2>${t('playground.formula')}</h2>
    <p class="equation">
      <span class="letters">⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1</span>
      <span class="numbers" data-test="formula">= ⌊(<b>${n}</b> + 2·<b>${p}</b> − <b>${d}</b>·(<b>${k}</b> − 1) − 1) / <b>${s}</b>⌋ + 1</span>
      <span class="numbers">= ⌊${number(room)} / ${s}⌋ + 1 = <strong data-test="size">${out}</strong></span>
    </p>
    <p class="quiet">${t('playground.letters')}</p>
    ${layer?.fits && layer.leftOver > 0 && html`<p class="note">${t('playground.leftOver', layer.leftOver)}</p>`}
    ${layer && html`<${Suggestions} chosen=${chosen} layer=${layer} />`}
  </section>`;
}

function Suggestions({ chosen, layer }) {
  const { size, stride } = chosen;
  const half = Math.floor(size / 2);
  const offers = [
    [stride === 1 && layer.keeps !== null, layer.keeps, 'playground.keeps', size],
    [stride === 2 && layer.halves !== null, layer.halves, 'playground.halves', half],
  ];
  return html`<p class="toolbar">
    ${offers
      .filter(([applies, padding]) => applies && padding !== chosen.padding)
      .map(([, padding, text, wanted]) => html`<button type="button" class="button small" onClick=${() => change({ padding })}>${t(text, padding, wanted)}</button>`)}
  </p>`;
}

export function Cost({ chosen, layer }) {
  const { channels: depth, filters, kernel: k } = chosen;
  const conv = chosen.type === 'conv';
  const full = layer.fullyConnectedWeights + layer.fullyConnectedBiases;
  const own = layer.weights + layer.biases;
  return html`<section class="panel" aria-label=${t('playground.cost')}>
    <h2>${t('playground.cost')}</h2>
    <dl class="facts">
      <dt>${t('playground.shape')}</dt>
      <dd data-test="shape">${layer.output.join(' × ')}</dd>
      <dt>${t('playground.parameters')}</dt>
      <dd>
        <span data-test="parameters">${number(own)}</span>
        <small>${conv ? `${filters} × (${depth} × ${k} × ${k} + 1)` : t('playground.nothingLearned')}</small>
      </dd>
      <dt>${t('playground.multiplyAdds')}</dt>
      <dd>${number(layer.multiplyAdds)}</dd>
      <dt>${t('playground.fullyConnected')}</dt>
      <dd>
        ${number(full)}
        ${layer.ratio && html`<small>${t('playground.ratio', Math.round(layer.ratio))}</small>`}
      </dd>
    </dl>
    ${conv && html`<${Bars} own=${own} full=${full} />`}
  </section>`;
}

/** Both numbers as bars, on a logarithmic scale. */
function Bars({ own, full }) {
  const width = 360;
  const share = (value) => (Math.log10(value) / Math.ceil(Math.log10(full))) * (width - 4);
  const bars = [
    ['playground.thisLayer', own, 'bar'],
    ['playground.connected', full, 'bar other'],
  ];
  return html`<${Figure} title=${t('playground.bars')} name="parameters" csv=${() => bars.map(([key, value]) => [t(key), value])}>
    <svg class="drawing" viewBox="0 0 ${width} 92" role="img" aria-label=${t('playground.bars')}>
      ${bars.map(
        ([key, value, className], i) => html`<g key=${key}>
          <text x="0" y=${14 + 44 * i} class="label">${t(key)} · ${number(value)}</text>
          <rect x="0" y=${22 + 44 * i} width=${Math.max(2, share(value))} height="16" rx="3" class=${className} />
        </g>`,
      )}
    </svg>
  <//>`;
}

export function Fields({ chosen, layer }) {
  const { size } = chosen;
  const side = 200;
  const cell = side / Math.max(size, ...layer.fields.map((field) => field.size));
  const middle = side / 2;
  const rows = () => [
    ['layer', 'field', 'jump'],
    ...layer.fields.map((field, i) => [i + 1, field.size, field.jump]),
  ];
  return html`<section class="panel" aria-label=${t('playground.field')}>
    <h2>${t('playground.field')}</h2>
    <p class="quiet">${t('playground.fieldLead')}</p>
    <${Figure} title=${t('playground.stacked')} name="receptive-fields" csv=${rows}>
      <svg class="drawing" viewBox="0 0 360 ${side + 8}" role="img" aria-label=${layer.fields.map((field, i) => t('playground.fieldOf', i + 1, field.size)).join(', ')}>
        <rect class="image-outline" x=${4 + middle - (cell * size) / 2} y=${4 + middle - (cell * size) / 2} width=${cell * size} height=${cell * size} />
        ${layer.fields.map((field, i) => {
          const width = cell * field.size;
          return html`<g key=${i}>
            <rect class="field series-${i + 1}" x=${4 + middle - width / 2} y=${4 + middle - width / 2} width=${width} height=${width} />
            <text x="226" y=${24 + 28 * i} class="label series-text-${i + 1}">${t('playground.fieldOf', i + 1, field.size)}</text>
          </g>`;
        })}
        <text x="226" y=${24 + 28 * layer.fields.length} class="label muted">${t('playground.imageOutline', size)}</text>
      </svg>
    <//>
  </section>`;
}
