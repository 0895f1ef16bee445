// The little of Markdown that prompts and facts have: code, formulas of a few signs, and weight.
import { html } from '../lib/preact.js';

const INLINE = /(`[^`]+`|\$[^$]+\$|\*\*[^*]+\*\*|\*[^*]+\*)/;

export const Prose = ({ text }) =>
  text.split(INLINE).map((part) => {
    if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('$')) return html`<i class="tex">${part.slice(1, -1).replace(/\\times/g, '×').replace(/\\,/g, '\u202f').replace(/[\\{}]/g, '')}</i>`;
    if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
    if (part.startsWith('*')) return html`<em>${part.slice(1, -1)}</em>`;
    return part;
  });
