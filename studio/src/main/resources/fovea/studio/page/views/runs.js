// Runs: their curves while they train and after, and the table of all.
import { html, useEffect, useMemo, useRef, useState } from '../lib/preact.js';
import { get } from '../api.js';
import { change, link } from '../route.js';
import { listen } from '../live.js';
import { colourName, lastName, select, selected, useRuns } from '../runs-store.js';
import { duration, fixed, number, percent, t } from '../texts.js';
import { Choice } from '../parts/choice.js';
import { Icon } from '../parts/icons.js';
import { Plot, decimals } from '../parts/plot.js';
import { attempt } from '../parts/notices.js';
import { RunTable } from './run-table.js';

const METRICS = ['train_loss', 'test_loss', 'train_accuracy', 'test_accuracy'];

/** The runs whose curves show if none is selected: those that train, or else the latest. */
function usual(runs) {
  const training = runs.filter((run) => run.state === 'running');
  const latest = runs.filter((run) => run.epochs > 0).sort((a, b) => ((b.started ?? '') < (a.started ?? '') ? -1 : 1));
  return (training.length ? training : latest.slice(0, 3)).map((run) => run.id);
}

export function View({ state }) {
  const store = useRuns();
  const runs = useMemo(() => [...store.runs.values()], [store.runs]);
  if (!store.loaded) return html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (store.error) return html`<p class="banner error" role="alert">${store.error}</p>`;
  const chosen = selected(state, store.runs);
  const visible = chosen.length ? chosen : usual(runs);
  const live = runs.filter((run) => run.state === 'running');
  return html`
    <div class="heading">
      <h1>${t('view.runs')}</h1>
      <p class="quiet">${t('runs.count', runs.length)} · <code>${store.root}</code></p>
      ${store.unread > 0 && html`<p class="chip" role="status">${t('runs.reading', store.unread)}</p>`}
    </div>
    ${runs.length === 0 && store.unread === 0 && html`<${Empty} />`}
    ${live.length > 0 && html`<section class="columns" aria-label=${t('runs.training')}>${live.map((run) => html`<${Live} key=${run.id} run=${run} />`)}</section>`}
    ${runs.length > 0 && html`<${Curves} ids=${visible} runs=${store.runs} state=${state} />`}
    ${runs.length > 0 && html`<${RunTable} runs=${runs} chosen=${chosen} visible=${visible} state=${state} />`}
  `;
}

const Empty = () => html`<div class="panel empty">
  <${Icon} name="curves" />
  <h2>${t('runs.none')}</h2>
  <p>${t('runs.none.how')}</p>
  <code>fovea train</code>
</div>`;

/** A run that trains: how far it is, and what is left. */
function Live({ run }) {
  const now = run.now;
  const planned = run.recipe.epochs;
  const done = now ? now.epoch : run.epochs;
  const figure = (label, value) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`<article class="panel live">
    <div class="heading">
      <h2><a href=${link('runs', { sel: run.id })}>${lastName(run.id)}</a></h2>
      <span class="chip good">${t('state.running')}</span>
    </div>
    <progress max=${planned} value=${done} aria-label=${t('runs.progress')}></progress>
    <dl class="figures">
      ${figure(t('epoch'), `${fixed(done, 1)} / ${number(planned)}`)} ${figure(t('loss'), fixed(now?.loss, 3))}
      ${figure(t('accuracy.test'), percent(run.test_accuracy))} ${figure(t('imagesPerSecond'), number(now?.images_per_second, 0))}
      ${figure(t('left'), duration(now?.left))}
    </dl>
  </article>`;
}

/** Exponential smoothing, corrected for its start as in Adam. */
function smoothed(values, weight) {
  if (!(weight > 0)) return values;
  let mean = 0;
  let power = 1;
  return values.map((value) => {
    if (value == null) return null;
    mean = weight * mean + (1 - weight) * value;
    power *= weight;
    return mean / (1 - power);
  });
}

const counts = new Map();

/** 1, 2, … – the same array for all curves of a length, so that a plot need not compare them. */
function counted(count) {
  if (!counts.has(count)) counts.set(count, Array.from({ length: count }, (_, i) => i + 1));
  return counts.get(count);
}

function useCurves(ids, runs) {
  const [curves, setCurves] = useState({});
  const stamp = ids.map((id) => `${id}:${runs.get(id)?.epochs}`).join('|');
  useEffect(() => {
    if (ids.length === 0) return undefined;
    let current = true;
    const query = new URLSearchParams([...METRICS.map((metric) => ['metric', metric]), ...(ids.length < 200 ? ids.map((id) => ['run', id]) : [])]);
    attempt(async () => {
      const answer = await get('curves', query);
      if (current) setCurves(answer);
    });
    return () => {
      current = false;
    };
  }, [stamp]);
  return curves;
}

/** A curve of more points is not finer on any screen, and would grow as long as its run trains. */
const MAX_STEPS = 4000;

/** Every second of the older points, if there are too many. */
const thinned = (lines) => (lines.length <= MAX_STEPS ? lines : thinned(lines.filter((_, i) => i % 2 === 0 || i > lines.length - MAX_STEPS / 4)));

/** The steps of the runs that train, added to as they come. */
function useSteps(ids, runs) {
  const [steps, setSteps] = useState({});
  const training = ids.filter((id) => runs.get(id)?.state === 'running');
  const stamp = ids.slice(0, 12).join('|') + training.join('|');
  useEffect(() => {
    let current = true;
    setSteps({});
    const ask = () =>
      ids.slice(0, 12).forEach((id) =>
        get('steps', { run: id }).then((lines) => current && setSteps((all) => ({ ...all, [id]: thinned(lines) })), () => {}),
      );
    ask();
    const again = listen('again', ask);
    const end = listen('steps', (event) =>
      setSteps((all) => {
        const added = { ...all };
        for (const [id, lines] of Object.entries(event)) {
          if (id in added) {
            const before = added[id].filter((line) => line.step < lines[0].step);
            added[id] = thinned([...before, ...lines]);
          }
        }
        return added;
      }),
    );
    return () => {
      current = false;
      end();
      again();
    };
  }, [stamp]);
  return steps;
}

/** With more runs than these, curves are smoothed anew at most so often, and the slider moves on. */
const MANY = 100;
const PAUSE_MILLIS = 120;

/** A value that may change with every frame, taken over at most every so many milliseconds. */
function usePaced(value, millis) {
  const [taken, setTaken] = useState(value);
  const last = useRef(-Infinity);
  useEffect(() => {
    if (value === taken) return undefined;
    const timer = setTimeout(() => {
      last.current = performance.now();
      setTaken(value);
    }, last.current + millis - performance.now());
    return () => clearTimeout(timer);
  }, [value, taken]);
  return millis ? taken : value;
}

function Curves({ ids, runs, state }) {
  const curves = useCurves(ids, runs);
  const steps = useSteps(ids, runs);
  const chosen = Number(state.smooth ?? 0);
  const weight = usePaced(chosen, ids.length > MANY ? PAUSE_MILLIS : 0);
  const part = state.part ?? 'both';
  const lines = useMemo(() => {
    const names = Object.fromEntries(METRICS.map((metric) => [metric, t(`metric.${metric}`)]));
    const places = new Map(ids.map((id, i) => [id, i]));
    const line = (id, metric, xs, ys, dash) => ({
      label: `${lastName(id)} · ${names[metric]}`,
      colour: colourName(places.get(id)),
      dash,
      width: ids.length > 40 ? 1 : 1.75,
      xs,
      ys: smoothed(ys, weight),
    });
    const of = (kind) =>
      ids.flatMap((id) => {
        const curve = curves[id];
        if (!curve) return [];
        const xs = counted(curve[`test_${kind}`].length);
        const test = line(id, `test_${kind}`, xs, curve[`test_${kind}`]);
        const fine = steps[id]?.length && state.fine !== '0' ? steps[id] : null;
        const train = fine
          ? line(id, `train_${kind}`, fine.map((each) => each.epoch), fine.map((each) => each[kind]), [4, 4])
          : line(id, `train_${kind}`, xs, curve[`train_${kind}`], [4, 4]);
        return [part !== 'train' && test, part !== 'test' && train].filter(Boolean);
      });
    return { loss: of('loss'), accuracy: of('accuracy') };
  }, [curves, steps, weight, part, state.fine, ids.join('|')]);
  return html`<section aria-label=${t('curves')}>
    <div class="toolbar controls">
      <${Choice} label=${t('curves.part')} name="part" value=${part} values=${['both', 'train', 'test']} />
      <label class="inline"
        >${t('curves.smoothing')}
        <input type="range" min="0" max="0.98" step="0.02" value=${chosen} onInput=${(e) => change({ smooth: Number(e.target.value) || '' })} />
        <output>${fixed(chosen, 2)}</output></label
      >
      <label class="inline"
        ><input type="checkbox" checked=${state.log === '1'} onChange=${(e) => change({ log: e.target.checked ? 1 : '' })} /> ${t('curves.log')}</label
      >
      <label class="inline"
        ><input type="checkbox" checked=${state.logx === '1'} onChange=${(e) => change({ logx: e.target.checked ? 1 : '' })} /> ${t('curves.logX')}</label
      >
      <label class="inline"
        ><input type="checkbox" checked=${state.fine !== '0'} onChange=${(e) => change({ fine: e.target.checked ? '' : 0 })} /> ${t('curves.fine')}</label
      >
    </div>
    <div class="columns">
      <${Plot} title=${t('loss')} lines=${lines.loss} xLabel=${t('epoch')} log=${state.log === '1'} logX=${state.logx === '1'} name="loss" />
      <${Plot} title=${t('accuracy')} lines=${lines.accuracy} xLabel=${t('epoch')} logX=${state.logx === '1'} yFormat=${(value, step) => percent(value, step ? decimals(100 * step) : 1)} name="accuracy" />
    </div>
  </section>`;
}
