// Runs: curves and table.
import { html } from '../lib/preact.js';
import { t } from '../texts.js';

export function View() {
  return html`<h1>${t('view.runs')}</h1>`;
}
