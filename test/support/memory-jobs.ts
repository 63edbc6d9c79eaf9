/** Jobs kept as text, as the account's SQLite keeps them. */
import type { Job, JobStore } from "../../src/tools/job/job.ts";

export function memoryJobs(): JobStore {
  const kept = new Map<string, string>();
  const put = (job: Job) => void kept.set(job.id, JSON.stringify(job));
  return {
    add: put,
    read: (id) => {
      const text = kept.get(id);
      return text === undefined ? undefined : (JSON.parse(text) as Job);
    },
    saveStep: put,
    saveJob: put,
    running: () =>
      [...kept.values()]
        .map((text) => JSON.parse(text) as Job)
        .filter(({ state }) => state === "running")
        .map(({ id }) => id),
  };
}
