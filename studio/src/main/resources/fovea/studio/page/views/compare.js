// Compares the selected runs: seeds grouped by recipe, paired differences, sweeps, parallel axes.
import { html, useMemo } from '../lib/preact.js';
import { get } from '../api.js';
import { isBelow, useJobs } from '../jobs.js';
import { change, link } from '../route.js';
import { colourName, differing, lastName, selected, shown, useRuns } from '../runs-store.js';
import { fixed, number, percent, signed, t } from '../texts.js';
import { useAnswer } from '../parts/asked.js';
import { Figure } from '../parts/figure.js';
import { Plot, decimals } from '../parts/plot.js';

/** As many as a request can name. */
const MOST = 400;

const points = (statistics) => (statistics?.mean === undefined ? '–' : signed(100 * statistics.mean, 2));

export function View({ state }) {
  const store = useRuns();
  const jobs = useJobs();
  const folder = state.in ?? '';
  const chosen = folder ? [] : selected(state, store.runs);
  const candidates = folder ? [...store.runs.keys()].filter((id) => isBelow(id, folder)) : chosen.length ? chosen : [...store.runs.keys()];
  const readable = candidates.filter((id) => store.runs.get(id)?.recipe);
  const ids = readable.slice(0, MOST);
  const stamp = ids.map((id) => `${id}:${store.runs.get(id).epochs}:${store.runs.get(id).state}`).join('|');
  const asked = useAnswer(ids.length ? stamp : null, () => {
    const query = ids.map((id) => ['run', id]);
    return Promise.all([get('compare', query), get('curves', [['metric', 'test_accuracy'], ...query])]);
  });
  const [answer, curves] = asked.answer ?? [null, {}];
  const runs = ids.map((id) => store.runs.get(id));
  const job = folder ? jobs.find((each) => each.run === folder) : undefined;
  const tested = new Set(runs.map((run) => run.test_images).filter(Boolean));
  const which = folder ? t('compare.in', ids.length, folder) : chosen.length ? t('compare.selected', ids.length) : t('compare.all', ids.length);
  return html`
    <div class="heading">
      <h1>${t('view.compare')}</h1>
      <p class="quiet">${which} · <a href=${link('runs')}>${t('compare.choose')}</a></p>
      <${Folders} folder=${folder} ids=${[...store.runs.keys()]} />
    </div>
    ${asked.error && html`<p class="banner error" role="alert">${asked.error.message}</p>`}
    ${ids.length === 0 && html`<p class="panel empty">${t(isOpen(job) ? 'compare.soon' : 'runs.none')}</p>`}
    ${readable.length > MOST && html`<p class="banner warning">${t('compare.most', MOST, readable.length)}</p>`}
    ${tested.size > 1 && html`<p class="banner warning">${t('compare.otherImages')}</p>`}
    ${answer && ids.length > 0 && html`
      <${Progress} job=${job} runs=${runs} unfinished=${answer.groups.flatMap((group) => group.unfinished).length} />
      <${Groups} groups=${answer.groups} runs=${store.runs} />
      <div class="columns"><${Bands} groups=${answer.groups} curves=${curves} /><${HeatMap} runs=${runs} axes=${job?.axes ?? []} trains=${isOpen(job)} /></div>
      <${ParallelAxes} runs=${runs} />`}
  `;
}

/** Whether more of a job is to come. */
const isOpen = (job) => job !== undefined && job.state !== 'ended';

/** A choice of the folders with several runs, such as those of ladders and sweeps. */
function Folders({ folder, ids }) {
  const counts = new Map();
  for (const id of ids) {
    const parts = id.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const name = parts.slice(0, depth).join('/');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const names = [...counts].filter(([, count]) => count > 1).map(([name]) => name).sort();
  if (names.length === 0) return null;
  return html`<label class="inline end">${t('compare.folder')}
    <select value=${folder} onChange=${(e) => change({ in: e.target.value })}>
      <option value="">${t('compare.folder.none')}</option>
      ${names.map((name) => html`<option value=${name}>${name}</option>`)}
    </select>
  </label>`;
}

/** What a ladder or a sweep still has to train. */
function Progress({ job, runs, unfinished }) {
  const done = runs.filter((run) => run.state === 'complete' || run.state === 'diverged').length;
  if (isOpen(job))
    return html`<p class="panel live" role="status">
      <span class="chip good">${t('state.running')}</span> ${t('queue.done', done, job.runs)} · ${t('compare.live')}
      <progress max=${job.runs} value=${done} aria-label=${t('queue.done', done, job.runs)}></progress>
    </p>`;
  return unfinished > 0 && html`<p class="banner">${t('compare.unfinished', unfinished)}</p>`;
}

/** A row a recipe: mean over seeds, and the difference from the first with its interval. */
function Groups({ groups, runs }) {
  const reach = Math.max(0.001, ...groups.map(({ difference }) => Math.abs(difference?.mean ?? 0) + (difference?.margin ?? 0)));
  return html`<section class="panel" aria-label=${t('compare.groups')}>
    <h2>${t('compare.groups')}</h2>
    <div class="scroll" tabindex="0" role="group" aria-label=${t('compare.groups')}>
      <table class="data">
        <thead><tr><th scope="col">${t('compare.recipe')}</th><th scope="col" class="number">${t('compare.seeds')}</th><th scope="col" class="number">${t('accuracy.test')}</th><th scope="col" class="number">${t('column.gap')}</th><th scope="col" class="number">${t('compare.difference')}</th><th scope="col">${t('compare.interval')}</th></tr></thead>
        <tbody>${groups.map(
          (group, i) => html`<tr>
            <th scope="row" class="recipe"><span class="swatch series-${(i % 8) + 1} inlineSwatch" aria-hidden="true"></span> ${group.name}</th>
            <td class="number">${number(group.test_accuracy.count)}${group.diverged > 0 && html` <span class="chip bad">${t('compare.diverged', group.diverged)}</span>`}<${Unfinished} ids=${group.unfinished} runs=${runs} /></td>
            <td class="number">${percent(group.test_accuracy.mean, 2)}${group.test_accuracy.deviation !== undefined && ` ± ${fixed(100 * group.test_accuracy.deviation, 2)}`}</td>
            <td class="number">${points(group.gap)}</td>
            <td class="number">${points(group.difference)}</td>
            <td>${group.difference && group.test_accuracy.count + group.diverged > 0 && html`<${Interval} of=${group.difference} reach=${reach} />`}</td>
          </tr>`,
        )}</tbody>
      </table>
    </div>
    <p class="quiet note">${t('compare.note')}</p>
  </section>`;
}

/** How many of a recipe's runs train, and how many have stopped before their end. */
function Unfinished({ ids, runs }) {
  const training = ids.filter((id) => runs.get(id)?.state === 'running').length;
  const chip = (count, state, colour) => count > 0 && html` <span class="chip ${colour}">${t(`class.state.${state}`, count)}</span>`;
  return html`${chip(training, 'running', 'good')}${chip(ids.length - training, 'stopped', 'warm')}`;
}

function Interval({ of, reach }) {
  if (of.count === 0) return html`<span class="quiet">${t('compare.noPairs')}</span>`;
  const x = (value) => 80 + (value / reach) * 74;
  const low = of.mean - (of.margin ?? 0);
  const high = of.mean + (of.margin ?? 0);
  const clear = of.margin !== undefined && (low > 0 || high < 0);
  const words = of.margin === undefined ? t('compare.oneSeed') : t('compare.from', signed(100 * low, 2), signed(100 * high, 2));
  return html`<span class="toolbar tight"
    ><svg class="interval ${clear ? 'clear' : ''}" viewBox="0 0 160 20" width="160" height="20" role="img" aria-label=${words}>
      <path class="zero" d="M80 1V19" />${of.margin !== undefined && html`<path class="range" d=${`M${x(low)} 10H${x(high)}M${x(low)} 5V15M${x(high)} 5V15`} />`}
      <circle cx=${x(of.mean)} cy="10" r="4" /></svg
    ><span class="quiet">${words}</span></span
  >`;
}

/**
 * Means over seeds, epoch by epoch, with a band of one standard deviation on each side; at each epoch
 * over the runs that have come so far, of which some may still train.
 */
function Bands({ groups, curves }) {
  const { lines, bands } = useMemo(() => {
    const lines = [];
    const bands = [];
    groups.slice(0, 12).forEach((group, i) => {
      const all = [...group.runs, ...group.unfinished].map((id) => curves[id]?.test_accuracy).filter((each) => each?.length);
      if (all.length === 0) return;
      const epochs = Math.max(...all.map((each) => each.length));
      const xs = Array.from({ length: epochs }, (_, k) => k + 1);
      const at = xs.map((_, k) => all.map((each) => each[k]).filter((value) => value != null));
      const mean = at.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
      const colour = colourName(i);
      lines.push({ label: group.name, colour, xs, ys: mean });
      if (all.length > 1) {
        const spread = at.map((values, k) => (values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - mean[k]) ** 2, 0) / (values.length - 1))));
        lines.push({ label: `${group.name} + σ`, colour, width: 0.5, xs, ys: mean.map((value, k) => value + spread[k]) });
        lines.push({ label: `${group.name} − σ`, colour, width: 0.5, xs, ys: mean.map((value, k) => value - spread[k]) });
        bands.push([lines.length - 2, lines.length - 1, colour]);
      }
    });
    return { lines, bands };
  }, [groups, curves]);
  return html`<${Plot} title=${t('compare.bands')} lines=${lines} bands=${bands} xLabel=${t('epoch')} name="seeds" yFormat=${(value, step) => percent(value, step ? decimals(100 * step) : 1)} />`;
}

/** Rows of the recipes' values of a key, in the order of numbers. */
const inOrder = (values) => [...new Set(values)].sort((a, b) => Number(a) - Number(b) || a.localeCompare(b));

const CELL = { width: 92, height: 40, left: 136, top: 54 };

/**
 * Mean test accuracy over one or two keys that differ; a cell without a finished run says why.
 * axes are those of a sweep, so that its cells are there before their runs.
 */
function HeatMap({ runs, axes, trains }) {
  const keys = axes.length ? axes.map((axis) => axis.key) : differing(runs).filter((key) => key !== 'seed');
  const ended = runs.filter((run) => run.state === 'complete' && run.test_accuracy !== undefined);
  if (keys.length === 0 || keys.length > 2 || ended.length + axes.length === 0)
    return html`<section class="panel"><h2>${t('compare.sweep')}</h2><p class="quiet">${t('compare.sweep.when')}</p></section>`;
  const values = (key) => inOrder([...runs.map((run) => shown(run.recipe[key])), ...(axes.find((axis) => axis.key === key)?.values ?? []).map(plainNumber)]);
  const [columnKey, rowKey] = keys;
  const columns = values(columnKey);
  const rows = rowKey ? values(rowKey) : [''];
  const within = (all, column, row) => all.filter((run) => shown(run.recipe[columnKey]) === column && (!rowKey || shown(run.recipe[rowKey]) === row));
  const cell = (column, row) => {
    const found = within(ended, column, row);
    return found.length ? found.reduce((sum, run) => sum + run.test_accuracy, 0) / found.length : undefined;
  };
  const missing = (column, row) => {
    const state = ['running', 'diverged', 'stopped'].find((each) => within(runs, column, row).some((run) => run.state === each));
    return state ? t(`state.${state}`) : trains ? t('compare.sweep.none') : '–';
  };
  const known = columns.flatMap((column) => rows.map((row) => cell(column, row))).filter((value) => value !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const share = (value) => (high > low ? (value - low) / (high - low) : 1);
  const width = CELL.left + columns.length * CELL.width + 8;
  const height = CELL.top + rows.length * CELL.height + 8;
  const middle = (i) => CELL.left + (i + 0.5) * CELL.width;
  const csv = () => [[rowKey ?? '', ...columns.map((column) => `${columnKey}=${column}`)], ...rows.map((row) => [row, ...columns.map((column) => cell(column, row) ?? '')])];
  return html`<${Figure} title=${t('compare.sweep')} name="sweep" csv=${csv} className="panel">
    <div class="scroll" tabindex="0" role="group" aria-label=${t('compare.sweep')}>
      <svg class="drawing heat" viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} role="img" aria-label=${t('compare.sweep.name', known.length, columns.length * rows.length, percent(high))}>
        <text class="head" x=${CELL.left + (columns.length * CELL.width) / 2} y="18">${columnKey}</text>
        ${rowKey && html`<text class="head start" x="4" y=${CELL.top - 14}>${rowKey}</text>`}
        ${columns.map((column, i) => html`<text class="tick" x=${middle(i)} y=${CELL.top - 14}>${column}</text>`)}
        ${rows.map((row, k) => {
          const y = CELL.top + k * CELL.height;
          return html`<text class="tick end" x=${CELL.left - 12} y=${y + 25}>${rowKey ? row : t('accuracy.test')}</text>
            ${columns.map((column, i) => {
              const value = cell(column, row);
              const x = CELL.left + i * CELL.width;
              return html`<rect class=${value === undefined ? 'none' : 'known'} x=${x + 2} y=${y + 2} width=${CELL.width - 4} height=${CELL.height - 4} rx="4" fill-opacity=${value === undefined ? 1 : 0.12 + 0.88 * share(value)} />
                <text class=${value === undefined ? 'none' : share(value) > 0.5 ? 'high' : 'low'} x=${middle(i)} y=${y + 25}>${value === undefined ? missing(column, row) : percent(value)}</text>`;
            })}`;
        })}
      </svg>
    </div>
  <//>`;
}

/** A value of a sweep as recipes show it: 1e-3 is 0.001. */
const plainNumber = (text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text);

/** One line a run across an axis for each key that differs, and for the result. */
function ParallelAxes({ runs }) {
  const keys = differing(runs);
  const results = runs.filter((run) => run.test_accuracy !== undefined);
  if (keys.length === 0 || results.length < 2) return null;
  const axes = [...keys.slice(0, 8).map((key) => axis(key, results.map((run) => run.recipe[key]), (run) => run.recipe[key])), axis('test_accuracy', results.map((run) => run.test_accuracy), (run) => run.test_accuracy, percent)];
  const width = Math.max(640, axes.length * 150);
  const x = (i) => 70 + (i * (width - 140)) / (axes.length - 1);
  const best = Math.max(...results.map((run) => run.test_accuracy));
  const worst = Math.min(...results.map((run) => run.test_accuracy));
  const csv = () => [['run', ...axes.map((each) => each.key)], ...results.map((run) => [run.id, ...keys.slice(0, 8).map((key) => shown(run.recipe[key])), run.test_accuracy])];
  return html`<${Figure} title=${t('compare.parallel')} name="settings" csv=${csv} className="panel">
    <div class="scroll" tabindex="0" role="group" aria-label=${t('compare.parallel')}>
      <svg class="drawing parallel" viewBox=${`0 0 ${width} 280`} width=${width} height="280" role="img" aria-label=${t('compare.parallel.name', results.length)}>
        ${results.map((run) => html`<path class="run" d=${`M${axes.map((each, i) => `${x(i)} ${each.y(run)}`).join('L')}`} opacity=${0.25 + (0.7 * (run.test_accuracy - worst)) / (best - worst || 1)}><title>${lastName(run.id)} ${percent(run.test_accuracy)}</title></path>`)}
        ${axes.map((each, i) => html`<g><path class="axis" d=${`M${x(i)} 40V250`} /><text class="head" x=${x(i)} y="22">${each.key === 'test_accuracy' ? t('accuracy.test') : each.key}</text>${each.ticks.map(([label, y]) => html`<text class="tick" x=${x(i) + 6} y=${y + 4}>${label}</text>`)}</g>`)}
      </svg>
    </div>
  <//>`;
}

function axis(key, values, of, format = (value) => number(value)) {
  if (values.every((value) => typeof value === 'number')) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const log = low > 0 && high / low >= 20;
    const f = log ? Math.log : (value) => value;
    const y = (value) => 250 - (210 * (f(value) - f(low))) / (f(high) - f(low) || 1);
    return { key, y: (run) => y(of(run)), ticks: [...new Set([low, high])].map((value) => [format(value), y(value)]) };
  }
  const names = [...new Set(values.map(shown))].sort();
  const y = (name) => 250 - (210 * names.indexOf(name)) / Math.max(1, names.length - 1);
  return { key, y: (run) => y(shown(of(run))), ticks: names.map((name) => [name, y(name)]) };
}
