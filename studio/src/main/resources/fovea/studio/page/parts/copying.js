// Copies a text into the clipboard.
import { t } from '../texts.js';
import { attempt, notify } from './notices.js';

/** A page that came unencrypted from another machine has no clipboard: there, a selection is copied. */
function copySelected(text) {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error(t('copy.not'));
}

export const copy = (text) =>
  attempt(async () => {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copySelected(text);
    notify(t('copied'));
  });
