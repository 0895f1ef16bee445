// The questions of the lab, which of them are done, and where the studio helps with each.
import { useEffect } from './lib/preact.js';
import { get, post } from './api.js';
import { link } from './route.js';
import { lang } from './texts.js';
import { watched } from './watched.js';
import { attempt } from './parts/notices.js';

const store = { language: '', questions: [], done: [], error: null };
const { changed, useChanges } = watched();

async function fetchAll(language) {
  store.language = language;
  store.questions = []; // those in another language
  try {
    const answer = await get('questions', { lang: language });
    if (store.language === language) Object.assign(store, answer, { error: null });
  } catch (error) {
    // Asked anew by the next that needs them.
    if (store.language === language) Object.assign(store, { language: '', error: error.message });
  }
  changed();
}

/** The questions in the language of the page; none if they are not wanted. */
export function useQuestions(wanted = true) {
  useChanges();
  useEffect(() => {
    if (wanted && store.language !== lang()) fetchAll(lang());
  }, [wanted]);
  return store;
}

/** Ticks a question off, or takes the tick away. */
export const tick = (question, done) =>
  attempt(async () => {
    store.done = (await post('progress', { question, done })).done;
    changed();
  });

const ladder = (name) => ['train', { kind: 'ladder', ladder: name }];
const conv = { type: 'conv', size: 32, dilation: 1 };

/** The view that helps with a question, and its state. */
const PLACES = {
  1: ['playground', { ...conv, kernel: 5, stride: 3, padding: 2 }],
  2: ['playground', { ...conv, kernel: 5, stride: 1, padding: 2 }],
  3: ['playground', { type: 'maxpool', size: 32, kernel: 4, stride: 4, padding: 0, dilation: 1 }],
  4: ['network', {}],
  5: ['network', {}],
  6: ['explorer', { tab: 'scan' }],
  7: ['playground', { ...conv, kernel: 3, stride: 1, padding: 1 }],
  8: ['playground', { ...conv, kernel: 5, stride: 1, padding: 0 }],
  9: ['playground', { type: 'maxpool', size: 32, kernel: 2, stride: 1, padding: 0, dilation: 1 }],
  10: ['network', {}],
  11: ['network', {}],
  12: ['mistakes', {}],
  13: ['train', { recipe: 'lenet5-mnist' }],
  14: ['explorer', { tab: 'modes' }],
  15: ['train', { recipe: 'baseline' }],
  16: ['train', { kind: 'sweep', recipe: 'baseline', values: JSON.stringify({ lr: '0.01,0.03,0.1,0.3', batch_size: '32,128,512', epochs: '5' }) }],
  17: ['runs', {}],
  18: ['runs', {}],
  19: ['compare', {}],
  20: ['compare', {}],
  21: ladder('normalisations'),
  22: ['compare', {}],
  23: ladder('flips'),
  24: ['mistakes', {}],
  25: ladder('augmentations'),
  26: ['compare', {}],
  27: ['layers', {}],
  28: ladder('optimisers'),
  29: ['compare', {}],
  30: ladder('regularisations'),
  31: ['explorer', { tab: 'modes' }],
  32: ladder('dropout-rates'),
  33: ['explorer', { tab: 'modes' }],
  34: ladder('batch-norm'),
};

export const placeOf = (question) => PLACES[question]?.[0] ?? 'runs';

/** The address of the view that helps with a question, with the question beside it. */
export function start(question) {
  const [view, state] = PLACES[question] ?? ['runs', {}];
  return link(view, { ...state, q: question });
}
