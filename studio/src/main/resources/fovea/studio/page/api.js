// Requests to the server: JSON there and back. An error carries the server's line for the user.
import { said, t } from './texts.js';

async function answered(request) {
  let answer;
  try {
    answer = await request;
  } catch {
    throw new Error(t('offline'));
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ? said(body.error) : `${answer.status} ${answer.statusText}`);
  return body;
}

const query = (parameters) => {
  const text = new URLSearchParams(parameters).toString();
  return text ? `?${text}` : '';
};

/** get('runs', {metric: 'loss'}) asks for /api/runs?metric=loss. */
export const get = (path, parameters = {}) => answered(fetch(`/api/${path}${query(parameters)}`));

export const post = (path, body = {}) =>
  answered(
    fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

/** Sends a file or other bytes. */
export const upload = (path, bytes, parameters = {}) =>
  answered(fetch(`/api/${path}${query(parameters)}`, { method: 'POST', body: bytes }));
