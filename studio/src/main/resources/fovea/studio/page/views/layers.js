// What happens inside of a run, layer by layer and epoch by epoch, and what to do about it.
import { html, useMemo } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { colourName, lastName, selected, useRuns } from '../runs-store.js';
import { fixed, number, percent, significant, t } from '../texts.js';
import { useAnswer } from '../parts/asked.js';
import { Histograms } from '../parts/histograms.js';
import { Plot, decimals } from '../parts/plot.js';

/** Shares from which something should be done. */
const MANY_DEAD = 0.2;
const MANY_ZEROS = 0.95;
const SMALL_UPDATE = 1e-4;
const LARGE_UPDATE = 1e-2;

export function View({ state }) {
  const store = useRuns();
  const runs = [...store.runs.values()].filter((run) => run.recipe?.activations);
  const wanted = state.of ?? selected(state, store.runs)[0];
  const run = runs.find((each) => each.id === wanted) ?? runs.find((each) => each.state === 'running') ?? runs.at(-1);
  const events = useAnswer(run ? `${run.epochs} ${run.id}` : null, () => get('layers', { run: run.id })).answer ?? [];
  return html`
    <div class="heading">
      <h1>${t('view.layers')}</h1>
      ${run && html`<label class="inline">${t('run')}
        <select value=${run.id} onChange=${(e) => change({ of: e.target.value })}>${runs.map((each) => html`<option value=${each.id}>${lastName(each.id)}</option>`)}</select>
      </label>`}
    </div>
    ${store.loaded && !run && html`<div class="panel empty"><h2>${t('layers.none')}</h2><p>${t('layers.none.how')}</p><code>fovea train --activations</code></div>`}
    ${run && events.length === 0 && html`<p class="panel empty">${t('layers.wait')}</p>`}
    ${run && events.length > 0 && html`<${Layers} events=${events} />`}
  `;
}

const of = (events, name) => events.filter((event) => event.event === name);

/** A line for each layer: a value over epochs. */
function lines(events, value) {
  const names = events.at(-1)?.layers.map((layer) => layer.name) ?? [];
  return names.map((name, i) => ({
    label: name,
    colour: colourName(i),
    dash: i >= 8 ? [6, 3] : undefined,
    xs: events.map((event) => event.epoch),
    ys: events.map((event) => {
      const layer = event.layers.find((each) => each.name === name);
      return layer ? value(layer) : null;
    }),
  }));
}

function Layers({ events }) {
  const activations = of(events, 'activations');
  const updates = of(events, 'updates');
  const histograms = activations.filter((event) => event.layers.every((layer) => layer.octaves));
  const share = (value, step) => percent(value, step ? decimals(100 * step) : 1);
  const figures = useMemo(() => ({
    dead: lines(activations, (layer) => layer.dead / layer.units),
    zeros: lines(activations, (layer) => layer.zeros),
    ratio: lines(updates, (layer) => layer.update_ratio),
    gradient: lines(updates, (layer) => layer.gradient_norm),
  }), [events]);
  return html`
    <${Advice} activations=${activations.at(-1)} updates=${updates.at(-1)} />
    <div class="columns">
      ${updates.length > 0 && html`<${Plot} title=${t('layers.ratio')} lines=${figures.ratio} xLabel=${t('epoch')} log=${true} name="update-ratio" />
        <${Plot} title=${t('layers.gradient')} lines=${figures.gradient} xLabel=${t('epoch')} log=${true} name="gradient-norm" />`}
      <${Plot} title=${t('layers.dead')} lines=${figures.dead} xLabel=${t('epoch')} yFormat=${share} name="dead-units" />
      <${Plot} title=${t('layers.zeros')} lines=${figures.zeros} xLabel=${t('epoch')} yFormat=${share} name="zeros" />
    </div>
    ${histograms.length > 0 && html`<${Histograms} events=${histograms} />`}
    <${Table} activations=${activations.at(-1)} updates=${updates.at(-1)} />`;
}

function Advice({ activations, updates }) {
  const found = [
    ...(activations?.layers ?? []).flatMap((layer) => [
      layer.dead / layer.units > MANY_DEAD && t('advice.dead', layer.name, percent(layer.dead / layer.units, 0)),
      layer.zeros > MANY_ZEROS && t('advice.zeros', layer.name, percent(layer.zeros, 0)),
    ]),
    ...(updates?.layers ?? []).flatMap((layer) => [
      layer.update_ratio < SMALL_UPDATE && t('advice.small', layer.name, significant(layer.update_ratio, 2)),
      layer.update_ratio > LARGE_UPDATE && t('advice.large', layer.name, significant(layer.update_ratio, 2)),
    ]),
  ].filter(Boolean);
  return html`<section class="panel" aria-label=${t('advice')}>
    <h2>${t('advice')}</h2>
    ${found.length === 0 ? html`<p>${t('advice.none')}</p>` : html`<ul class="advice">${found.map((each) => html`<li>${each}</li>`)}</ul>`}
  </section>`;
}

function Table({ activations, updates }) {
  return html`<section class="panel" aria-label=${t('layers.table')}>
    <h2>${t('layers.table', activations.epoch)}</h2>
    <div class="columns">
      <div class="scroll" tabindex="0" role="group" aria-label=${t('layers.activations')}><table class="data">
        <thead><tr><th scope="col">${t('layers.activations')}</th><th scope="col" class="number">${t('layers.units')}</th><th scope="col" class="number">${t('layers.mean')}</th><th scope="col" class="number">${t('layers.zeros')}</th><th scope="col" class="number">${t('layers.dead')}</th></tr></thead>
        <tbody>${activations.layers.map((layer) => html`<tr><th scope="row"><code>${layer.name}</code></th><td class="number">${number(layer.units)}</td><td class="number">${significant(layer.mean)} ± ${significant(layer.deviation)}</td><td class="number">${percent(layer.zeros)}</td><td class="number">${number(layer.dead)}</td></tr>`)}</tbody>
      </table></div>
      ${updates && html`<div class="scroll" tabindex="0" role="group" aria-label=${t('layers.parameters')}><table class="data">
        <thead><tr><th scope="col">${t('layers.parameters')}</th><th scope="col" class="number">${t('layers.gradient')}</th><th scope="col" class="number">${t('layers.ratio')}</th></tr></thead>
        <tbody>${updates.layers.map((layer) => html`<tr><th scope="row"><code>${layer.name}</code></th><td class="number">${significant(layer.gradient_norm)}</td><td class="number">${significant(layer.update_ratio)}</td></tr>`)}</tbody>
      </table></div>`}
    </div>
  </section>`;
}
