import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 250;

/**
 * Does the work when no other process does work under the same lock. It is a lock of the operating system, held through
 * SQLite: it ends with its process, however that ends, so there is none to clean up after.
 */
export async function oneAtATime<Result>(lock: string, work: () => Promise<Result>, onWait: () => void): Promise<Result> {
  const database = new DatabaseSync(lock, { timeout: 0 });
  try {
    for (let told = false; !isTaken(database); told = true) {
      if (!told) onWait();
      await setTimeout(LOOK_EVERY_MS);
    }
    return await work();
  } finally {
    database.close();
  }
}

function isTaken(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && /locked/.test(error.message)) return false;
    throw error;
  }
}
