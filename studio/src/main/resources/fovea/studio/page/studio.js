// Where the page begins: loads the texts, then shows the shell.
import { html, render } from './lib/preact.js';
import { Shell } from './shell.js';
import { load, preferred } from './texts.js';
import { applyTheme } from './theme.js';

// The token of the first address is in a cookie by now: it need not be read over a shoulder.
if (location.search) history.replaceState(null, '', location.pathname + location.hash);
applyTheme();
await load(preferred());
const app = document.getElementById('app');
app.replaceChildren();
render(html`<${Shell} />`, app);
