// Mistakes: which classes are confused, how sure the network was, and who of two runs fixed what.
import { html, useMemo } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { useRuns } from '../runs-store.js';
import { number, percent, t } from '../texts.js';
import { useAnswer } from '../parts/asked.js';
import { NoRuns, RunChoice, chosenRun, useTrained } from '../parts/trained.js';
import { Confusion } from '../parts/confusion.js';
import { Calibration, PerClass } from '../parts/calibration.js';
import { Gallery } from '../parts/gallery.js';

export function View({ state }) {
  const store = useRuns();
  const trained = useTrained();
  const runs = trained.answer?.runs ?? [];
  const run = chosenRun(state, runs, store.runs);
  const other = state.other || null;
  const asked = useAnswer(run, () => get('mistakes', { run }));
  const compared = useAnswer(other, () => get('mistakes', { run: other }));
  const heading = html`<div class="heading"><div><h1>${t('view.mistakes')}</h1><p class="quiet">${t('mistakes.lead')}</p></div>
    <div class="toolbar">
      <${RunChoice} id="mistakes-run" runs=${runs} run=${run} label=${t('trained.run')} onPick=${(name) => change({ run: name, cell: '' })} />
      <${RunChoice} id="mistakes-other" runs=${runs.filter((each) => each.name !== run)} run=${other} none=${true} label=${t('mistakes.other')} onPick=${(name) => change({ other: name, show: '' })} />
    </div></div>`;
  if (trained.answer && run === null) return html`<h1>${t('view.mistakes')}</h1><${NoRuns} />`;
  const error = trained.error ?? asked.error ?? (other && compared.error);
  const own = asked.answer;
  return html`${heading}
    ${error && html`<p class="banner error" role="alert">${error.message}</p>`}
    ${!own && !error && html`<p class="quiet" role="status">${t('mistakes.busy')}</p>`}
    ${own &&
    html`<${Facts} own=${own} />
      ${other && compared.answer && html`<${Comparison} own=${own} other=${compared.answer} run=${run} name=${other} state=${state} />`}
      <div class="columns">
        <section class="panel"><${Confusion} own=${own} cell=${state.cell} /></section>
        <${Chosen} own=${own} run=${run} cell=${state.cell} />
      </div>
      <div class="columns">
        <section class="panel"><${Calibration} own=${own} /></section>
        <section class="panel"><${PerClass} own=${own} /></section>
      </div>`}`;
}

const Facts = ({ own }) => html`<div class="totals panel">
  <div><span class="quiet">${t('mistakes.accuracy')}</span><strong data-test="accuracy">${percent(own.accuracy)}</strong></div>
  <div><span class="quiet">${t('mistakes.count')}</span><strong>${number(own.labels.filter((label, i) => label !== own.predicted[i]).length)}<small> / ${number(own.labels.length)}</small></strong></div>
  <div><span class="quiet">${t('mistakes.ece')}</span><strong data-test="ece">${percent(own.calibrationError)}</strong></div>
</div>`;

/** The images of a cell of the matrix, or else the most confident mistakes. */
function Chosen({ own, run, cell }) {
  const [truth, said] = (cell ?? '').split('-').map(Number);
  const chosen = own.classes[truth] !== undefined && own.classes[said] !== undefined;
  const images = useMemo(
    () =>
      own.labels
        .map((_, i) => i)
        .filter((i) => (chosen ? own.labels[i] === truth && own.predicted[i] === said : own.labels[i] !== own.predicted[i]))
        .sort((a, b) => own.confidence[b] - own.confidence[a]),
    [own, cell],
  );
  const title = chosen
    ? t(truth === said ? 'mistakes.cellRight' : 'mistakes.cell', own.classes[truth], own.classes[said])
    : t('mistakes.confident');
  return html`<section class="panel" aria-label=${title}>
    <div class="heading"><h2 data-test="gallery">${title} <span class="chip">${number(images.length)}</span></h2>
      ${chosen && html`<button type="button" class="button small" onClick=${() => change({ cell: '' })}>${t('mistakes.all')}</button>`}</div>
    <${Gallery} key=${cell ?? ''} run=${run} images=${images} says=${(i) => t('mistakes.said', own.classes[own.predicted[i]], percent(own.confidence[i], 0), own.classes[own.labels[i]])} />
  </section>`;
}

const GROUPS = ['fixed', 'broken', 'wrong', 'right'];

/** Two runs on the same images: what the first fixed of the second, and what it broke. */
function Comparison({ own, other, run, name, state }) {
  const groups = useMemo(() => {
    const all = { fixed: [], broken: [], wrong: [], right: [] };
    own.labels.forEach((label, i) => {
      const [first, second] = [own.predicted[i] === label, other.predicted[i] === label];
      all[first ? (second ? 'right' : 'fixed') : second ? 'broken' : 'wrong'].push(i);
    });
    return all;
  }, [own, other]);
  if (own.images !== other.images) return html`<p class="banner" role="alert">${t('mistakes.otherImages')}</p>`;
  const shown = GROUPS.includes(state.show) ? state.show : 'fixed';
  return html`<section class="panel" aria-label=${t('mistakes.comparison')}>
    <h2>${t('mistakes.comparison')}</h2>
    <p class="quiet">${t('mistakes.comparisonLead', run, name)}</p>
    <div class="layer-strip" role="group" aria-label=${t('mistakes.comparison')}>
      ${GROUPS.map(
        (group) => html`<button type="button" data-group=${group} aria-pressed=${group === shown} onClick=${() => change({ show: group })}>
          <b>${t(`mistakes.${group}`)}</b><small>${number(groups[group].length)}</small>
        </button>`,
      )}
    </div>
    <${Gallery} key=${shown} run=${run} images=${groups[shown]} says=${(i) => t('mistakes.both', own.classes[own.predicted[i]], other.classes[other.predicted[i]], own.classes[own.labels[i]])} />
  </section>`;
}
