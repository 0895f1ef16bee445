// All runs, kept up to date by the server's events, and shared by the views.
import { useEffect, useState } from './lib/preact.js';
import { get } from './api.js';
import { change } from './route.js';
import { listen } from './live.js';

const store = { runs: new Map(), defaults: {}, root: '', loaded: false, error: null };
const watchers = new Set();
let started = false;

function changed() {
  watchers.forEach((watcher) => watcher({}));
}

async function fetchAll() {
  try {
    const answer = await get('runs');
    store.runs = new Map(answer.runs.map((run) => [run.id, { ...store.runs.get(run.id), ...run }]));
    store.defaults = answer.defaults;
    store.root = answer.root;
    store.error = null;
  } catch (error) {
    store.error = error.message;
  }
  store.loaded = true;
  changed();
}

function start() {
  if (started) return;
  started = true;
  listen('runs', (event) => {
    store.runs = new Map(store.runs);
    event.changed.forEach((run) => store.runs.set(run.id, { ...store.runs.get(run.id), ...run }));
    event.removed.forEach((id) => store.runs.delete(id));
    changed();
  });
  listen('steps', (event) => {
    store.runs = new Map(store.runs); // another one, by which views see that it has changed
    for (const [id, lines] of Object.entries(event)) {
      const run = store.runs.get(id);
      if (run) store.runs.set(id, { ...run, now: lines.at(-1) });
    }
    changed();
  });
  listen('connected', (is) => is && fetchAll());
  fetchAll();
}

/** The store, and a new rendering when it changes. */
export function useRuns() {
  const [, update] = useState({});
  useEffect(() => {
    watchers.add(update);
    start();
    return () => watchers.delete(update);
  }, []);
  return store;
}

const SEPARATOR = '~';

/** The ids that are selected; in the address, so that all views and whoever gets it share it. */
export function selected(state) {
  return (state.sel ?? '').split(SEPARATOR).filter(Boolean);
}

export function select(ids) {
  change({ sel: ids.join(SEPARATOR) });
}

/** Colours by the place in the selection, so that a run has the same in every figure. */
export const COLOURS = 8;
export const colourName = (index) => `--series-${(index % COLOURS) + 1}`;

/** The value of a recipe's key as text. */
export const shown = (value) =>
  Array.isArray(value) ? (value.length ? value.map(shown).join(' ') : '–') : typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** The keys whose values differ between runs. */
export function differing(runs) {
  const healthy = runs.filter((run) => run.recipe);
  if (healthy.length < 2) return [];
  return Object.keys(healthy[0].recipe).filter((key) => {
    const first = JSON.stringify(healthy[0].recipe[key]);
    return healthy.some((run) => JSON.stringify(run.recipe[key]) !== first);
  });
}

export const lastName = (id) => id.split('/').slice(-2).join('/');
