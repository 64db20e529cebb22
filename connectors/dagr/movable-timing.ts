import type { Timing } from './timing.ts';

/** Time that stands still until it is advanced; for tests. */
export function movableTiming(): Timing & { advance(ms: number): void; readonly pending: number } {
  let now = 0;
  const tasks = new Set<{ at: number; task: () => void }>();
  return {
    now: () => now,
    after(ms, task) {
      const entry = { at: now + ms, task };
      tasks.add(entry);
      return () => tasks.delete(entry);
    },
    advance(ms) {
      now += ms;
      for (const entry of [...tasks].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at)) {
        if (tasks.delete(entry)) entry.task();
      }
    },
    get pending() {
      return tasks.size;
    },
  };
}
