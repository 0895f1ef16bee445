// What the studio was asked to train: what waits, what runs, and what has ended.
import { useEffect, useState } from './lib/preact.js';
import { get } from './api.js';
import { listen } from './live.js';

/** The jobs, kept up to date by the server's events. */
export function useJobs() {
  const [jobs, setJobs] = useState([]);
  useEffect(() => {
    const ask = () => get('jobs').then((answer) => setJobs(answer.jobs), () => {}); // events tell later
    ask();
    const ends = [listen('jobs', (event) => setJobs(event.jobs)), listen('again', ask)];
    return () => ends.forEach((end) => end());
  }, []);
  return jobs;
}

/** Whether a run is in a folder: that of a ladder, of a sweep, or of a student. */
export const isBelow = (id, folder) => id.startsWith(`${folder}/`);
