// Puts a figure into the report, in the section of a question.
import { html, useState } from '../lib/preact.js';
import { get, post } from '../api.js';
import { current } from '../route.js';
import { lang, t } from '../texts.js';
import { inLight } from '../theme.js';
import { useAnswer } from './asked.js';
import { attempt, notify } from './notices.js';

export function IntoReport({ title, name, svg, close }) {
  const asked = useAnswer(lang(), () => Promise.all([get('questions', { lang: lang() }), get('report')]));
  const [questions, report] = asked.answer ?? [null, null];
  const [number, setNumber] = useState(current().state.q ?? '15');
  const [caption, setCaption] = useState(title);
  const [busy, setBusy] = useState(false);
  const open = (dialog) => dialog && !dialog.open && dialog.showModal();
  const put = (event) => {
    event.preventDefault();
    setBusy(true);
    attempt(async () => {
      const drawing = await (await inLight(svg)).text();
      const answer = await post('report/picture', { question: Number(number), name, caption, svg: drawing, lang: lang() });
      notify(t('report.put', answer.file));
      close();
    }).finally(() => setBusy(false));
  };
  return html`<dialog ref=${open} onClose=${close} aria-labelledby="report-title">
    <form onSubmit=${put}>
      <h2 id="report-title">${t('report.title')}</h2>
      ${asked.error && html`<p class="banner error" role="alert">${asked.error.message}</p>`}
      ${report && html`<p class="quiet">${t(report.exists ? 'report.there' : 'report.new', report.folder)}</p>`}
      <div class="field"><label for="report-question">${t('report.question')}</label>
        <select id="report-question" value=${number} onChange=${(e) => setNumber(e.target.value)}>
          ${(questions?.questions ?? []).map((each) => html`<option value=${each.number}>${each.number}. ${each.title}</option>`)}
        </select>
      </div>
      <div class="field"><label for="report-caption">${t('report.caption')}</label><input id="report-caption" type="text" value=${caption} onInput=${(e) => setCaption(e.target.value)} /></div>
      <div class="toolbar"><button class="button primary" disabled=${busy || !questions}>${t(busy ? 'report.busy' : 'report.insert')}</button><button type="button" class="button" onClick=${close}>${t('cancel')}</button></div>
    </form>
  </dialog>`;
}
