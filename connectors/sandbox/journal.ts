import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from './changes/change.ts';

/** What happened to the sandbox's world after its start, in order. */
export type JournalEntry = { change: Change; at: string } | { daysAhead: number };

/**
 * One JSON line per entry, appended before the answer is given. Every seed and size of population has its own file,
 * because indexes mean other people in another world. Holds no personal codes.
 */
export interface Journal {
  /** What was written before this start. */
  readonly entries: readonly JournalEntry[];
  append(entry: JournalEntry): void;
}

export function openJournal(folder: string, world: { seed: string; population: number }): Journal {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `changes-${world.population}-${world.seed.replaceAll(/[^\w-]/g, '_')}.jsonl`);
  return {
    entries: existsSync(file) ? readEntries(file) : [],
    append: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`),
  };
}

/** A last line without its end was being written when the process died: nobody was told of it, so it is cut off. */
function readEntries(file: string): JournalEntry[] {
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  return whole.split('\n').filter(Boolean).map((line) => JSON.parse(line) as JournalEntry);
}
