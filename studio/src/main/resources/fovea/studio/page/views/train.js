// Starts trainings, ladders and sweeps from a form made of the recipe's keys, and shows the queue.
import { html, useEffect, useState } from '../lib/preact.js';
import { get, post } from '../api.js';
import { isBelow, useJobs } from '../jobs.js';
import { change, link } from '../route.js';
import { lastName, shown, useRuns } from '../runs-store.js';
import { lang, said, t } from '../texts.js';
import { useAnswer } from '../parts/asked.js';
import { Choice } from '../parts/choice.js';
import { copy } from '../parts/copying.js';
import { Icon } from '../parts/icons.js';
import { attempt, notify } from '../parts/notices.js';

/** Shown at first; the rest is behind a button of each section. */
const COMMON = ['dataset', 'model', 'epochs', 'batch_size', 'optimizer', 'lr', 'schedule', 'momentum', 'weight_decay', 'augment', 'normalize', 'dropout', 'batch_norm', 'seed', 'limit_train', 'activations'];

/** A value as the command line takes it. */
const text = (value) => (Array.isArray(value) ? value.map((each) => (typeof each === 'object' ? JSON.stringify(each) : each)).join(',') : String(value ?? ''));

/** What a ladder's steps can share: each goes for all of them. */
const SHARED = ['dataset', 'epochs', 'batch_size', 'seed', 'limit_train', 'limit_test', 'holdout', 'max_time', 'activations', 'threads'];

const KINDS = ['train', 'ladder', 'sweep'];

export function View({ state }) {
  const kind = KINDS.includes(state.kind) ? state.kind : 'train';
  const base = kind === 'ladder' ? (state.ladder ?? 'sheet') : (state.recipe ?? 'default');
  const recipe = kind === 'ladder' ? 'default' : base;
  const [form, setForm] = useState(null);
  const [values, setValues] = useState({});
  const [name, setName] = useState('');
  const [seeds, setSeeds] = useState('1');
  useEffect(() => {
    let current = true;
    attempt(async () => {
      const answer = await get('form', { recipe });
      if (!current) return;
      setForm(answer);
      setValues({
        ...(state.model ? { model: state.model } : {}), // of the network builder
        ...JSON.parse(state.values ?? '{}'), // of a question
      });
    });
    return () => {
      current = false;
    };
  }, [kind, recipe, state.model, state.values]);
  useEffect(() => setSeeds(kind === 'ladder' ? '3' : '1'), [kind]);
  if (!form) return html`<p class="quiet" role="status">${t('loading')}</p>`;
  const usual = (key) => (kind === 'ladder' ? '' : text(form.values[key]));
  const put = (key, value) => {
    const { [key]: _, ...others } = values;
    setValues(value === usual(key) ? others : { ...others, [key]: value });
  };
  const order = { kind, base, values, seeds: Number(seeds), name };
  return html`
    <div class="heading"><h1>${t('view.train')}</h1><${Choice} label=${t('kind')} name="kind" value=${kind} values=${KINDS} /></div>
    <div class="train">
      <form class="stack" onSubmit=${(event) => event.preventDefault()}>
        <div class="panel">
          <p class="help lead">${t(`kind.${kind}.help`)}</p>
          <div class="columns narrow">
            <${Base} kind=${kind} base=${base} form=${form} />
            ${kind !== 'train' &&
            html`<div class="field">
              <label for="seeds">${t('train.seeds')}</label>
              <input id="seeds" type="number" min="1" max="100" value=${seeds} onInput=${(e) => setSeeds(e.target.value)} />
              <p class="help">${t('train.seeds.help')}</p>
            </div>`}
            <div class="field">
              <label for="name">${t('train.name')}</label>
              <input id="name" type="text" value=${name} onInput=${(e) => setName(e.target.value)} />
              <p class="help">${t('train.name.help')}</p>
            </div>
          </div>
        </div>
        ${form.sections.map((section) => html`<${Section} key=${section.title.en} kind=${kind} section=${section} usual=${usual} values=${values} put=${put} />`)}
      </form>
      <aside class="stack side">
        <${Start} order=${order} reset=${() => setValues({})} />
        <${Queue} />
      </aside>
    </div>
  `;
}

/** The recipe, or the ladder and its steps. */
function Base({ kind, base, form }) {
  const ladder = kind === 'ladder';
  const names = ladder ? form.ladders.map((each) => each.name) : form.recipes;
  const steps = ladder ? (form.ladders.find((each) => each.name === base)?.steps ?? []) : [];
  return html`<div class="field">
    <label for="base">${t(ladder ? 'train.ladder' : 'train.recipe')}</label>
    <select id="base" value=${base} onChange=${(e) => change({ [ladder ? 'ladder' : 'recipe']: e.target.value })}>
      ${names.map((each) => html`<option value=${each}>${each}</option>`)}
    </select>
    ${ladder ? html`<ol class="help steps">${steps.map((step) => html`<li>${step}</li>`)}</ol>` : html`<p class="help">${t('train.recipe.help')}</p>`}
  </div>`;
}

function Section({ kind, section, usual, values, put }) {
  const [all, setAll] = useState(false);
  const possible = section.keys.filter((key) => key.name !== 'network' && (kind !== 'ladder' || SHARED.includes(key.name)));
  const keys = possible.filter((key) => all || kind === 'ladder' || COMMON.includes(key.name) || key.name in values);
  if (possible.length === 0) return null;
  return html`<fieldset class="panel">
    <legend>${section.title[lang()]}</legend>
    <div class="columns narrow">
      ${keys.map((key) => html`<${Field} key=${key.name} kind=${kind} of=${key} value=${values[key.name] ?? usual(key.name)} changed=${key.name in values} put=${(value) => put(key.name, value)} />`)}
    </div>
    ${(possible.length > keys.length || all) && html`<button type="button" class="button small plain" aria-expanded=${all} onClick=${() => setAll(!all)}>${t(all ? 'train.fewer' : 'train.more')}</button>`}
  </fieldset>`;
}

function Field({ kind, of, value, changed, put }) {
  const id = `key-${of.name}`;
  const choices = typeof of.default === 'boolean' ? ['true', 'false'] : of.choices;
  const word = (choice) => (choice === 'true' ? t('yes') : choice === 'false' ? t('no') : choice);
  const usual = text(of.default);
  const allowed = [of.range && said(of.range.replace(/\d{4,}/g, (digits) => Number(digits).toLocaleString('en'))), usual && t('train.default', word(usual))].filter(Boolean).join(' · ');
  const common = { id, value, 'aria-describedby': `${id}-help` };
  const input =
    choices.length && kind !== 'sweep'
      ? html`<select ...${common} onChange=${(e) => put(e.target.value)}>
          ${kind === 'ladder' && html`<option value="">${t('train.asLadder')}</option>`}
          ${choices.map((each) => html`<option value=${each}>${word(each)}</option>`)}
        </select>`
      : html`<input ...${common} type="text" list=${choices.length ? `${id}-choices` : undefined} placeholder=${kind === 'ladder' ? t('train.asLadder') : ''} spellcheck="false" autocomplete="off" onInput=${(e) => put(e.target.value)} />
          ${choices.length > 0 && html`<datalist id=${`${id}-choices`}>${choices.map((each) => html`<option value=${each}></option>`)}</datalist>`}`;
  return html`<div class="field ${changed ? 'changed' : ''}">
    <label for=${id}><code>${of.name}</code>${changed && html` <span class="chip good">${t('train.changed')}</span>`}</label>
    ${input}
    <p class="help" id=${`${id}-help`}>${of.help[lang()]}${allowed && html`<span class="allowed">${allowed}</span>`}</p>
  </div>`;
}

function Start({ order, reset }) {
  const asked = useAnswer(JSON.stringify(order), () => post('command', order), 150);
  const checked = { command: '', error: asked.error?.message, ...asked.answer };
  const start = () =>
    attempt(async () => {
      const answer = await post('train', order);
      notify(t('train.queued', answer.run));
    });
  return html`<section class="panel stack" aria-label=${t('train.command')}>
    <h2>${t('train.command')}</h2>
    <pre class="command" tabindex="0">${checked.command}</pre>
    ${checked.error && html`<p class="banner error" role="alert">${said(checked.error)}</p>`}
    ${!checked.error && checked.runs > 1 && html`<p class="quiet">${t('train.runs', checked.runs)}</p>`}
    <div class="toolbar">
      <button type="button" class="button primary" disabled=${Boolean(checked.error)} onClick=${start}><${Icon} name="play" /> ${t('train.start')}</button>
      <button type="button" class="button" onClick=${() => copy(checked.command)}><${Icon} name="copy" /> ${t('copy')}</button>
      ${Object.keys(order.values).length > 0 && html`<button type="button" class="button plain" onClick=${reset}>${t('train.reset')}</button>`}
    </div>
  </section>`;
}

function Queue() {
  const jobs = useJobs();
  const runs = [...useRuns().runs.values()];
  const act = (path, body) => attempt(() => post(path, body));
  const several = jobs.filter((job) => job.runs > 1);
  const inside = (run) => several.some((job) => isBelow(run.id, job.run));
  const training = runs.filter((run) => run.state === 'running' && !inside(run));
  const stopped = runs.filter((run) => run.state === 'stopped' && !inside(run)).slice(-6);
  const single = jobs.filter((job) => !(job.runs > 1) && (job.state !== 'ended' || job.problem) && !training.some((run) => run.id === job.run));
  return html`<section class="panel stack" aria-label=${t('queue')}>
    <h2>${t('queue')}</h2>
    ${training.length + single.length + several.length === 0 && html`<p class="quiet">${t('queue.empty')}</p>`}
    <ul class="jobs">
      ${training.map(
        (run) => html`<li key=${run.id}>
          <a href=${link('runs', { sel: run.id })}>${lastName(run.id)}</a> <span class="chip good">${t('state.running')}</span>
          <button type="button" class="button small" aria-label=${t('queue.stop', run.id)} onClick=${() => act('stop', { run: run.id })}><${Icon} name="stop" /> ${t('stop')}</button>
        </li>`,
      )}
      ${several.map((job) => html`<${Several} key=${job.id} job=${job} runs=${runs.filter((run) => isBelow(run.id, job.run))} act=${act} />`)}
      ${single.map(
        (job) => html`<li key=${job.id}>
          <span>${lastName(job.run)}</span> <${JobState} job=${job} />
          ${job.state !== 'running' && html`<${Remove} job=${job} act=${act} />`}
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

const JobState = ({ job }) => {
  const state = job.problem ? 'failed' : job.state === 'running' ? 'starting' : 'waiting';
  return html`<span class="chip ${job.problem ? 'bad' : ''}">${t(`queue.${state}`)}</span>`;
};

const Remove = ({ job, act }) =>
  html`<button type="button" class="button small" aria-label=${t('queue.remove', job.run)} onClick=${() => act('remove', { id: job.id })}>${t('remove')}</button>`;

/** A ladder or a sweep: how many of its trainings are done, and what they show so far. */
function Several({ job, runs, act }) {
  const done = runs.filter((run) => run.state === 'complete' || run.state === 'diverged').length;
  const ended = job.state === 'ended';
  return html`<li class="several">
    <a href=${link('compare', { sel: '', in: job.run })}>${lastName(job.run)}</a>
    ${job.problem || job.state === 'waiting' ? html`<${JobState} job=${job} />` : html`<span class="chip ${ended ? '' : 'good'}">${t(ended ? (done >= job.runs ? 'state.complete' : 'state.stopped') : 'state.running')}</span>`}
    <progress max=${job.runs} value=${done} aria-label=${t('queue.done', done, job.runs)}></progress>
    <span class="quiet">${t('queue.done', done, job.runs)}</span>
    <span class="toolbar tight">
      ${job.state === 'running' && html`<button type="button" class="button small" aria-label=${t('queue.stop', job.run)} onClick=${() => act('stop', { id: job.id })}><${Icon} name="stop" /> ${t('stop')}</button>`}
      ${ended && done < job.runs && html`<button type="button" class="button small" aria-label=${t('queue.resume', job.run)} onClick=${() => act('again', { id: job.id })}><${Icon} name="play" /> ${t('resume')}</button>`}
      ${job.state !== 'running' && html`<${Remove} job=${job} act=${act} />`}
    </span>
    ${job.problem && html`<p class="problem">${said(job.problem)}</p>`}
  </li>`;
}
