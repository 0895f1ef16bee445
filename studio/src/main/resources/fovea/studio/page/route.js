// The address holds the state of the page: #/VIEW?key=value&... A view that is sent to somebody
// looks the same there.
import { useLayoutEffect, useState } from './lib/preact.js';
import { VIEWS } from './views.js';

/** Keys that go along from view to view. */
const SHARED = ['sel', 'q'];

/** Browsers refuse to change an address some two hundred times in ten seconds, as sliders would. */
const PAUSE_MILLIS = 60;

let wanted = null; // what the address becomes after the pause
let replaced = '';
let last = -PAUSE_MILLIS;
let timer = 0;

function forget() {
  clearTimeout(timer);
  timer = 0;
  wanted = null;
}

function write() {
  if (location.hash === replaced) history.replaceState(null, '', wanted); // else somebody went elsewhere
  last = performance.now();
  forget();
}

window.addEventListener('hashchange', (event) => event.isTrusted && forget());

export function current() {
  const [path, query = ''] = (wanted ?? location.hash).replace(/^#\/?/, '').split('?');
  const view = VIEWS.some((each) => each.name === path) ? path : VIEWS[0].name;
  return { view, state: Object.fromEntries(new URLSearchParams(query)) };
}

export function address(view, state) {
  const kept = Object.entries(state).filter(([, value]) => value !== '' && value != null);
  const query = new URLSearchParams(kept).toString();
  return `#/${view}${query ? `?${query}` : ''}`;
}

/** The address of another view, with what all views share. */
export function link(view, changes = {}) {
  const { state } = current();
  const shared = Object.fromEntries(SHARED.map((key) => [key, state[key]]));
  return address(view, { ...shared, ...changes });
}

/** Changes some keys of the present view's state; an empty value removes the key. */
export function change(changes) {
  const { view, state } = current();
  wanted = address(view, { ...state, ...changes });
  replaced = location.hash;
  const pause = last + PAUSE_MILLIS - performance.now();
  if (pause <= 0) write();
  else if (!timer) timer = setTimeout(write, pause);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute() {
  const [route, setRoute] = useState(current);
  useLayoutEffect(() => {
    const update = () => setRoute(current());
    window.addEventListener('hashchange', update);
    return () => window.removeEventListener('hashchange', update);
  }, []);
  return route;
}
