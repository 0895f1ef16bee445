// How far confidence can be trusted, and the accuracy of each class.
import { html } from '../lib/preact.js';
import { number, percent, t } from '../texts.js';
import { Figure } from './figure.js';

const SIDE = 320;
const LEFT = 52;
const BOTTOM = 36;
const COUNTS = 60;

export function Calibration({ own }) {
  const { bins, labels } = own;
  const x = (share) => LEFT + share * SIDE;
  const y = (share) => 8 + (1 - share) * SIDE;
  const below = SIDE + 16;
  const most = Math.max(...bins.map((bin) => bin.images));
  const filled = bins.filter((bin) => bin.images > 0);
  const rows = () => [['from', 'to', 'images', 'confidence', 'accuracy'], ...bins.map((bin) => [bin.from, bin.to, bin.images, bin.confidence ?? '', bin.accuracy ?? ''])];
  const over = filled.reduce((sum, bin) => sum + bin.images * (bin.confidence - bin.accuracy), 0) / labels.length;
  return html`<${Figure} title=${t('calibration.title')} name="calibration" csv=${rows}>
    <svg class="drawing chart" viewBox="0 0 ${LEFT + SIDE + 28} ${below + COUNTS + BOTTOM}" role="img" aria-label=${t('calibration.title')}>
      ${[0, 0.25, 0.5, 0.75, 1].map(
        (share) => html`<g key=${share}>
          <line class="grid" x1=${x(0)} x2=${x(1)} y1=${y(share)} y2=${y(share)} />
          <text class="label muted" x=${LEFT - 6} y=${y(share)} text-anchor="end" dominant-baseline="central">${percent(share, 0)}</text>
          <text class="label muted" x=${x(share)} y=${below + COUNTS + 16} text-anchor="middle">${percent(share, 0)}</text>
        </g>`,
      )}
      ${filled.map(
        (bin) => html`<g key=${bin.from}><title>${t('calibration.bin', percent(bin.confidence), percent(bin.accuracy), number(bin.images))}</title>
          <rect class="bar" x=${x(bin.from) + 1} width=${SIDE * (bin.to - bin.from) - 2} y=${y(bin.accuracy)} height=${Math.max(0.5, SIDE * bin.accuracy)} />
          <rect class="gap" x=${x(bin.from) + 1} width=${SIDE * (bin.to - bin.from) - 2} y=${y(Math.max(bin.accuracy, bin.confidence))} height=${SIDE * Math.abs(bin.accuracy - bin.confidence)} />
        </g>`,
      )}
      <line class="ideal" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)} />
      ${filled.map((bin) => html`<rect key=${bin.from} class="bar other-bar" x=${x(bin.from) + 1} width=${SIDE * (bin.to - bin.from) - 2} y=${below + COUNTS - (COUNTS * bin.images) / most} height=${(COUNTS * bin.images) / most} />`)}
      <text class="label" x=${x(0.5)} y=${below + COUNTS + 32} text-anchor="middle">${t('calibration.confidence')}</text>
      <text class="label" transform="translate(12 ${8 + SIDE / 2}) rotate(-90)" text-anchor="middle">${t('mistakes.accuracy')}</text>
    </svg>
    <p class="quiet">${t(over > 0.01 ? 'calibration.over' : over < -0.01 ? 'calibration.under' : 'calibration.even', percent(own.calibrationError), percent(Math.abs(over)))}</p>
  <//>`;
}

export function PerClass({ own }) {
  const { classes, confusion } = own;
  const rows = classes
    .map((name, i) => {
      const total = confusion[i].reduce((sum, value) => sum + value, 0);
      const said = confusion.reduce((sum, row) => sum + row[i], 0);
      return { name, recall: confusion[i][i] / total, precision: confusion[i][i] / said, total };
    })
    .sort((a, b) => a.recall - b.recall);
  const row = 32;
  const [name, width] = [96, 400];
  const bar = (share) => (Number.isFinite(share) ? Math.max(1, share * (width - name - 60)) : 0);
  return html`<${Figure} title=${t('perClass.title')} name="per-class" csv=${() => [['class', 'recall', 'precision', 'images'], ...rows.map((each) => [each.name, each.recall, each.precision, each.total])]}>
    <svg class="drawing chart" viewBox="0 0 ${width} ${rows.length * row + 4}" role="img" aria-label=${rows.map((each) => `${each.name} ${percent(each.recall)}`).join(', ')}>
      ${rows.map(
        (each, i) => html`<g key=${each.name}>
          <text class="label" x=${name - 8} y=${i * row + 15} text-anchor="end" dominant-baseline="central">${each.name}</text>
          <rect class="bar" x=${name} y=${i * row + 4} width=${bar(each.recall)} height="13" rx="2" />
          <rect class="bar other-bar" x=${name} y=${i * row + 18} width=${bar(each.precision)} height="6" rx="2" />
          <text class="label" x=${width} y=${i * row + 12} text-anchor="end" dominant-baseline="central">${percent(each.recall)}</text>
        </g>`,
      )}
    </svg>
    <ul class="legend"><li><i class="key bar"></i>${t('perClass.recall')}</li><li><i class="key other-bar"></i>${t('perClass.precision')}</li></ul>
  <//>`;
}
