// Light, dark, or as the system is.
const KEY = 'fovea.theme';
export const THEMES = ['auto', 'light', 'dark'];

export const theme = () => localStorage.getItem(KEY) ?? 'auto';

export function applyTheme(wanted = theme()) {
  localStorage.setItem(KEY, wanted);
  document.documentElement.dataset.theme = wanted;
  window.dispatchEvent(new Event('themechange'));
}

/** The value of a token of base.css, for what is drawn on a canvas. */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** What is made while the page is in its light colours, such as a drawing for paper. */
export function inLight(make) {
  const root = document.documentElement;
  const { theme: before } = root.dataset;
  root.dataset.theme = 'light';
  try {
    return make(); // a drawing reads the colours at once, so that nobody sees the page change
  } finally {
    root.dataset.theme = before;
  }
}
