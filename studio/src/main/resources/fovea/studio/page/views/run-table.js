// The table of runs: what differs in their recipes, results, notes and tags.
import { html, useMemo, useRef, useState } from '../lib/preact.js';
import { post } from '../api.js';
import { change, link } from '../route.js';
import { COLOURS, differing, lastName, matching, select, selectFound, shown } from '../runs-store.js';
import { date, duration, number, percent, said, signed, t } from '../texts.js';
import { Icon } from '../parts/icons.js';
import { attempt, notify } from '../parts/notices.js';

const PAGE = 50;

const RESULTS = [
  { key: 'epochs', value: (run) => run.epochs, show: (run) => (run.recipe ? `${number(run.epochs)} / ${number(run.recipe.epochs)}` : '–') },
  { key: 'test_accuracy', value: (run) => run.test_accuracy, show: (run) => percent(run.test_accuracy, 2) },
  { key: 'best_accuracy', value: (run) => run.best_accuracy, show: (run) => percent(run.best_accuracy, 2) },
  { key: 'gap', value: (run) => run.gap, show: (run) => (run.gap === undefined ? '–' : signed(100 * run.gap, 1)) },
  { key: 'seconds', value: (run) => run.seconds, show: (run) => duration(run.seconds) },
  { key: 'started', value: (run) => run.started, show: (run) => date(run.started) },
];

const STATES = { running: 'good', complete: '', stopped: 'warm', diverged: 'bad', damaged: 'bad' };

const { compare: inOrder } = new Intl.Collator(undefined, { numeric: true });

function compare(a, b) {
  if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
  return typeof a === 'number' && typeof b === 'number' ? a - b : inOrder(String(a), String(b));
}

export function RunTable({ runs, chosen, visible, state }) {
  const [edited, setEdited] = useState(null);
  const keys = useMemo(() => differing(runs).filter((key) => key !== 'epochs'), [runs]);
  const columns = [...RESULTS, ...keys.map((key) => ({ key, value: (run) => run.recipe?.[key], show: (run) => (run.recipe ? shown(run.recipe[key]) : '–'), recipe: true }))];
  const sort = state.sort ?? '-started';
  const column = columns.find((each) => each.key === sort.replace('-', '')) ?? { value: (run) => run.id };
  const down = sort.startsWith('-');
  const found = useMemo(
    () => [...matching(runs, state.find)].sort((a, b) => {
      const order = compare(column.value(a), column.value(b));
      const missing = column.value(a) === undefined || column.value(b) === undefined;
      return (down && !missing ? -order : order) || inOrder(a.id, b.id);
    }),
    [runs, state.find, sort],
  );
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const page = Math.min(pages, Math.max(1, Number(state.page ?? 1)));
  const toggle = (id) => select(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  const head = (key, label, number = true) => html`<th scope="col" class=${number ? 'number' : ''} aria-sort=${sort.replace('-', '') === key ? (down ? 'descending' : 'ascending') : undefined}>
    <button type="button" class="sorter" onClick=${() => change({ sort: sort === `-${key}` ? key : `-${key}`, page: '' })}>
      ${label}${sort.replace('-', '') === key && html`<span aria-hidden="true">${down ? ' ↓' : ' ↑'}</span>`}
    </button>
  </th>`;
  return html`<section class="panel" aria-label=${t('runs.table')}>
    <div class="toolbar controls">
      <input type="search" class="find" aria-label=${t('runs.find')} placeholder=${t('runs.find')} value=${state.find ?? ''} onInput=${(e) => change({ find: e.target.value, page: '' })} />
      <span class="quiet" role="status">${t('runs.found', found.length)}</span>
      <span class="toolbar end">
        <button type="button" class="button small" onClick=${() => selectFound(found, state.find)}>${t('runs.selectFound')}</button>
        <button type="button" class="button small" disabled=${chosen.length === 0} onClick=${() => select([])}>${t('runs.selectNone')}</button>
      </span>
    </div>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('runs.table')}>
      <table class="data runs">
        <thead>
          <tr>
            <td></td>
            ${head('id', t('run'), false)} ${columns.map((each) => head(each.key, each.recipe ? html`<code>${each.key}</code>` : t(`column.${each.key}`), !each.recipe))}
            <th scope="col">${t('runs.tags')}</th>
          </tr>
        </thead>
        <tbody>
          ${found.slice((page - 1) * PAGE, page * PAGE).map(
            (run) => html`<tr key=${run.id} class=${chosen.includes(run.id) ? 'chosen' : ''}>
              <td>
                <label class="mark" title=${run.id}>
                  <input type="checkbox" checked=${chosen.includes(run.id)} onChange=${() => toggle(run.id)} aria-label=${t('runs.select', run.id)} />
                  <${Swatch} index=${visible.indexOf(run.id)} />
                </label>
              </td>
              <th scope="row">
                <span class="name">${lastName(run.id)}</span>
                ${run.state !== 'complete' && html` <span class="chip ${STATES[run.state]}">${t(`state.${run.state}`)}</span>`}
                ${run.overfits && html` <span class="chip warm">${t('runs.overfits')}</span>`}
                ${run.error && html`<p class="problem">${said(run.error)}</p>`}
              </th>
              ${columns.map((each) => html`<td class=${each.recipe ? 'mono' : 'number'}>${each.show(run)}</td>`)}
              <td>
                <button type="button" class="button small plain" aria-label=${t('runs.editNotes', run.id)} onClick=${() => setEdited(run)}><${Icon} name="note" /></button>
                ${(run.tags ?? []).map((tag) => html` <a class="chip" href=${link('runs', { find: tag })}>${tag}</a>`)}
                ${run.note && html`<p class="problem quiet">${run.note}</p>`}
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${pages > 1 &&
    html`<nav class="toolbar pages" aria-label=${t('pages')}>
      <button type="button" class="button small" disabled=${page === 1} onClick=${() => change({ page: page - 1 })}>${t('pages.before')}</button>
      <span>${t('pages.of', page, pages)}</span>
      <button type="button" class="button small" disabled=${page === pages} onClick=${() => change({ page: page + 1 })}>${t('pages.after')}</button>
    </nav>`}
    ${edited && html`<${NotesDialog} run=${edited} close=${() => setEdited(null)} />`}
  </section>`;
}

function Swatch({ index }) {
  return html`<span class="swatch ${index < 0 ? 'off' : `series-${(index % COLOURS) + 1}`}" aria-hidden="true"></span>`;
}

function NotesDialog({ run, close }) {
  const [text, setText] = useState(run.note ?? '');
  const [tags, setTags] = useState((run.tags ?? []).join(', '));
  const open = (dialog) => dialog && !dialog.open && dialog.showModal();
  const keep = (event) => {
    event.preventDefault();
    attempt(async () => {
      await post('notes', { run: run.id, text, tags: tags.split(',') });
      notify(t('notes.saved'));
      close();
    });
  };
  return html`<dialog ref=${open} onClose=${close} aria-labelledby="notes-title">
    <form onSubmit=${keep}>
      <h2 id="notes-title">${t('notes.title', lastName(run.id))}</h2>
      <div class="field"><label for="notes-text">${t('notes.text')}</label><textarea id="notes-text" rows="5" value=${text} onInput=${(e) => setText(e.target.value)}></textarea></div>
      <div class="field">
        <label for="notes-tags">${t('runs.tags')}</label><input id="notes-tags" type="text" value=${tags} onInput=${(e) => setTags(e.target.value)} />
        <p class="help">${t('notes.tags.help')}</p>
      </div>
      <div class="toolbar"><button class="button primary">${t('save')}</button><button type="button" class="button" onClick=${close}>${t('cancel')}</button></div>
    </form>
  </dialog>`;
}
