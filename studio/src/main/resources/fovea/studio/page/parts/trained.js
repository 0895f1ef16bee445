// Which trained run a view is about: the one in the address, the first selected, or the latest.
import { html } from '../lib/preact.js';
import { get } from '../api.js';
import { number, t } from '../texts.js';
import { useAnswer } from './asked.js';
import { selected as chosenIds } from '../runs-store.js';

export const useTrained = () => useAnswer('trained', () => get('explorer/runs'));

/**
 * The name of the run, or null.
 * @param all runs of the studio, of which some may be selected
 */
export function chosenRun(state, runs, all) {
  if (state.run) return state.run;
  const names = runs.map((run) => run.name);
  const selected = chosenIds(state, all).find((name) => names.includes(name));
  return selected ?? names[0] ?? null;
}

export function RunChoice({ runs, run, label, onPick, none = false, id }) {
  return html`<label class="inline run-choice" for=${id}>${label}
    <select id=${id} value=${run ?? ''} onChange=${(e) => onPick(e.target.value)}>
      ${none && html`<option value="">–</option>`}
      ${run && !runs.some((each) => each.name === run) && html`<option value=${run}>${run}</option>`}
      ${runs.map((each) => html`<option value=${each.name}>${each.name}${each.network ? ` · ${each.network}, ${t('trained.parameters', each.parameters)}` : ''}</option>`)}
    </select>
  </label>`;
}

export const NoRuns = () => html`<div class="panel empty"><p>${t('trained.none')}</p><code>fovea train --dataset cifar10-mini --epochs 5</code></div>`;

/** The address of a picture of an image. */
export const pictureOf = (run, image, whole = false) =>
  `/api/explorer/picture?${new URLSearchParams({ run, image, ...(whole ? { whole: 'true' } : {}) })}`;
