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
