// Which image is looked at: a test image, a file, a drawing, or what the camera sees.
import { html, useEffect, useRef, useState } from '../lib/preact.js';
import { get, upload } from '../api.js';
import { change } from '../route.js';
import { number, t } from '../texts.js';
import { useAnswer } from './asked.js';
import { attempt } from './notices.js';
import { pictureOf } from './trained.js';

const PAGE = 24;
const SOURCES = ['test', 'file', 'draw', 'camera'];

async function send(blob) {
  await attempt(async () => change({ image: (await upload('explorer/upload', blob)).image }));
}

export function ImageChoice({ run, image }) {
  const [source, setSource] = useState('test');
  const Source = { test: TestImages, file: File, draw: Draw, camera: Camera }[source];
  return html`<section class="panel image-choice" aria-label=${t('images.title')}>
    <div class="choice wide" role="group" aria-label=${t('images.title')}>
      ${SOURCES.map((each) => html`<button type="button" aria-pressed=${each === source} onClick=${() => setSource(each)}>${t(`images.${each}`)}</button>`)}
    </div>
    <${Source} run=${run} image=${image} />
  </section>`;
}

function TestImages({ run, image }) {
  const asked = useAnswer(run, () => get('explorer/images', { run }));
  const [label, setLabel] = useState('');
  const [page, setPage] = useState(0);
  if (asked.error) return html`<p class="banner error" role="alert">${asked.error.message}</p>`;
  if (!asked.answer) return null;
  const { labels, classes } = asked.answer;
  const all = labels.map((_, i) => i).filter((i) => label === '' || labels[i] === Number(label));
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const shown = all.slice(page * PAGE, (page + 1) * PAGE);
  return html`<div class="toolbar">
      <label class="inline">${t('images.class')}
        <select value=${label} onChange=${(e) => { setLabel(e.target.value); setPage(0); }}>
          <option value="">${t('images.all')}</option>
          ${classes.map((name, i) => html`<option value=${i}>${name}</option>`)}
        </select>
      </label>
    </div>
    <div class="thumbs large" role="group" aria-label=${t('images.test')}>
      ${shown.map((i) => {
        const name = `test:${i}`;
        const title = t('images.number', i, classes[labels[i]]);
        return html`<button type="button" key=${name} aria-pressed=${name === image} aria-label=${title} title=${title} onClick=${() => change({ image: name, cls: '' })}>
          <img src=${pictureOf(run, name)} alt="" width="36" height="36" loading="lazy" />
        </button>`;
      })}
    </div>
    <div class="pager">
      <button type="button" class="button small" disabled=${page === 0} aria-label=${t('images.previous')} onClick=${() => setPage(page - 1)}>◀</button>
      <span class="quiet">${t('images.page', page + 1, pages, number(all.length))}</span>
      <button type="button" class="button small" disabled=${page + 1 >= pages} aria-label=${t('images.next')} onClick=${() => setPage(page + 1)}>▶</button>
    </div>`;
}

function File() {
  const [over, setOver] = useState(false);
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
  };
  return html`<label
    class="drop ${over ? 'over' : ''}"
    onDragOver=${(e) => { e.preventDefault(); setOver(true); }}
    onDragLeave=${() => setOver(false)}
    onDrop=${drop}
  >
    <span>${t('images.drop')}</span>
    <input type="file" accept="image/*" onChange=${(e) => e.target.files[0] && send(e.target.files[0])} />
  </label>`;
}

const BOARD = 280;

/** As MNIST's digits are made: the ink's box fits into 20 of 28 pixels, its centre of mass in the middle. */
function centred(canvas) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, BOARD, BOARD);
  let [left, top, right, bottom, mass, x, y] = [BOARD, BOARD, 0, 0, 0, 0, 0];
  for (let i = 0; i < BOARD * BOARD; i++) {
    const ink = data[4 * i];
    if (ink > 0) {
      const [column, row] = [i % BOARD, Math.floor(i / BOARD)];
      [left, right, top, bottom] = [Math.min(left, column), Math.max(right, column), Math.min(top, row), Math.max(bottom, row)];
      [mass, x, y] = [mass + ink, x + ink * column, y + ink * row];
    }
  }
  const result = document.createElement('canvas');
  result.width = BOARD;
  result.height = BOARD;
  const context = result.getContext('2d');
  context.fillRect(0, 0, BOARD, BOARD);
  if (mass > 0) {
    const scale = 200 / Math.max(right - left + 1, bottom - top + 1);
    context.drawImage(canvas, BOARD / 2 - (scale * x) / mass, BOARD / 2 - (scale * y) / mass, scale * BOARD, scale * BOARD);
  }
  return result;
}

function Draw() {
  const board = useRef(null);
  const last = useRef(null);
  const clear = () => {
    const context = board.current.getContext('2d', { willReadFrequently: true });
    context.fillStyle = '#000';
    context.fillRect(0, 0, BOARD, BOARD);
  };
  useEffect(clear, []);
  const place = (event) => {
    const box = board.current.getBoundingClientRect();
    return [((event.clientX - box.left) * BOARD) / box.width, ((event.clientY - box.top) * BOARD) / box.height];
  };
  const stroke = (event) => {
    if (!last.current) return;
    const context = board.current.getContext('2d');
    const to = place(event);
    Object.assign(context, { strokeStyle: '#fff', lineWidth: 22, lineCap: 'round', lineJoin: 'round' });
    context.beginPath();
    context.moveTo(...last.current);
    context.lineTo(...to);
    context.stroke();
    last.current = to;
  };
  const start = (event) => {
    board.current.setPointerCapture(event.pointerId);
    last.current = place(event);
    stroke(event);
  };
  const end = () => {
    if (last.current) centred(board.current).toBlob(send);
    last.current = null;
  };
  return html`<p class="quiet">${t('images.drawLead')}</p>
    <canvas ref=${board} class="board" width=${BOARD} height=${BOARD} role="img" aria-label=${t('images.board')}
      onPointerDown=${start} onPointerMove=${stroke} onPointerUp=${end} onPointerCancel=${end}></canvas>
    <button type="button" class="button small" onClick=${clear}>${t('images.clear')}</button>`;
}

function Camera() {
  const video = useRef(null);
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    let stream = null;
    let gone = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const open = async () => {
      if (!navigator.mediaDevices) throw new Error('no camera');
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (gone) stop();
      else video.current.srcObject = stream;
    };
    open().catch(() => !gone && setFailure(t('images.noCamera')));
    return () => {
      gone = true;
      stop();
    };
  }, []);
  const take = () => {
    const side = Math.min(video.current.videoWidth, video.current.videoHeight);
    const canvas = document.createElement('canvas');
    canvas.width = side;
    canvas.height = side;
    const [x, y] = [(video.current.videoWidth - side) / 2, (video.current.videoHeight - side) / 2];
    canvas.getContext('2d').drawImage(video.current, x, y, side, side, 0, 0, side, side);
    canvas.toBlob(send, 'image/jpeg', 0.95);
  };
  if (failure) return html`<p class="banner" role="alert">${failure}</p>`;
  return html`<video ref=${video} class="camera" autoplay playsinline muted aria-label=${t('images.camera')}></video>
    <button type="button" class="button small primary" onClick=${take}>${t('images.take')}</button>`;
}
