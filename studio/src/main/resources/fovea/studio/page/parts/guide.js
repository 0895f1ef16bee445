// One question of the lab beside the page: what to look at, and what the student's runs tell.
import { html, useState } from '../lib/preact.js';
import { get } from '../api.js';
import { change, link } from '../route.js';
import { placeOf, start, tick, useQuestions } from '../lab-questions.js';
import { useRuns } from '../runs-store.js';
import { duration, lang, t } from '../texts.js';
import { useAnswer } from './asked.js';
import { copy } from './copying.js';
import { Icon } from './icons.js';
import { Prose } from './prose.js';

export function Guide({ number, view }) {
  const { questions, done, error } = useQuestions();
  const [open, setOpen] = useState(true);
  const question = questions.find((each) => each.number === number);
  if (error) return html`<aside class="guide" aria-label=${t('guide')}><p class="banner error" role="alert">${error}</p></aside>`;
  if (!question) return null;
  const isDone = done.includes(number);
  return html`<aside class="guide" aria-label=${t('guide')}>
    <div class="heading">
      <h2>${t('guide.number', number, questions.length)}${question.starred && html` <span class="star" title=${t('guide.starred')}>★<span class="hidden">${t('guide.starred')}</span></span>`}</h2>
      <span class="toolbar tight end">
        <button type="button" class="button small plain" aria-expanded=${open} onClick=${() => setOpen(!open)}>${t(open ? 'guide.less' : 'guide.more')}</button>
        <button type="button" class="button small plain" aria-label=${t('guide.close')} title=${t('guide.close')} onClick=${() => change({ q: '' })}><${Icon} name="cross" /></button>
      </span>
    </div>
    <p class="title">${question.title}${question.bonus && html` <span class="chip">${t('guide.bonus')}</span>`}</p>
    ${open &&
    html`<p><${Prose} text=${question.prompt} /></p>
      ${placeOf(number) !== view && html`<p><a class="button small" href=${start(number)}>${t('guide.go', t(`view.${placeOf(number)}`))}</a></p>`}
      <${Facts} number=${number} />`}
    <div class="toolbar">
      <button type="button" class="button small" disabled=${number === 1} aria-label=${t('guide.before')} onClick=${() => (location.hash = start(number - 1))}>←</button>
      <button type="button" class="button small ${isDone ? '' : 'primary'}" aria-pressed=${isDone} onClick=${() => tick(number, !isDone)}><${Icon} name="check" /> ${t(isDone ? 'guide.done' : 'guide.tick')}</button>
      <button type="button" class="button small" disabled=${number === questions.length} aria-label=${t('guide.after')} onClick=${() => (location.hash = start(number + 1))}>→</button>
      <a class="end" href=${link('questions')}>${t('guide.all', done.length, questions.length)}</a>
    </div>
  </aside>`;
}

/** What the runs tell about the question, anew when one has ended. */
function Facts({ number }) {
  const runs = [...useRuns().runs.values()];
  const ended = runs.filter((run) => run.state === 'complete').length;
  const asked = useAnswer(`${number} ${lang()} ${ended}`, () => get('facts', { question: number, lang: lang() }));
  const current = asked.key?.startsWith(`${number} `) ? asked : {};
  return html`<h3>${t('guide.facts')}</h3>
    ${current.error && html`<p class="banner error" role="alert">${current.error.message}</p>`}
    ${!current.answer && !current.error && html`<p class="quiet" role="status">${t('guide.measuring')}</p>`}
    ${current.answer?.length === 0 && html`<p class="quiet">${t('guide.none')}</p>`}
    ${(current.answer ?? []).map((fact) => html`<${Fact} key=${fact.id} fact=${fact} />`)}`;
}

function Fact({ fact }) {
  if (fact.text) return html`<p class="fact"><${Prose} text=${fact.text} /></p>`;
  if (fact.missing) return html`<${Missing} fact=${fact} />`;
  if (fact.svg)
    return html`<figure class="fact"><img src=${`data:image/svg+xml;charset=utf-8,${encodeURIComponent(fact.svg)}`} alt=${fact.alternative} /><figcaption><${Prose} text=${fact.caption} /></figcaption></figure>`;
  return html`<div class="fact">
    <p><${Prose} text=${fact.caption} /></p>
    <div class="scroll" tabindex="0" role="group" aria-label=${fact.caption}>
      <table class="data">
        <thead><tr>${fact.header.map((each) => html`<th scope="col"><${Prose} text=${each} /></th>`)}</tr></thead>
        <tbody>${fact.rows.map((row) => html`<tr>${row.map((cell) => html`<td><${Prose} text=${cell} /></td>`)}</tr>`)}</tbody>
      </table>
    </div>
  </div>`;
}

function Missing({ fact }) {
  return html`<div class="fact missing">
    <p><${Prose} text=${fact.missing} /> <span class="quiet">${t('guide.takes', duration(fact.seconds))}</span></p>
    <pre class="command" tabindex="0">${fact.command}</pre>
    <button type="button" class="button small" onClick=${() => copy(fact.command)}><${Icon} name="copy" /> ${t('copy')}</button>
  </div>`;
}
