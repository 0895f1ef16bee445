// A figure: an SVG with a title, and buttons that save it or put it into the report.
import { html, useRef } from '../lib/preact.js';
import { table } from './figure-files.js';
import { Saving } from './saving.js';

/** What a drawing looks like by its style sheet, which does not travel with it. */
const LOOKS = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap',
  'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline',
];

const PNG_SCALE = 2;

function standalone(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(from[i]);
    LOOKS.forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
    ['class', 'tabindex', 'role'].forEach((name) => element.removeAttribute(name));
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('--panel'));
  copy.prepend(paper);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

async function png(svg) {
  const { text, width, height } = standalone(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = PNG_SCALE * width;
  canvas.height = PNG_SCALE * height;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

/**
 * @param name of the files that are saved
 * @param csv gives the rows of the table behind the figure
 */
export function Figure({ title, name, csv, children, className = '' }) {
  const place = useRef(null);
  const svg = () => place.current.querySelector('svg.drawing');
  const kinds = {
    svg: async () => new Blob([standalone(svg()).text], { type: 'image/svg+xml' }),
    png: () => png(svg()),
    csv: async () => table(csv()),
  };
  return html`<figure class="figure ${className}" ref=${place}>
    <figcaption>
      <h2>${title}</h2>
      <${Saving} title=${title} name=${name} kinds=${kinds} />
    </figcaption>
    ${children}
  </figure>`;
}
