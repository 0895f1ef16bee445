// Icons of 24 x 24, drawn with the colour of the text.
import { html } from '../lib/preact.js';

const PATHS = {
  curves: 'M3 3v18h18M6 16c3-9 5-9 7-4s4 3 7-6',
  table: 'M3 5h18v14H3zM3 10h18M9 10v9',
  compare: 'M12 3v18M5 8h4v10H5zM15 5h4v13h-4z',
  play: 'M7 4l13 8-13 8z',
  stop: 'M6 6h12v12H6z',
  pulse: 'M2 12h5l3-8 4 16 3-8h5',
  people: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-7 7-7s7 3 7 7M17 4a4 4 0 0 1 0 7M22 21c0-3-2-6-5-7',
  grid: 'M3 3h18v18H3zM9 3v18M15 3v18M3 9h18M3 15h18',
  layers: 'M12 3l9 5-9 5-9-5zM3 12l9 5 9-5M3 16l9 5 9-5',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  cross: 'M5 5l14 14M19 5L5 19',
  check: 'M4 12l6 6L20 6',
  copy: 'M8 8h12v12H8zM4 16V4h12',
  download: 'M12 3v12M7 11l5 5 5-5M4 20h16',
  note: 'M4 4h16v12l-4 4H4zM8 9h8M8 13h5',
  question: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  warning: 'M12 3l10 18H2zM12 10v5M12 18v.5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z',
  auto: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
};

/** An icon; it says nothing to a screen reader, so that a text must be beside it or around it. */
export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <path d=${PATHS[name]} />
</svg>`;
