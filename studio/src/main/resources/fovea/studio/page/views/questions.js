// A tour through the questions of the lab: what is done, and where the studio helps.
import { html } from '../lib/preact.js';
import { placeOf, start, tick, useQuestions } from '../lab-questions.js';
import { change } from '../route.js';
import { t } from '../texts.js';
import { Choice } from '../parts/choice.js';

const SHOWN = {
  all: () => true,
  starred: (question) => question.starred,
  open: (question, done) => !done.includes(question.number),
};

export function View({ state }) {
  const { questions, done, error } = useQuestions();
  const which = state.which in SHOWN ? state.which : 'all';
  const found = questions.filter((question) => SHOWN[which](question, done));
  const next = questions.find((question) => !done.includes(question.number));
  return html`
    <div class="heading">
      <div><h1>${t('view.questions')}</h1><p class="quiet">${t('tour.lead')}</p></div>
      <${Choice} label=${t('tour.show')} name="which" value=${which} values=${Object.keys(SHOWN)} />
    </div>
    ${error && html`<p class="banner error" role="alert">${error}</p>`}
    ${questions.length > 0 &&
    html`<section class="panel tour-progress" aria-label=${t('tour.progress')}>
      <p><strong>${t('tour.done', done.length, questions.length)}</strong></p>
      <progress max=${questions.length} value=${done.length} aria-label=${t('tour.progress')}></progress>
      ${next && html`<a class="button primary" href=${start(next.number)}>${t(done.length ? 'tour.next' : 'tour.begin', next.number)}</a>`}
    </section>`}
    <ol class="tour">
      ${found.map(
        (question) => html`<li key=${question.number} class="panel ${done.includes(question.number) ? 'done' : ''}">
          <input type="checkbox" checked=${done.includes(question.number)} aria-label=${t('tour.tick', question.number)} onChange=${(e) => tick(question.number, e.target.checked)} />
          <span class="place">${question.number}</span>
          <span class="what"><a href=${start(question.number)}>${question.title}</a>${question.starred && html` <span class="star" title=${t('guide.starred')}>★<span class="hidden">${t('guide.starred')}</span></span>`}${question.bonus && html` <span class="chip">${t('guide.bonus')}</span>`}</span>
          <span class="quiet where">${t(`view.${placeOf(question.number)}`)}</span>
        </li>`,
      )}
    </ol>
    ${questions.length > 0 && found.length === 0 && html`<p class="panel empty">${t('tour.all')} <button type="button" class="button small" onClick=${() => change({ which: '' })}>${t('which.all')}</button></p>`}
  `;
}
