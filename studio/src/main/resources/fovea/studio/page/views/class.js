// A teacher's view: one card for each student, whose folder is the first part of a run's id.
import { html } from '../lib/preact.js';
import { link } from '../route.js';
import { useRuns } from '../runs-store.js';
import { date, percent, t } from '../texts.js';

function students(runs) {
  const found = new Map();
  for (const run of runs) {
    const name = run.id.includes('/') ? run.id.split('/')[0] : '';
    found.set(name, [...(found.get(name) ?? []), run]);
  }
  return [...found].sort(([a], [b]) => a.localeCompare(b));
}

export function View() {
  const store = useRuns();
  const all = students([...store.runs.values()]);
  return html`
    <div class="heading"><h1>${t('view.class')}</h1><p class="quiet">${t('class.how')}</p></div>
    ${store.loaded && all.length === 0 && html`<p class="panel empty">${t('runs.none')}</p>`}
    <section class="panel" aria-label=${t('view.class')}>
      <div class="scroll" tabindex="0" role="group" aria-label=${t('view.class')}>
        <table class="data">
          <thead><tr><th scope="col">${t('class.student')}</th><th scope="col" class="number">${t('view.runs')}</th><th scope="col">${t('class.states')}</th><th scope="col" class="number">${t('column.best_accuracy')}</th><th scope="col">${t('class.spread')}</th><th scope="col" class="number">${t('class.last')}</th></tr></thead>
          <tbody>${all.map(([name, runs]) => html`<${Student} key=${name} name=${name} runs=${runs} />`)}</tbody>
        </table>
      </div>
    </section>
  `;
}

function Student({ name, runs }) {
  const accuracies = runs.map((run) => run.test_accuracy).filter(Number.isFinite);
  const count = (state) => runs.filter((run) => run.state === state).length;
  const last = runs.map((run) => run.started ?? '').sort().at(-1);
  return html`<tr>
    <th scope="row"><a href=${link('runs', { sel: '', find: name ? `${name}/` : '' })}>${name || t('class.nobody')}</a></th>
    <td class="number">${runs.length}</td>
    <td>${['running', 'stopped', 'diverged', 'damaged'].filter(count).map((state) => html`<span class="chip ${state === 'running' ? 'good' : state === 'stopped' ? 'warm' : 'bad'}">${count(state)} ${t(`state.${state}`)}</span> `)}</td>
    <td class="number">${percent(accuracies.length ? Math.max(...accuracies) : NaN)}</td>
    <td><svg class="strip" viewBox="0 0 200 16" width="200" height="16" role="img" aria-label=${t('class.dots', accuracies.length)}><path d="M4 8H196" />${accuracies.map((value) => html`<circle cx=${4 + 192 * value} cy="8" r="4" />`)}</svg></td>
    <td class="number">${last ? date(last) : '–'}</td>
  </tr>`;
}
