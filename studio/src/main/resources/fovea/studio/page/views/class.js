// A teacher's view: one row for each student, whose folder is the first part of a run's id.
import { html } from '../lib/preact.js';
import { change, link } from '../route.js';
import { useRuns } from '../runs-store.js';
import { date, number, percent, t } from '../texts.js';
import { table } from '../parts/figure-files.js';
import { Saving } from '../parts/saving.js';

const STATES = { running: 'good', stopped: 'warm', diverged: 'bad', damaged: 'bad' };

const count = (runs, state) => runs.filter((run) => run.state === state).length;

function student(name, runs) {
  const accuracies = runs.map((run) => run.test_accuracy).filter(Number.isFinite);
  const last = runs.map((run) => run.started ?? '').reduce((a, b) => (a > b ? a : b), '');
  const problems = count(runs, 'damaged') + count(runs, 'diverged') + count(runs, 'stopped');
  return { name, runs, accuracies, last, problems, best: accuracies.length ? Math.max(...accuracies) : -1 };
}

/** Students by the folders of their runs, also those who have none yet. */
function students(store) {
  const found = new Map(store.folders.map((name) => [name, []]));
  for (const run of store.runs.values()) {
    const name = run.id.includes('/') ? run.id.split('/')[0] : '';
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(run);
  }
  return [...found].map(([name, runs]) => student(name, runs));
}

const COLUMNS = [
  { key: 'name', title: 'class.student', of: (each) => each.name },
  { key: 'runs', title: 'view.runs', of: (each) => each.runs.length, number: true },
  { key: 'best', title: 'column.best_accuracy', of: (each) => each.best, number: true },
  { key: 'states', title: 'class.states', of: (each) => each.problems },
  { key: 'last', title: 'class.last', of: (each) => each.last, number: true },
];

/** The table as a file: numbers for programs to read, and a column for each state that needs a look. */
const rows = (all) => [
  ['student', 'runs', 'best_accuracy', ...Object.keys(STATES), 'last'],
  ...all.map((each) => [each.name, each.runs.length, each.best >= 0 ? each.best : '', ...Object.keys(STATES).map((state) => count(each.runs, state)), each.last]),
];

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Tens of per cent that hold all accuracies. */
function range(all) {
  const values = all.flatMap((each) => each.accuracies);
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return [Math.floor(10 * low) / 10, Math.max(Math.ceil(10 * high), Math.floor(10 * low) + 1) / 10];
}

export function View({ state }) {
  const store = useRuns();
  const sort = state.sort ?? 'name';
  const down = sort.startsWith('-');
  const key = sort.replace('-', '');
  const { of } = COLUMNS.find((each) => each.key === key) ?? COLUMNS[0];
  const order = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b));
  const all = students(store).sort((a, b) => (down ? order(of(b), of(a)) : order(of(a), of(b))) || a.name.localeCompare(b.name));
  const bests = all.map((each) => each.best).filter((best) => best >= 0);
  const span = range(all);
  const toggled = (each) => (each.key === key ? (down ? each.key : `-${each.key}`) : each.key === 'name' ? each.key : `-${each.key}`);
  return html`
    <div class="heading"><h1>${t('view.class')}</h1><p class="quiet">${t('class.how')}</p></div>
    ${!store.loaded && html`<p class="quiet" role="status">${t('loading')}</p>`}
    ${store.loaded && all.length === 0 && html`<p class="panel empty">${t('runs.none')}</p>`}
    ${all.length > 0 &&
    html`<section class="panel" aria-label=${t('view.class')}>
      <div class="class-head">
        <p class="class-sum">
          ${t('class.sum', all.filter((each) => each.name).length, store.runs.size)}${bests.length > 0 && ` ${t('class.median', percent(median(bests)))}`}
        </p>
        <${Saving} title=${t('view.class')} name="class" kinds=${{ csv: async () => table(rows(all)) }} />
      </div>
      <div class="scroll" tabindex="0" role="group" aria-label=${t('view.class')}>
        <table class="data class" role="table">
          <thead role="rowgroup">
            <tr role="row">
              ${COLUMNS.map(
                (each) => html`<th scope="col" role="columnheader" class=${each.number ? 'number' : ''} aria-sort=${each.key === key ? (down ? 'descending' : 'ascending') : undefined}>
                  <button type="button" class="sorter" onClick=${() => change({ sort: toggled(each) })}>
                    ${t(each.title)}${each.key === key && html`<span aria-hidden="true">${down ? ' ↓' : ' ↑'}</span>`}
                  </button>
                </th>`,
              )}
              <th scope="col" role="columnheader">${t('class.spread', number(100 * span[0], 0), number(100 * span[1], 0))}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${all.map((each) => html`<${Row} key=${each.name} student=${each} span=${span} />`)}
          </tbody>
        </table>
      </div>
    </section>`}
  `;
}

function Row({ student: { name, runs, accuracies, last, best }, span: [low, high] }) {
  const below = name ? `${name}/` : '';
  return html`<tr role="row">
    <th scope="row" role="rowheader"><a href=${link('runs', { sel: below && `*${below}`, find: below })}>${name || t('class.nobody')}</a></th>
    <td role="cell" class="number runs" data-unit=${t('class.unit', runs.length)}>${runs.length}</td>
    <td role="cell" class="number best">${percent(best >= 0 ? best : NaN)}</td>
    <td role="cell" class="states">
      ${runs.length === 0
        ? html`<span class="chip warm">${t('class.none')}</span>`
        : Object.entries(STATES)
            .filter(([state]) => count(runs, state))
            .map(([state, colour]) => html`<span class="chip ${colour}">${t(`class.state.${state}`, count(runs, state))}</span> `)}
    </td>
    <td role="cell" class="number last">${last ? date(last) : '–'}</td>
    <td role="cell" class="spread"><svg class="strip" viewBox="0 0 200 16" width="200" height="16" role="img" aria-label=${t('class.dots', accuracies.length)}><path d="M4 8H196" />${accuracies.map((value) => html`<circle cx=${4 + (192 * (value - low)) / (high - low)} cy="8" r="4" />`)}</svg></td>
  </tr>`;
}
