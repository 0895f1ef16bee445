// All runs, kept up to date by the server's events, and shared by the views.
import { useEffect } from './lib/preact.js';
import { get } from './api.js';
import { change } from './route.js';
import { listen } from './live.js';
import { watched } from './watched.js';

const store = { runs: new Map(), defaults: {}, root: '', folders: [], loaded: false, unread: 0, error: null };
const { changed, useChanges } = watched();
let started = false;

/** Events that came while all runs were asked for: the answer may be older than they. */
let meanwhile = null;
let again = false;

/** A summary leaves out what the recipe has of the defaults. */
function add(run) {
  const recipe = run.recipe && { ...store.defaults, ...run.recipe };
  store.runs.set(run.id, { ...store.runs.get(run.id), ...run, ...(recipe && { recipe }) });
}

function apply(event) {
  store.runs = new Map(store.runs); // another one, by which views see that it has changed
  store.unread = event.unread;
  event.changed.forEach(add);
  event.removed.forEach((id) => store.runs.delete(id));
}

async function fetchAll() {
  if (meanwhile) {
    again = true; // what changed since the first answer, until events came, is in a second
    return;
  }
  meanwhile = [];
  try {
    const answer = await get('runs');
    const before = store.runs;
    store.runs = new Map(answer.runs.filter((run) => before.has(run.id)).map((run) => [run.id, before.get(run.id)]));
    store.defaults = answer.defaults;
    store.root = answer.root;
    store.folders = answer.folders;
    store.unread = answer.unread;
    store.error = null;
    answer.runs.forEach(add);
    meanwhile.forEach(apply);
  } catch (error) {
    store.error = error.message;
  }
  meanwhile = null;
  store.loaded = true;
  changed();
  if (again) {
    again = false;
    fetchAll();
  }
}

function start() {
  if (started) return;
  started = true;
  listen('runs', (event) => {
    meanwhile?.push(event);
    if (!store.loaded) return;
    apply(event);
    changed();
  });
  listen('steps', (event) => {
    store.runs = new Map(store.runs);
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
  useChanges();
  useEffect(start, []);
  return store;
}

const SEPARATOR = '~';
const EVERY = '*';

/** So many runs are selected as those that are found by the same words. */
const MANY = 50;

const texts = new WeakMap();

/** What a run can be found by: its name, tags and note, and key=value of its recipe. */
function textOf(run) {
  if (!texts.has(run)) {
    const recipe = Object.entries(run.recipe ?? {}).map(([key, value]) => `${key}=${shown(value)}`);
    texts.set(run, [run.id, run.state, run.note, ...(run.tags ?? []), ...recipe].join(' ').toLowerCase());
  }
  return texts.get(run);
}

/** The runs in which all words are found. */
export function matching(runs, text = '') {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length ? runs.filter((run) => words.every((word) => textOf(run).includes(word))) : runs;
}

/**
 * The ids of those runs that are selected; in the address, so that all views and whoever gets it
 * share it.
 */
export function selected(state, runs) {
  const selection = state.sel ?? '';
  if (selection.startsWith(EVERY)) return matching([...runs.values()], selection.slice(EVERY.length)).map((run) => run.id);
  return selection.split(SEPARATOR).filter((id) => runs.has(id));
}

/** Selects runs that were found by words. */
export function selectFound(runs, text = '') {
  if (runs.length > MANY) change({ sel: EVERY + text });
  else select(runs.map((run) => run.id));
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

const same = (one, other) => one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));

/** The keys whose values differ between runs. */
export function differing(runs) {
  const recipes = runs.flatMap((run) => run.recipe ?? []);
  if (recipes.length < 2) return [];
  const [first, ...others] = recipes;
  return Object.keys(first).filter((key) => others.some((recipe) => !same(recipe[key], first[key])));
}

export const lastName = (id) => id.split('/').slice(-2).join('/');
