// Short messages that appear at the edge of the page and are read out.
import { html, useEffect, useState } from '../lib/preact.js';

let show = () => {};

/** kind: 'info' or 'error'. */
export const notify = (text, kind = 'info') => show({ text, kind });

/** Runs something, and shows what went wrong. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    notify(error.message, 'error');
    return undefined;
  }
}

export function Notices() {
  const [notice, setNotice] = useState(null);
  show = setNotice;
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setNotice(null), notice.kind === 'error' ? 12000 : 5000);
    return () => clearTimeout(timer);
  }, [notice]);
  return html`<div class="notices" role="status" aria-live="polite">
    ${notice && html`<p class="notice ${notice.kind}">${notice.text}</p>`}
  </div>`;
}
