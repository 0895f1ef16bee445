// Texts and numbers in the language of the page. The texts are studio.properties.
export const LANGUAGES = { en: 'English', fr: 'Français' };

const KEY = 'fovea.language';
let messages = {};
let problems = [];
let language = 'en';

export function preferred() {
  const stored = localStorage.getItem(KEY);
  return stored in LANGUAGES ? stored : document.documentElement.lang;
}

async function bundle(wanted) {
  const answer = await fetch(`/texts/${wanted}`);
  if (!answer.ok) throw new Error((await answer.json()).error);
  return answer.json();
}

export async function load(wanted) {
  const [texts, english] = await Promise.all([bundle(wanted), wanted === 'en' ? {} : bundle('en')]);
  messages = texts;
  problems = patterns(english);
  language = wanted;
  document.documentElement.lang = wanted;
}

export async function choose(wanted) {
  localStorage.setItem(KEY, wanted);
  await load(wanted);
}

export const lang = () => language;

/**
 * The text of a key. {0} is the first argument, and {0|run|runs} the word for its number.
 */
export function t(key, ...values) {
  const pattern = messages[key];
  if (pattern === undefined) return key;
  return pattern
    .replace(/\{(\d)\|([^|}]*)\|([^}]*)\}/g, (_, i, one, many) => (isOne(values[i]) ? one : many))
    .replace(/\{(\d)\}/g, (_, i) => (typeof values[i] === 'number' ? number(values[i]) : values[i]));
}

/** A text as an expression for what it may become: of its words for a number, either. */
function pattern(text) {
  const source = text
    .replace(/[.*+?^$()[\]\\]/g, '\\$&')
    .replace(/\{\d\|([^|}]*)\|([^}]*)\}/g, '(?:$1|$2)')
    .replace(/\{\d\}/g, '(.+?)');
  return new RegExp(`^${source}$`);
}

/** What the server may say in English, as expressions for the texts `problem.`: the most specific first. */
function patterns(english) {
  const literal = (text) => text.replace(/\{[^}]*\}/g, '').length;
  return Object.entries(english)
    .filter(([key]) => key.startsWith('problem.'))
    .sort(([, a], [, b]) => literal(b) - literal(a))
    .map(([key, text]) => [key, pattern(text)]);
}

/** A message of the server in the language of the page, also what it quotes; as it is if it is unknown. */
export function said(message) {
  for (const [key, pattern] of problems) {
    const found = pattern.exec(message);
    if (found) return t(key, ...found.slice(1).map(said));
  }
  return /^\d{1,3}(,\d{3})+$/.test(message) ? number(Number(message.replaceAll(',', ''))) : message;
}

const isOne = (value) => (language === 'fr' ? Math.abs(value) < 2 : value === 1);

const formats = new Map();

function format(value, options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, options));
  return formats.get(key).format(value).replace('-', '−');
}

/** A number with at most some decimals; a dash if there is none. */
export function number(value, decimals = 6) {
  return Number.isFinite(value) ? format(value, { maximumFractionDigits: decimals }) : '–';
}

export function fixed(value, decimals) {
  return Number.isFinite(value)
    ? format(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    : '–';
}

export function signed(value, decimals) {
  return Number.isFinite(value)
    ? format(value, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        signDisplay: 'exceptZero',
      })
    : '–';
}

/** A number with some significant digits. */
export function significant(value, digits = 3) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    const [mantissa, power] = value.toExponential(digits - 1).split('e');
    const raised = [...String(Number(power))].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c] ?? '⁻').join('');
    return Number(mantissa) === 1 ? `10${raised}` : `${number(Number(mantissa))} × 10${raised}`;
  }
  return format(value, { maximumSignificantDigits: digits });
}

/** A share from 0 to 1 in per cent. */
export function percent(value, decimals = 1) {
  return Number.isFinite(value) ? `${fixed(100 * value, decimals)}${language === 'fr' ? '\u00a0' : ''}%` : '–';
}

/** A duration in words: 1 h 05 min, 3 min 20 s, 12 s. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  const total = Math.max(0, Math.round(seconds));
  const two = (value) => String(value).padStart(2, '0');
  if (total >= 3600) return `${Math.floor(total / 3600)} h ${two(Math.floor((total % 3600) / 60))} min`;
  if (total >= 60) return `${Math.floor(total / 60)} min ${two(total % 60)} s`;
  return `${total} s`;
}

const dates = new Map();

export function date(text) {
  const when = new Date(text);
  if (Number.isNaN(when.getTime())) return '–';
  if (!dates.has(language)) dates.set(language, new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }));
  return dates.get(language).format(when);
}
