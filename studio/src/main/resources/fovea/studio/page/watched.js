// What several parts of the page show, and what changes without them.
import { useLayoutEffect, useState } from './lib/preact.js';

/** Something whose changes are told to the parts that show it. */
export function watched() {
  const watchers = new Set();
  return {
    changed: () => watchers.forEach((watcher) => watcher({})),

    /** A new rendering at each change. Not one is missed: a usual effect runs later than the first rendering. */
    useChanges() {
      const [, update] = useState({});
      useLayoutEffect(() => {
        watchers.add(update);
        return () => watchers.delete(update);
      }, []);
    },
  };
}
