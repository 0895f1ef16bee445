// What the server says to a question that changes as the visitor plays.
import { useEffect, useState } from '../lib/preact.js';

/**
 * Asks again whenever the key changes; the last answer stays until the next one is there.
 * @param key of the question; null asks nothing
 * @param ask gives a promise
 * @param wait milliseconds without a change before it is asked
 */
export function useAnswer(key, ask, wait = 0) {
  const [state, setState] = useState({ key: null, answer: null, error: null });
  useEffect(() => {
    if (key === null) return undefined;
    let current = true;
    const timer = setTimeout(
      () =>
        ask().then(
          (answer) => current && setState({ key, answer, error: null }),
          (error) => current && setState({ key, answer: null, error }),
        ),
      wait,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  return { ...state, busy: key !== null && state.key !== key };
}
