// A network as blocks: one a line of its list, to move, change, add and remove.
import { html } from '../lib/preact.js';
import { t } from '../texts.js';
import { Icon } from './icons.js';

const OFFERED = ['conv 32 3x3 same', 'relu', 'maxpool 2', 'avgpool 2', 'batchnorm', 'dropout 0.5', 'global avgpool', 'flatten', 'linear 100', 'linear classes'];

const ENTRY = /^(\s*- )(.*)$/;

/** The lines of a text, and which of them are blocks; blocks inside a block are further right. */
function parse(text) {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line) => {
    const match = ENTRY.exec(line);
    return match ? { lead: match[1], layer: match[2] } : { line };
  });
}

const write = (parts) => parts.map((part) => part.line ?? part.lead + part.layer).join('\n') + '\n';

export function Blocks({ text, setText }) {
  const parts = parse(text);
  const put = (next) => setText(write(next));
  const swap = (i, j) => {
    const next = [...parts];
    [next[i], next[j]] = [next[j], next[i]];
    put(next);
  };
  const movable = (i, j) => parts[j]?.lead !== undefined && parts[j].lead === parts[i].lead && !parts[i].layer.endsWith(':') && !parts[j].layer.endsWith(':');
  const last = parts.findLast((part) => part.lead !== undefined);
  const add = (layer) => put([...parts, { lead: last?.lead.length <= 4 ? last.lead : '  - ', layer }]);
  return html`<ol class="blocks">
      ${parts.map(
        (part, i) =>
          part.lead !== undefined &&
          html`<li key=${i} class="block ${kind(part.layer)}" data-depth=${Math.floor(part.lead.length / 4)}>
            <input type="text" value=${part.layer} aria-label=${t('network.block', i + 1)} onChange=${(e) => put(parts.with(i, { ...part, layer: e.target.value }))} />
            <button type="button" class="button plain small" disabled=${!movable(i, i - 1)} aria-label=${t('network.up', part.layer)} onClick=${() => swap(i, i - 1)}>↑</button>
            <button type="button" class="button plain small" disabled=${!movable(i, i + 1)} aria-label=${t('network.down', part.layer)} onClick=${() => swap(i, i + 1)}>↓</button>
            <button type="button" class="button plain small" aria-label=${t('network.remove', part.layer)} onClick=${() => put(parts.toSpliced(i, 1))}><${Icon} name="cross" /></button>
          </li>`,
      )}
    </ol>
    <div class="toolbar" role="group" aria-label=${t('network.add')}>
      <span class="quiet">${t('network.add')}</span>
      ${OFFERED.map((layer) => html`<button type="button" class="button small" onClick=${() => add(layer)}>${layer}</button>`)}
    </div>`;
}

const kind = (layer) => /^(\S+: )?(conv|linear|maxpool|avgpool|global|residual|repeat)/.exec(layer)?.[2] ?? '';
