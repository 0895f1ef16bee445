// Buttons of which one is pressed; the choice is in the address.
import { html } from '../lib/preact.js';
import { change } from '../route.js';
import { t } from '../texts.js';

/** The first value is the usual one, which the address does not name. */
export const Choice = ({ label, name, value, values }) => html`<span class="inline"
  >${label}
  <span class="choice" role="group" aria-label=${label}
    >${values.map(
      (each) => html`<button type="button" aria-pressed=${each === value} onClick=${() => change({ [name]: each === values[0] ? '' : each })}>${t(`${name}.${each}`)}</button>`,
    )}</span
  ></span
>`;
