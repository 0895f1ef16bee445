// The network builder: a network as text or as blocks, and what becomes of an image in it.
import { html, useEffect, useRef, useState } from '../lib/preact.js';
import { get, post } from '../api.js';
import { change, link } from '../route.js';
import { number, said, t } from '../texts.js';
import { useAnswer } from '../parts/asked.js';
import { Figure } from '../parts/figure.js';
import { Icon } from '../parts/icons.js';
import { attempt } from '../parts/notices.js';
import { Blocks } from '../parts/blocks.js';

const START = `name: mine
input: 3x32x32
network:
  - conv 32 5x5 same
  - relu
  - maxpool 2
  - conv 64 5x5 same
  - relu
  - maxpool 2
  - flatten
  - linear classes
`;

const WAIT = 150;

export function View({ state }) {
  const [text, setText] = useState(state.text ?? START);
  const [form, setForm] = useState('text');
  const classes = Number.parseInt(state.classes, 10) || 10;
  const examples = useAnswer('examples', () => get('networks'));
  const asked = useAnswer(`${classes} ${text}`, () => post('networks/summary', { text, classes }), WAIT);
  const [last, setLast] = useState(null);
  useEffect(() => asked.answer?.layers && setLast(asked.answer), [asked.answer]);
  useEffect(() => {
    const timer = setTimeout(() => change({ text: text === START ? '' : text }), 400);
    return () => clearTimeout(timer);
  }, [text]);
  const problem = asked.error ? { message: asked.error.message } : (asked.answer?.problem ?? asked.answer?.warning);
  const ready = asked.answer?.layers && !asked.answer.warning && !asked.busy;
  return html`<div class="heading">
      <div><h1>${t('view.network')}</h1><p class="quiet">${t('network.lead')}</p></div>
      <button type="button" class="button primary" disabled=${!ready} onClick=${() => train(text)}>
        <${Icon} name="play" /> ${t('network.train')}
      </button>
    </div>
    <div class="builder">
      <section class="panel" aria-label=${t('network.text')}>
        <div class="toolbar">
          <div class="choice" role="group" aria-label=${t('network.form')}>
            ${['text', 'blocks'].map(
              (each) => html`<button type="button" aria-pressed=${each === form} onClick=${() => setForm(each)}>${t(`network.form.${each}`)}</button>`,
            )}
          </div>
          <label class="inline">${t('network.begin')}
            <select value="" onChange=${(e) => setText(e.target.value)}>
              <option value="">–</option>
              ${examples.answer?.networks.map((each) => html`<option value=${each.text}>${each.name}</option>`)}
            </select>
          </label>
          <label class="inline">${t('network.classes')}
            <input type="number" min="2" max="256" value=${classes} onChange=${(e) => change({ classes: e.target.value === '10' ? '' : e.target.value })} />
          </label>
        </div>
        ${form === 'text'
          ? html`<${Editor} text=${text} setText=${setText} line=${problem?.line} />`
          : html`<${Blocks} text=${text} setText=${setText} />`}
        <div class="verdict" role="status">
          ${problem
            ? html`<p class="banner error"><${Icon} name="warning" /><span>${problem.line ? html`<b>${t('network.line', problem.line)}</b> ` : ''}${said(problem.message)}</span></p>`
            : asked.answer && html`<p class="banner fine"><${Icon} name="check" /> ${t('network.fine')}</p>`}
        </div>
      </section>
      ${last && html`<${Summary} summary=${last} stale=${Boolean(asked.answer?.problem)} />`}
    </div>`;
}

/** Keeps the network as a file, and opens the form with it. */
const train = (text) =>
  attempt(async () => {
    const { model } = await post('networks/save', { text });
    location.hash = link('train', { model });
  });

function Editor({ text, setText, line }) {
  const lines = useRef(null);
  const count = text.split('\n').length;
  return html`<div class="editor">
    <div class="editor-lines" aria-hidden="true" ref=${lines}>
      ${Array.from({ length: count }, (_, i) => html`<span class=${i + 1 === line ? 'wrong' : ''}>${i + 1}</span>`)}
    </div>
    <textarea
      aria-label=${t('network.text')}
      aria-invalid=${line !== undefined}
      spellcheck="false"
      autocapitalize="off"
      wrap="off"
      rows=${Math.max(16, Math.min(34, count + 1))}
      value=${text}
      onInput=${(e) => setText(e.target.value)}
      onScroll=${(e) => (lines.current.scrollTop = e.target.scrollTop)}
    ></textarea>
  </div>`;
}

function Summary({ summary, stale }) {
  const most = Math.max(1, ...summary.layers.map((layer) => layer.parameters));
  const costliest = Math.max(1, ...summary.layers.map((layer) => layer.multiplyAdds));
  return html`<section class="panel ${stale ? 'stale' : ''}" aria-label=${t('network.summary')}>
    <div class="totals">
      <${Total} name="parameters" value=${summary.parameters} />
      <${Total} name="multiplyAdds" value=${summary.multiplyAdds} />
      <${Total} name="memory" value=${Math.round(summary.memory / 1024)} />
    </div>
    <${Figure} title=${t('network.figure')} name=${summary.name} csv=${() => table(summary)}><${Volumes} summary=${summary} /><//>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('network.table')}>
      <table class="data">
        <thead><tr>
          <th scope="col">${t('network.layer')}</th>
          <th scope="col">${t('network.output')}</th><th scope="col" class="number">${t('network.parameters')}</th>
          <th scope="col" class="number">${t('network.multiplyAdds')}</th><th scope="col" class="number">${t('network.field')}</th>
        </tr></thead>
        <tbody>
          <tr><th scope="row">${t('network.input')}</th><td>${summary.input.join(' × ')}</td><td></td><td></td><td></td></tr>
          ${summary.layers.map(
            (layer) => html`<tr key=${layer.name}>
              <th scope="row">${layer.name} <small class="quiet">${layer.type}</small></th><td>${layer.output.join(' × ')}</td>
              <td class="number"><${Share} value=${layer.parameters} most=${most} /></td>
              <td class="number"><${Share} value=${layer.multiplyAdds} most=${costliest} /></td>
              <td class="number">${layer.field}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

const Total = ({ name, value }) => html`<div><span class="quiet">${t(`network.total.${name}`)}</span><strong data-total=${name}>${number(value)}</strong></div>`;

const Share = ({ value, most }) => html`${value > 0 && html`<svg class="share-track" viewBox="0 0 44 6" preserveAspectRatio="none" aria-hidden="true"><rect width="44" height="6" rx="3" /><rect width=${Math.max(2, (44 * value) / most)} height="6" rx="3" /></svg>`} ${value > 0 ? number(value) : '–'}`;

const table = (summary) => [
  ['layer', 'type', 'output', 'parameters', 'multiply-adds', 'receptive field'],
  ...summary.layers.map((layer) => [layer.name, layer.type, layer.output.join('x'), layer.parameters, layer.multiplyAdds, layer.field]),
];

/** Every layer with weights or a window as a block: as high as its maps, as wide as its channels. */
function Volumes({ summary }) {
  const shapes = [{ name: t('network.input'), output: summary.input, type: '' }, ...summary.layers].filter(
    (layer) => /^$|Conv|Pool|Linear|Residual/.test(layer.type),
  );
  const highest = summary.input.length === 3 ? summary.input[1] : 1;
  const height = (shape) => (shape.length === 3 ? Math.max(4, (110 * shape[1]) / highest) : Math.min(110, 10 + 14 * Math.log2(shape[0])));
  const width = (shape) => (shape.length === 3 ? 6 + 5 * Math.log2(shape[0]) : 8);
  const gap = shapes.length > 14 ? 8 : 22;
  let x = 14;
  const blocks = shapes.map((layer) => {
    const wide = width(layer.output);
    const block = { layer, x, wide, high: height(layer.output) };
    x += wide + gap;
    return block;
  });
  const labelled = shapes.length <= 14;
  return html`<svg class="drawing" viewBox="0 0 ${Math.max(x, 320)} 150" role="img" aria-label=${t('network.figure')}>
    ${blocks.map(
      ({ layer, x: left, wide, high }, i) => html`<g key=${i} class="volume ${layer.type.toLowerCase()}">
        <title>${layer.name} ${layer.output.join(' × ')}</title>
        <rect x=${left} y=${62 - high / 2} width=${wide} height=${high} rx="2" />
        ${labelled && html`<text x=${left + wide / 2} y=${130 + (i % 2) * 13} text-anchor="middle">${layer.name}</text>`}
      </g>`,
    )}
  </svg>`;
}
