// Training mode beside evaluation mode, for one image.
import { html } from '../lib/preact.js';
import { get } from '../api.js';
import { percent, t } from '../texts.js';
import { useAnswer } from './asked.js';
import { Figure } from './figure.js';

const WIDTH = 640;
const ROW = 30;
const NAME = 110;

export function Modes({ overview }) {
  const { run, image, classes, probabilities } = overview;
  const asked = useAnswer(`${run} ${image}`, () => get('explorer/modes', { run, image }));
  const modes = asked.answer;
  if (asked.error) return html`<p class="banner error" role="alert">${asked.error.message}</p>`;
  if (!modes) return html`<p class="quiet" role="status">${t('modes.busy')}</p>`;
  const order = probabilities.map((_, i) => i).sort((a, b) => probabilities[b] - probabilities[a]).slice(0, 6);
  const place = (share) => NAME + share * (WIDTH - NAME - 24);
  const height = order.length * ROW + 30;
  const rows = () => [['mode', ...classes], ['evaluation', ...probabilities], ...modes.trials.map((trial, i) => [`training ${i + 1}`, ...trial])];
  const layers = [modes.dropout && t('modes.dropout'), modes.batchNorm && t('modes.batchNorm', modes.batch)].filter(Boolean);
  return html`<p>${t('modes.lead', modes.trials.length)}</p>
    <${Figure} title=${t('modes.title')} name="modes" csv=${rows}>
      <svg class="drawing" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${order.map((i) => t('modes.row', classes[i], percent(probabilities[i]), percent(Math.min(...modes.trials.map((trial) => trial[i]))), percent(Math.max(...modes.trials.map((trial) => trial[i]))))).join('; ')}>
        ${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<g key=${share}><line class="grid" x1=${place(share)} x2=${place(share)} y1="4" y2=${height - 24} /><text class="label muted" x=${place(share)} y=${height - 8} text-anchor="middle">${percent(share, 0)}</text></g>`)}
        ${order.map(
          (i, row) => html`<g key=${i}>
            <text class="label" x=${NAME - 10} y=${row * ROW + 18} text-anchor="end" dominant-baseline="central">${classes[i]}</text>
            ${modes.trials.map((trial, n) => html`<circle key=${n} class="trial" cx=${place(trial[i])} cy=${row * ROW + 18} r="5" />`)}
            <path class="evaluated" d="M${place(probabilities[i])} ${row * ROW + 7}v22" />
          </g>`,
        )}
      </svg>
    <//>
    <ul class="legend"><li><i class="key evaluated"></i>${t('modes.evaluation')}</li><li><i class="key trial"></i>${t('modes.training')}</li></ul>
    <p class="quiet" data-test="modes">${layers.length > 0 ? layers.join(' ') : t('modes.none')}</p>`;
}
