// What every figure offers: to be saved as a file, and to be put into the report. A table is saved only.
import { html, useState } from '../lib/preact.js';
import { t } from '../texts.js';
import { save } from './figure-files.js';
import { Icon } from './icons.js';
import { attempt } from './notices.js';
import { IntoReport } from './into-report.js';

/**
 * @param name of the files that are saved
 * @param kinds what makes a blob, by kind of file; with svg among them it can be put into the report
 */
export function Saving({ title, name, kinds }) {
  const [asks, setAsks] = useState(false);
  return html`<span class="saving" role="group" aria-label=${t('figure.save', title)}>
    <${Icon} name="download" />
    ${Object.entries(kinds).map(
      ([kind, made]) => html`<button type="button" aria-label=${t('figure.saveAs', title, kind.toUpperCase())} onClick=${() => attempt(() => save(`${name}.${kind}`, made))}>
        ${kind.toUpperCase()}
      </button>`,
    )}
    ${kinds.svg && html`<button type="button" class="into-report" aria-label=${t('report.figure', title)} title=${t('report.figure', title)} onClick=${() => setAsks(true)}><${Icon} name="note" /></button>`}
    ${asks && html`<${IntoReport} title=${title} name=${name} svg=${kinds.svg} close=${() => setAsks(false)} />`}
  </span>`;
}
