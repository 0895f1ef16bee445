// The explorer: what a trained network computes for one image.
import { html, useEffect, useState } from '../lib/preact.js';
import { get } from '../api.js';
import { change } from '../route.js';
import { useRuns } from '../runs-store.js';
import { t } from '../texts.js';
import { useAnswer } from '../parts/asked.js';
import { floats, photograph } from '../parts/pixels.js';
import { NoRuns, RunChoice, chosenRun, useTrained } from '../parts/trained.js';
import { ImageChoice } from '../parts/images.js';
import { Probabilities } from '../parts/probabilities.js';
import { FeatureMaps } from '../parts/maps.js';
import { Evidence } from '../parts/evidence.js';
import { Filters } from '../parts/filters.js';
import { Modes } from '../parts/modes.js';
import { Scan } from '../parts/scan.js';

const TABS = { maps: FeatureMaps, evidence: Evidence, filters: Filters, modes: Modes, scan: Scan };

export function View({ state }) {
  const store = useRuns();
  const trained = useTrained();
  const runs = trained.answer?.runs ?? [];
  const run = chosenRun(state, runs, store.runs);
  const image = state.image ?? 'test:0';
  const tab = state.tab in TABS ? state.tab : 'maps';
  const asked = useAnswer(run === null ? null : `${run} ${image}`, () => get('explorer/image', { run, image }));
  const [overview, setOverview] = useState(null);
  useEffect(() => {
    if (asked.answer) {
      const pixels = photograph(floats(asked.answer.pixels), asked.answer.shape);
      setOverview({ ...asked.answer, run, image: asked.key.slice(run.length + 1), picture: pixels });
    }
  }, [asked.answer]);
  if (trained.error) return html`<h1>${t('view.explorer')}</h1><p class="banner error" role="alert">${trained.error.message}</p>`;
  if (trained.answer && run === null) return html`<h1>${t('view.explorer')}</h1><${NoRuns} />`;
  const Tab = TABS[tab];
  return html`<div class="heading">
      <div><h1>${t('view.explorer')}</h1><p class="quiet">${t('explorer.lead')}</p></div>
      <${RunChoice} id="explorer-run" runs=${runs} run=${run} label=${t('trained.run')} onPick=${(name) => change({ run: name, layer: '', cls: '' })} />
    </div>
    ${asked.error && html`<p class="banner error" role="alert">${asked.error.message}</p>`}
    ${run &&
    html`<div class="explorer">
      <aside class="explorer-side">
        <${ImageChoice} run=${run} image=${image} />
        ${overview && html`<${Probabilities} overview=${overview} />`}
      </aside>
      <section class="panel explorer-main" aria-busy=${asked.busy}>
        <div class="choice tabs" role="group" aria-label=${t('explorer.tabs')}>
          ${Object.keys(TABS).map(
            (name) => html`<button type="button" aria-pressed=${name === tab} onClick=${() => change({ tab: name })}>${t(`explorer.tab.${name}`)}</button>`,
          )}
        </div>
        ${overview && !asked.error && html`<${Tab} overview=${overview} state=${state} />`}
      </section>
    </div>`}`;
}
