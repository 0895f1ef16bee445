// Questions of the lab that playing answers: a goal, a start, and whether it is reached.
import { html, useMemo } from '../lib/preact.js';
import { change } from '../route.js';
import { percent, t } from '../texts.js';
import { Icon } from './icons.js';
import { bytes } from './pixels.js';
import { crop, kernel, outputs } from './window.js';

const GOALS = [
  {
    number: 1,
    start: { type: 'conv', size: 32, kernel: 5, stride: 3, padding: 2, dilation: 1, channels: 3, filters: 32, weights: 'edges' },
    reached: (chosen, layer) => layer.output[1] === 8 && layer.weights + layer.biases < 1000,
  },
  {
    number: 3,
    start: { type: 'maxpool', size: 32, kernel: 4, stride: 4, padding: 0, dilation: 1, shift: '' },
    reached: (chosen, layer, changed) => chosen.type !== 'conv' && changed !== null && changed < 0.6,
    shows: (changed) => t('questions.3.shows', percent(changed, 0)),
  },
  {
    number: 7,
    start: { type: 'conv', size: 32, kernel: 3, stride: 1, padding: 1, dilation: 1 },
    reached: (chosen, layer) => chosen.kernel <= 5 && layer.fields.some((field, i) => i < 3 && field.size >= chosen.size),
  },
  {
    number: 8,
    start: { type: 'conv', size: 32, kernel: 5, stride: 1, padding: 0, dilation: 1 },
    reached: (chosen, layer) => chosen.type === 'conv' && chosen.kernel === 5 && layer.output[1] === chosen.size,
  },
  {
    number: 9,
    start: { type: 'maxpool', size: 32, kernel: 2, stride: 1, padding: 0, dilation: 1 },
    reached: (chosen, layer) => chosen.type === 'maxpool' && chosen.kernel === 2 && 2 * layer.output[1] === chosen.size,
  },
];

export function Questions({ chosen, layer, images }) {
  const changed = useChanged(chosen, layer, images);
  return html`<section class="questions" aria-labelledby="questions-title">
    <h2 id="questions-title">${t('questions.title')}</h2>
    <p class="quiet">${t('questions.lead')}</p>
    <div class="cards">
      ${GOALS.map((goal) => {
        const reached = layer?.fits && goal.reached(chosen, layer, changed);
        return html`<article key=${goal.number} class="panel card ${reached ? 'reached' : ''}" data-question=${goal.number}>
          <h3>${t('questions.number', goal.number)}</h3>
          <p>${t(`questions.${goal.number}`)}</p>
          ${goal.shows && changed !== null && html`<p class="quiet">${goal.shows(changed)}</p>`}
          <div class="toolbar">
            <button type="button" class="button small" onClick=${() => begin(goal)}>${t('questions.begin')}</button>
            ${reached && html`<span class="chip good" role="status"><${Icon} name="check" /> ${t('questions.reached')}</span>`}
          </div>
          ${reached && html`<p class="answer">${t(`questions.${goal.number}.answer`)}</p>`}
        </article>`;
      })}
    </div>
  </section>`;
}

function begin(goal) {
  change({ at: '', ...goal.start });
  document.getElementById('main').scrollIntoView();
}

/** The share of the outputs that change if the image moves by a pixel; null if there are none. */
function useChanged(chosen, layer, images) {
  const { type, size, kernel: k, stride, padding, dilation, colour, weights, image } = chosen;
  return useMemo(() => {
    if (!images || !layer?.fits) return null;
    const pixels = bytes(images.images[Math.min(image, images.images.length - 1)].pixels);
    const of = (shift) => outputs(chosen, kernel(weights, k), crop(pixels, images.side, size, colour, shift), layer.output[1]);
    const [before, after] = [of(0), of(1)];
    return before.filter((value, i) => Math.abs(value - after[i]) > 8).length / before.length;
  }, [type, size, k, stride, padding, dilation, colour, weights, image, layer, images]);
}
