// Starts trainings from a form made of the recipe's keys, and shows the queue.
import { html, useEffect, useState } from '../lib/preact.js';
import { get, post } from '../api.js';
import { listen } from '../live.js';
import { change, link } from '../route.js';
import { lastName, shown, useRuns } from '../runs-store.js';
import { lang, said, t } from '../texts.js';
import { Icon } from '../parts/icons.js';
import { attempt, notify } from '../parts/notices.js';

/** Shown at first; the rest is behind a button of each section. */
const COMMON = ['dataset', 'model', 'epochs', 'batch_size', 'optimizer', 'lr', 'schedule', 'momentum', 'weight_decay', 'augment', 'normalize', 'dropout', 'batch_norm', 'seed', 'limit_train', 'activations'];

/** A value as the command line takes it. */
const text = (value) => (Array.isArray(value) ? value.map((each) => (typeof each === 'object' ? JSON.stringify(each) : each)).join(',') : String(value ?? ''));

export function View({ state }) {
  const recipe = state.recipe ?? 'default';
  const [form, setForm] = useState(null);
  const [values, setValues] = useState({});
  const [name, setName] = useState('');
  useEffect(() => {
    attempt(async () => {
      setForm(await get('form', { recipe }));
      setValues(state.model ? { model: state.model } : {}); // of the network builder
    });
  }, [recipe, state.model]);
  if (!form) return html`<p class="quiet" role="status">${t('loading')}</p>`;
  const put = (key, value) => {
    const { [key]: _, ...others } = values;
    setValues(value === text(form.values[key]) ? others : { ...others, [key]: value });
  };
  return html`
    <h1>${t('view.train')}</h1>
    <div class="train">
      <form class="stack" onSubmit=${(event) => event.preventDefault()}>
        <div class="panel">
          <div class="columns narrow">
            <div class="field">
              <label for="recipe">${t('train.recipe')}</label>
              <select id="recipe" value=${recipe} onChange=${(e) => change({ recipe: e.target.value })}>
                ${form.recipes.map((each) => html`<option value=${each}>${each}</option>`)}
              </select>
              <p class="help">${t('train.recipe.help')}</p>
            </div>
            <div class="field">
              <label for="name">${t('train.name')}</label>
              <input id="name" type="text" value=${name} onInput=${(e) => setName(e.target.value)} />
              <p class="help">${t('train.name.help')}</p>
            </div>
          </div>
        </div>
        ${form.sections.map((section) => html`<${Section} key=${section.title.en} section=${section} form=${form} values=${values} put=${put} />`)}
      </form>
      <aside class="stack side">
        <${Start} recipe=${recipe} values=${values} name=${name} reset=${() => setValues({})} />
        <${Queue} />
      </aside>
    </div>
  `;
}

function Section({ section, form, values, put }) {
  const [all, setAll] = useState(false);
  const keys = section.keys.filter((key) => key.name !== 'network' && (all || COMMON.includes(key.name) || key.name in values));
  const more = section.keys.length > keys.length || all;
  return html`<fieldset class="panel">
    <legend>${section.title[lang()]}</legend>
    <div class="columns narrow">
      ${keys.map((key) => html`<${Field} key=${key.name} of=${key} value=${values[key.name] ?? text(form.values[key.name])} changed=${key.name in values} put=${(value) => put(key.name, value)} />`)}
    </div>
    ${more && html`<button type="button" class="button small plain" aria-expanded=${all} onClick=${() => setAll(!all)}>${t(all ? 'train.fewer' : 'train.more')}</button>`}
  </fieldset>`;
}

function Field({ of, value, changed, put }) {
  const id = `key-${of.name}`;
  const truth = typeof of.default === 'boolean';
  const input = truth
    ? html`<select id=${id} value=${value} aria-describedby=${`${id}-help`} onChange=${(e) => put(e.target.value)}>
        <option value="true">${t('yes')}</option>
        <option value="false">${t('no')}</option>
      </select>`
    : of.choices.length
      ? html`<select id=${id} value=${value} aria-describedby=${`${id}-help`} onChange=${(e) => put(e.target.value)}>${of.choices.map((each) => html`<option value=${each}>${each}</option>`)}</select>`
      : html`<input id=${id} type="text" inputmode=${typeof of.default === 'number' ? 'decimal' : 'text'} spellcheck="false" autocomplete="off" value=${value} aria-describedby=${`${id}-help`} onInput=${(e) => put(e.target.value)} />`;
  return html`<div class="field ${changed ? 'changed' : ''}">
    <label for=${id}><code>${of.name}</code>${changed && html` <span class="chip good">${t('train.changed')}</span>`}</label>
    ${input}
    <p class="help" id=${`${id}-help`}>${of.help[lang()]}</p>
  </div>`;
}

function Start({ recipe, values, name, reset }) {
  const [checked, setChecked] = useState({ command: '' });
  const stamp = JSON.stringify([recipe, values, name]);
  useEffect(() => {
    const timer = setTimeout(() => post('command', { recipe, values, name }).then(setChecked, (error) => setChecked({ command: '', error: error.message })), 150);
    return () => clearTimeout(timer);
  }, [stamp]);
  const start = () =>
    attempt(async () => {
      const answer = await post('train', { recipe, values, name });
      notify(t('train.queued', answer.run));
    });
  const copy = () => attempt(async () => {
    await navigator.clipboard.writeText(checked.command);
    notify(t('copied'));
  });
  return html`<section class="panel stack" aria-label=${t('train.command')}>
    <h2>${t('train.command')}</h2>
    <pre class="command" tabindex="0">${checked.command}</pre>
    ${checked.error && html`<p class="banner error" role="alert">${said(checked.error)}</p>`}
    <div class="toolbar">
      <button type="button" class="button primary" disabled=${Boolean(checked.error)} onClick=${start}><${Icon} name="play" /> ${t('train.start')}</button>
      <button type="button" class="button" onClick=${copy}><${Icon} name="copy" /> ${t('copy')}</button>
      ${Object.keys(values).length > 0 && html`<button type="button" class="button plain" onClick=${reset}>${t('train.reset')}</button>`}
    </div>
  </section>`;
}

function Queue() {
  const [jobs, setJobs] = useState([]);
  const store = useRuns();
  useEffect(() => {
    get('jobs').then((answer) => setJobs(answer.jobs), () => {});
    return listen('jobs', (event) => setJobs(event.jobs));
  }, []);
  const act = (path, body) => attempt(() => post(path, body));
  const training = [...store.runs.values()].filter((run) => run.state === 'running');
  const stopped = [...store.runs.values()].filter((run) => run.state === 'stopped').slice(-6);
  const busy = jobs.filter((job) => job.state !== 'ended' || job.problem);
  return html`<section class="panel stack" aria-label=${t('queue')}>
    <h2>${t('queue')}</h2>
    ${training.length + busy.length === 0 && html`<p class="quiet">${t('queue.empty')}</p>`}
    <ul class="jobs">
      ${training.map(
        (run) => html`<li key=${run.id}>
          <a href=${link('runs', { sel: run.id })}>${lastName(run.id)}</a> <span class="chip good">${t('state.running')}</span>
          <button type="button" class="button small" aria-label=${t('queue.stop', run.id)} onClick=${() => act('stop', { run: run.id })}><${Icon} name="stop" /> ${t('stop')}</button>
        </li>`,
      )}
      ${busy
        .filter((job) => job.state !== 'running' || !training.some((run) => run.id === job.run))
        .map(
          (job) => html`<li key=${job.id}>
            <span>${lastName(job.run)}</span> <span class="chip ${job.problem ? 'bad' : ''}">${t(job.problem ? 'queue.failed' : job.state === 'running' ? 'queue.starting' : 'queue.waiting')}</span>
            ${job.state !== 'running' && html`<button type="button" class="button small" aria-label=${t('queue.remove', job.run)} onClick=${() => act('remove', { id: job.id })}>${t('remove')}</button>`}
            ${job.problem && html`<p class="problem">${said(job.problem)}</p>`}
          </li>`,
        )}
    </ul>
    ${stopped.length > 0 &&
    html`<h3>${t('queue.stopped')}</h3>
      <ul class="jobs">
        ${stopped.map(
          (run) => html`<li key=${run.id}>
            <a href=${link('runs', { sel: run.id })}>${lastName(run.id)}</a> <span class="quiet">${shown(run.epochs)} / ${shown(run.recipe.epochs)}</span>
            <button type="button" class="button small" aria-label=${t('queue.resume', run.id)} onClick=${() => act('resume', { run: run.id })}><${Icon} name="play" /> ${t('resume')}</button>
          </li>`,
        )}
      </ul>`}
  </section>`;
}
