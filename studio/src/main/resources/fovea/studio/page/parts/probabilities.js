// The image and the probabilities of its classes, the highest first.
import { html } from '../lib/preact.js';
import { percent, t } from '../texts.js';
import { Figure } from './figure.js';

const WIDTH = 300;
const ROW = 24;
const NAME = 96;
const MOST = 10;

export function Probabilities({ overview }) {
  const { classes, probabilities, label, picture } = overview;
  const order = probabilities.map((_, i) => i).sort((a, b) => probabilities[b] - probabilities[a]);
  const shown = order.slice(0, MOST);
  const best = order[0];
  const verdict =
    label === undefined
      ? t('explorer.says', classes[best], percent(probabilities[best]))
      : label === best
        ? t('explorer.right', classes[best], percent(probabilities[best]))
        : t('explorer.wrong', classes[best], percent(probabilities[best]), classes[label]);
  return html`<section class="panel" aria-label=${t('explorer.probabilities')}>
    <div class="verdict-line">
      <img class="pixelated" src=${picture} alt=${t('explorer.image')} width="88" height="88" />
      <p role="status" data-test="verdict" class=${label === undefined ? '' : label === best ? 'right' : 'wrong'}>${verdict}</p>
    </div>
    <${Figure} title=${t('explorer.probabilities')} name="probabilities" csv=${() => order.map((i) => [classes[i], probabilities[i]])}>
      <svg class="drawing" viewBox="0 0 ${WIDTH} ${shown.length * ROW}" role="img" aria-label=${shown.map((i) => `${classes[i]} ${percent(probabilities[i])}`).join(', ')}>
        ${shown.map(
          (i, row) => html`<g key=${i}>
            <text x=${NAME - 8} y=${row * ROW + 12} text-anchor="end" dominant-baseline="central" class="label ${i === label ? 'true' : ''}">${classes[i]}</text>
            <rect x=${NAME} y=${row * ROW + 4} width=${WIDTH - NAME - 56} height="16" rx="3" class="track" />
            <rect x=${NAME} y=${row * ROW + 4} width=${Math.max(1, probabilities[i] * (WIDTH - NAME - 56))} height="16" rx="3" class="bar ${i === best ? '' : 'other-bar'}" />
            <text x=${WIDTH} y=${row * ROW + 12} text-anchor="end" dominant-baseline="central" class="label">${percent(probabilities[i])}</text>
          </g>`,
        )}
      </svg>
    <//>
  </section>`;
}
