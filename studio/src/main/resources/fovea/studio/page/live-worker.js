// The one stream of events of all tabs: see live.js.
const channel = new BroadcastChannel('fovea-events');
let source;

function open() {
  source = new EventSource('/api/events');
  for (const name of ['runs', 'steps', 'jobs']) {
    source.addEventListener(name, (event) => channel.postMessage({ name, data: JSON.parse(event.data) }));
  }
  source.onopen = () => channel.postMessage({ name: 'connected', data: true });
  source.onerror = () => {
    channel.postMessage({ name: 'connected', data: false });
    if (source.readyState === EventSource.CLOSED) setTimeout(open, 5000); // refused: try again
  };
}

open();
