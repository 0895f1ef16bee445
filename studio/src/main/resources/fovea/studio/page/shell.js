// The frame around every view: navigation, language, colours.
import { html, useEffect, useState } from './lib/preact.js';
import { VIEWS } from './views.js';
import { link, useRoute } from './route.js';
import { LANGUAGES, choose, lang, t } from './texts.js';
import { THEMES, applyTheme, theme } from './theme.js';
import { listen } from './live.js';
import { Guide } from './parts/guide.js';
import { Icon } from './parts/icons.js';
import { Notices } from './parts/notices.js';

export function Shell() {
  const { view, state } = useRoute();
  const [language, setLanguage] = useState(lang());
  const [connected, setConnected] = useState(true);
  useEffect(() => listen('connected', setConnected), []);
  useEffect(() => {
    document.title = `${t(`view.${view}`)} · Fovea`;
    // On a telephone the links are a row that is wider than the screen.
    const link = document.querySelector('.rail [aria-current]');
    link.parentNode.scrollLeft = link.offsetLeft - (link.parentNode.clientWidth - link.offsetWidth) / 2;
  }, [view, language]);
  const change = async (wanted) => {
    await choose(wanted);
    setLanguage(wanted);
  };
  const question = Number(state.q) || null;
  return html`<div class="shell ${question ? 'guided' : ''}" key=${language}>
    <a class="skip" href="#main" onClick=${skip}>${t('skip')}</a>
    <header class="rail">
      <a class="brand" href=${link(VIEWS[0].name)}><img src="/page/icon.svg" alt="" width="28" height="28" /><span>Fovea</span></a>
      <nav aria-label=${t('navigation')}>
        ${VIEWS.map(
          (each) => html`<a
            key=${each.name}
            href=${link(each.name)}
            title=${question ? t(`view.${each.name}`) : undefined}
            aria-current=${each.name === view ? 'page' : undefined}
            ><${Icon} name=${each.icon} /><span>${t(`view.${each.name}`)}</span></a
          >`,
        )}
      </nav>
      <div class="settings">
        <${Languages} language=${language} change=${change} />
        <${Themes} />
      </div>
    </header>
    <main id="main" tabindex="-1">
      ${!connected && html`<p class="banner warning" role="alert"><${Icon} name="warning" /> ${t('disconnected')}</p>`}
      <${Current} key=${view} view=${view} state=${state} />
    </main>
    ${question && html`<${Guide} number=${question} view=${view} />`}
    <${Notices} />
  </div>`;
}

function skip(event) {
  event.preventDefault(); // the hash is the state of the page
  document.getElementById('main').focus();
}

function Current({ view, state }) {
  const [loaded, setLoaded] = useState(null);
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    VIEWS.find((each) => each.name === view)
      .load()
      .then((module) => setLoaded({ View: module.View }), setFailure);
  }, [view]);
  if (failure) return html`<p class="banner error" role="alert">${failure.message}</p>`;
  return loaded && html`<${loaded.View} state=${state} />`;
}

const Languages = ({ language, change }) => html`<div class="choice" role="group" aria-label=${t('language')}>
  ${Object.entries(LANGUAGES).map(
    ([code, name]) => html`<button
      type="button"
      lang=${code}
      aria-pressed=${code === language}
      aria-label=${`${code.toUpperCase()}, ${name}`}
      onClick=${() => change(code)}
    >
      ${code.toUpperCase()}
    </button>`,
  )}
</div>`;

function Themes() {
  const [chosen, setChosen] = useState(theme());
  const icons = { auto: 'auto', light: 'sun', dark: 'moon' };
  const pick = (wanted) => {
    applyTheme(wanted);
    setChosen(wanted);
  };
  return html`<div class="choice" role="group" aria-label=${t('theme')}>
    ${THEMES.map(
      (each) => html`<button
        type="button"
        aria-pressed=${each === chosen}
        aria-label=${t(`theme.${each}`)}
        title=${t(`theme.${each}`)}
        onClick=${() => pick(each)}
      >
        <${Icon} name=${icons[each]} />
      </button>`,
    )}
  </div>`;
}
