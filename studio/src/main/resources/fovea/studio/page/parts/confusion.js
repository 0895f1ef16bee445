// The confusion matrix: true classes in rows, predicted ones in columns. A cell opens its images.
import { html } from '../lib/preact.js';
import { change } from '../route.js';
import { number, t } from '../texts.js';
import { Figure } from './figure.js';

const NAME = 92;
const SIDE = 480;
const ROOM = 24; // for the end of the last column's slanted name

export function Confusion({ own, cell }) {
  const { classes, confusion } = own;
  const side = (SIDE - NAME) / classes.length;
  const totals = confusion.map((row) => Math.max(1, row.reduce((sum, value) => sum + value, 0)));
  const rows = () => [['', ...classes], ...confusion.map((row, i) => [classes[i], ...row])];
  const open = (row, column) => change({ cell: `${row}-${column}` });
  const press = (event, row, column) => {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === 'Enter' || event.key === ' ') open(row, column);
    else if (event.key in moves) {
      const [down, across] = moves[event.key];
      event.currentTarget.ownerSVGElement.querySelector(`[data-cell="${row + down}-${column + across}"]`)?.focus();
    } else return;
    event.preventDefault();
  };
  return html`<${Figure} title=${t('confusion.title')} name="confusion" csv=${rows}>
    <svg class="drawing confusion" viewBox="0 0 ${SIDE + ROOM} ${SIDE + 6}" role="group" aria-label=${t('confusion.title')}>
      ${classes.map(
        (name, i) => html`<g key=${i}>
          <text class="label" x=${NAME - 8} y=${NAME + (i + 0.5) * side} text-anchor="end" dominant-baseline="central">${name}</text>
          <text class="label" transform="translate(${NAME + (i + 0.5) * side} ${NAME - 8}) rotate(-45)" text-anchor="start">${name}</text>
        </g>`,
      )}
      ${confusion.map((row, r) =>
        row.map((count, c) => {
          const share = count / totals[r];
          const id = `${r}-${c}`;
          return html`<g
            key=${id}
            data-cell=${id}
            class="cell ${r === c ? 'diagonal' : ''} ${cell === id ? 'chosen' : ''}"
            tabindex=${cell === id || (!cell && id === '0-0') ? 0 : -1}
            role="button"
            aria-pressed=${cell === id}
            aria-label=${t('confusion.cell', number(count), classes[r], classes[c])}
            onClick=${() => open(r, c)}
            onKeyDown=${(e) => press(e, r, c)}
          >
            <rect class="base" x=${NAME + c * side} y=${NAME + r * side} width=${side - 2} height=${side - 2} rx="3" />
            <rect class="ink" x=${NAME + c * side} y=${NAME + r * side} width=${side - 2} height=${side - 2} rx="3" fill-opacity=${Math.min(1, Math.sqrt(share))} />
            ${count > 0 && html`<text x=${NAME + (c + 0.5) * side - 1} y=${NAME + (r + 0.5) * side} class="cell-number ${share > 0.3 ? 'on-ink' : ''}" font-size=${Math.min(13, side / 2.6)}>${count}</text>`}
          </g>`;
        }),
      )}
    </svg>
    <p class="quiet">${t('confusion.lead')}</p>
  <//>`;
}
