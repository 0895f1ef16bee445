// Events of the server. A shared worker holds one stream for all tabs, since a browser opens six
// connections to a server at most. Without shared workers, each tab has its own.
const listeners = new Map();

let lost = false;
let missed = false;

const tell = (name, data) => listeners.get(name)?.forEach((listener) => listener(data));

function received({ name, data }) {
  const back = name === 'connected' && data && lost;
  if (name === 'connected') lost = !data;
  if (document.hidden) {
    missed = true; // nobody sees it: the processor is left to those that train
    return;
  }
  tell(name, data);
  if (back) tell('again');
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden || !missed) return;
  missed = false;
  tell('connected', !lost);
  if (!lost) tell('again');
});

function start() {
  if ('SharedWorker' in window) {
    const channel = new BroadcastChannel('fovea-events');
    channel.onmessage = (message) => received(message.data);
    const worker = new SharedWorker('/page/live-worker.js', { name: 'fovea-events' });
    worker.port.start();
    return worker;
  }
  const source = new EventSource('/api/events');
  NAMES.forEach((name) =>
    source.addEventListener(name, (event) => received({ name, data: JSON.parse(event.data) })),
  );
  source.onopen = () => received({ name: 'connected', data: true });
  source.onerror = () => received({ name: 'connected', data: false });
  return source;
}

/** The names of events that the server sends. */
const NAMES = ['runs', 'steps', 'jobs'];
let stream;

/**
 * Calls a listener at each event of a name; returns what ends that. `connected` tells true or false,
 * `again` that events may have been missed, since the server was away, or nobody saw the page.
 */
export function listen(name, listener) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(listener);
  stream ??= start();
  return () => listeners.get(name).delete(listener);
}
