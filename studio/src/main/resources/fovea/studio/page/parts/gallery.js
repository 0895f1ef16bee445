// Test images with a line below each; a click opens one in the explorer.
import { html, useState } from '../lib/preact.js';
import { link } from '../route.js';
import { t } from '../texts.js';
import { pictureOf } from './trained.js';

const MORE = 18;

/** says: the line of an image's number */
export function Gallery({ run, images, says }) {
  const [count, setCount] = useState(MORE);
  if (images.length === 0) return html`<p class="quiet">${t('gallery.none')}</p>`;
  return html`<ul class="gallery">
      ${images.slice(0, count).map(
        (i) => html`<li key=${i}><a href=${link('explorer', { run, image: `test:${i}` })} aria-label=${`${t('gallery.image', i)}: ${says(i)}`}>
          <img class="pixelated" src=${pictureOf(run, `test:${i}`)} alt="" width="72" height="72" loading="lazy" /><span>${says(i)}</span>
        </a></li>`,
      )}
    </ul>
    ${count < images.length && html`<button type="button" class="button small" onClick=${() => setCount(count + 3 * MORE)}>${t('gallery.more', images.length - count)}</button>`}`;
}
